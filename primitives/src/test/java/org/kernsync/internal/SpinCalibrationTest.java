package org.kernsync.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SpinCalibrationTest {
  /** A pause is near 25 ns whether one onSpinWait takes 1 ns or 24. */
  @Test
  void callsPerPause_fastAndSlowHint_sameTime() {
    assertThat(SpinCalibration.callsPerPause(1.0)).isEqualTo(25);
    assertThat(SpinCalibration.callsPerPause(8.0)).isEqualTo(3);
    assertThat(SpinCalibration.callsPerPause(24.0)).isEqualTo(1);
  }

  /** One call at least, and a bound where the hint is compiled to nothing. */
  @Test
  void callsPerPause_extremeHint_bounded() {
    assertThat(SpinCalibration.callsPerPause(140.0)).isEqualTo(1);
    assertThat(SpinCalibration.callsPerPause(0.1)).isEqualTo(32);
  }

  /** A slow hint makes fewer pauses out of the same time. */
  @Test
  void pausesWithin_bound_dividedByThePause() {
    assertThat(SpinCalibration.pausesWithin(400, 25.0)).isEqualTo(16);
    assertThat(SpinCalibration.pausesWithin(400, 140.0)).isEqualTo(2);
    assertThat(SpinCalibration.pausesWithin(-1, 25.0)).isZero();
    assertThat(SpinCalibration.pausesWithin(Long.MAX_VALUE, 1.0)).isEqualTo(Integer.MAX_VALUE);
  }

  /** Nobody spins on one processor; on more, a time has some pauses in it. */
  @Test
  void pausesWithin_thisMachine_onlyWithTwoProcessors() {
    boolean several = Runtime.getRuntime().availableProcessors() > 1;
    assertThat(SpinCalibration.spinningPays()).isEqualTo(several);
    assertThat(SpinCalibration.pausesWithin(TimeUnit.MILLISECONDS.toNanos(1)) > 0)
        .isEqualTo(several);
  }
}
