package org.kernsync.stress.torture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.kernsync.spin.SpinWait;

/** Whoever overtakes a thread in line is counted. Others are served by calls of the same thread. */
class LineGaugeTest {
  private final LineGauge gauge = new LineGauge();

  /** Three that come in between the first wait and the turn are three, however it waits. */
  @Test
  void isServed_afterWaiting_countsOthers() {
    gauge.isServedAtOnce();
    gauge.asks();
    gauge.pause(0);
    serveOthers(2);
    gauge.park(this, 1);
    serveOthers(1);
    gauge.isServed();

    assertThat(gauge.most()).isEqualTo(3);
  }

  /** The worst case stays, and a wait begins at its own first pause. */
  @Test
  void isServed_again_keepsTheMost() {
    gauge.asks();
    gauge.park(this, 1);
    serveOthers(4);
    gauge.isServed();
    gauge.asks();
    serveOthers(9); // before it is in line
    gauge.park(this, 1);
    serveOthers(2);
    gauge.isServed();

    assertThat(gauge.most()).isEqualTo(4);
  }

  /** Who has not waited, or has only paused before its ticket, says nothing about the line. */
  @Test
  void isServed_withoutTicketInHand_countsNobody() {
    gauge.asks();
    serveOthers(3);
    gauge.isServed();
    gauge.asks();
    gauge.pause(SpinWait.YIELD_STEP);
    serveOthers(3);
    gauge.isServed();

    assertThat(gauge.most()).isZero();
  }

  private void serveOthers(int count) {
    for (int left = count; left > 0; left--) {
      gauge.isServedAtOnce();
    }
  }
}
