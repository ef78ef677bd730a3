package org.kernsync.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.Test;

class ThreadKindsTest {
  /** A platform thread is not virtual, on any JDK. */
  @Test
  void isVirtual_platformThread_false() {
    assertThat(ThreadKinds.isVirtual(Thread.currentThread())).isFalse();
  }

  /** Each kind of thread that this JDK can make is told apart; there are two from 21 on. */
  @Test
  void isVirtual_eachKind_toldApart() {
    assertThat(Crew.kinds()).hasSize(Runtime.version().feature() < 21 ? 1 : 2);
    for (ThreadFactory kind : Crew.kinds()) {
      Thread thread = kind.newThread(() -> {});
      assertThat(ThreadKinds.isVirtual(thread)).isEqualTo(kind.toString().equals("VIRTUAL"));
    }
  }
}
