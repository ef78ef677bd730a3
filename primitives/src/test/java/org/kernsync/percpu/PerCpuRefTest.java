package org.kernsync.percpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The life of a per-CPU reference count, its modes, and what is refused. */
class PerCpuRefTest {
  private final AtomicInteger releases = new AtomicInteger();

  private PerCpuRef ref(Cpus cpus) {
    return new PerCpuRef(cpus, releases::incrementAndGet);
  }

  /** While it lives the count is not known and nothing is released, whatever is got and put. */
  @ParameterizedTest
  @EnumSource
  void getAndPut_live_neverReleased(Cpus cpus) {
    PerCpuRef ref = ref(cpus);
    for (int i = 0; i < 100; i++) {
      ref.get();
      ref.getMany(3);
      assertThat(ref.tryGet()).isTrue();
      assertThat(ref.tryGetLive()).isTrue();
      ref.putMany(5);
      ref.put();
    }
    assertThat(ref.isZero()).isFalse();
    assertThat(ref.isDying()).isFalse();
    assertThat(releases).hasValue(0);
    assertThat(ref.toString()).endsWith("[live, per CPU]");
  }

  /** A kill without users releases at once; with users, the last put does. */
  @ParameterizedTest
  @EnumSource
  void kill_usersOrNone_lastOneReleases(Cpus cpus) {
    PerCpuRef unused = ref(cpus);
    unused.kill();
    assertThat(releases).hasValue(1);
    assertThat(unused.isZero()).isTrue();

    PerCpuRef used = ref(cpus);
    used.getMany(2);
    used.kill();
    assertThat(used.isDying()).isTrue();
    assertThat(used.toString()).endsWith("[dead, 2 references]");
    assertThat(used.tryGetLive()).isFalse();
    assertThat(used.tryGet()).isTrue();
    used.get();
    used.putMany(3);
    assertThat(releases).hasValue(1);
    used.put();
    assertThat(releases).hasValue(2);
    assertThat(used.tryGet()).isFalse();
    assertThat(used.tryGetLive()).isFalse();
  }

  /** The confirmation comes when nobody gets in any more, and before the release. */
  @Test
  void killAndConfirm_noUsers_confirmsFirst() {
    List<String> order = new ArrayList<>();
    PerCpuRef[] ref = new PerCpuRef[1];
    ref[0] = new PerCpuRef(() -> order.add("release"));
    ref[0].killAndConfirm(
        () -> {
          assertThat(ref[0].tryGetLive()).isFalse();
          assertThat(ref[0].isZero()).isFalse();
          order.add("confirm");
        });
    assertThat(order).containsExactly("confirm", "release");
  }

  /** A confirmation that throws does not keep the first reference. */
  @Test
  void killAndConfirm_confirmThrows_releasedAllTheSame() {
    PerCpuRef ref = ref(Cpus.THREADS);
    assertThatThrownBy(
            () ->
                ref.killAndConfirm(
                    () -> {
                      throw new IllegalArgumentException("mine");
                    }))
        .hasMessage("mine");
    assertThat(releases).hasValue(1);
  }

  /** A dead count with users comes back to life, per CPU, and can be killed again. */
  @ParameterizedTest
  @EnumSource
  void resurrect_usersLeft_livesAgain(Cpus cpus) {
    PerCpuRef ref = ref(cpus);
    ref.get();
    ref.kill();
    ref.resurrect();
    assertThat(ref.isDying()).isFalse();
    assertThat(ref.toString()).endsWith("[live, per CPU]");
    assertThat(ref.tryGetLive()).isTrue();
    ref.putMany(2);
    assertThat(releases).hasValue(0);
    ref.kill();
    assertThat(releases).hasValue(1);
  }

  /** After the release a new life begins, and ends with another release. */
  @ParameterizedTest
  @EnumSource
  void reinit_released_newLife(Cpus cpus) {
    PerCpuRef ref = ref(cpus);
    for (int life = 1; life <= 3; life++) {
      ref.get();
      ref.kill();
      assertThat(releases).hasValue(life - 1);
      ref.put();
      assertThat(releases).hasValue(life);
      ref.reinit();
      assertThat(ref.isDying()).isFalse();
    }
  }

  /** The modes can be changed without anybody noticing; the atomic one stays across lives. */
  @ParameterizedTest
  @EnumSource
  void switchModes_references_kept(Cpus cpus) {
    PerCpuRef ref = ref(cpus);
    ref.getMany(4);
    ref.switchToAtomic();
    ref.switchToAtomic();
    assertThat(ref.toString()).endsWith("[live, 5 references]");
    ref.put();
    ref.switchToPerCpu();
    ref.switchToPerCpu();
    ref.putMany(2);
    ref.switchToAtomic();
    assertThat(ref.toString()).endsWith("[live, 2 references]");
    ref.kill();
    ref.resurrect();
    assertThat(ref.toString()).endsWith("[live, 2 references]");
    ref.kill();
    ref.switchToPerCpu();
    assertThat(ref.toString()).as("not while it is dead").endsWith("[dead, 1 references]");
    ref.resurrect();
    assertThat(ref.toString()).endsWith("[live, per CPU]");
    ref.put();
    ref.kill();
    assertThat(releases).hasValue(1);
  }

  /** What can be seen to be wrong is refused, and changes nothing. */
  @Test
  void misuse_visible_throwsAndKeepsTheState() {
    PerCpuRef ref = ref(Cpus.THREADS);
    assertThatThrownBy(ref::resurrect).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(ref::reinit).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> ref.getMany(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ref.putMany(-1)).isInstanceOf(IllegalArgumentException.class);
    ref.get();
    ref.kill();
    assertThatThrownBy(ref::kill)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("dead, 1 references");
    assertThatThrownBy(ref::reinit).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> ref.putMany(2)).isInstanceOf(IllegalStateException.class);
    assertThat(releases).hasValue(0);
    ref.put();
    assertThat(releases).hasValue(1);
    assertThatThrownBy(ref::put).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(ref::get).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(ref::resurrect).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(ref::kill).isInstanceOf(IllegalStateException.class);
    assertThat(ref.isZero()).isTrue();
    assertThat(releases).hasValue(1);
  }

  /**
   * Puts without gets, which nobody can see in per-CPU mode, are told by the kill; never a release.
   */
  @ParameterizedTest
  @EnumSource
  void kill_morePutsThanGets_toldAndLeaked(Cpus cpus) {
    PerCpuRef ref = ref(cpus);
    ref.putMany(3);
    assertThatThrownBy(ref::kill)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("-2 references");
    assertThat(ref.isDying()).isTrue();
    assertThat(ref.toString()).endsWith("[dead, leaked]");
    ref.put();
    ref.resurrect();
    ref.switchToPerCpu();
    assertThat(ref.tryGetLive()).isTrue();
    ref.put();
    ref.kill();
    assertThat(ref.isZero()).isFalse();
    assertThat(releases).hasValue(0);
  }

  // ---- a switch between the look at the mode and the change, step by step

  /** A get that is late still counts: the release waits for its put. */
  @Test
  void get_killedInBetween_counts() {
    HookedCpus cpus = HookedCpus.owned();
    PerCpuRef ref = new PerCpuRef(cpus, releases::incrementAndGet);
    ref.get();
    cpus.atNextLookUp(ref::kill);
    ref.get();
    ref.put();
    assertThat(releases).hasValue(0);
    ref.put();
    assertThat(releases).hasValue(1);
  }

  /** A put that is late is the last one, and releases. */
  @Test
  void put_killedInBetween_releases() {
    HookedCpus cpus = HookedCpus.owned();
    PerCpuRef ref = new PerCpuRef(cpus, releases::incrementAndGet);
    ref.get();
    cpus.atNextLookUp(ref::kill);
    ref.put();
    assertThat(releases).hasValue(1);
    assertThat(ref.isZero()).isTrue();
  }

  /** A tryGet that is late gets nothing from what was released in between, and revives nothing. */
  @Test
  void tryGet_releasedInBetween_failsAndReleasesNothing() {
    HookedCpus cpus = HookedCpus.owned();
    PerCpuRef ref = new PerCpuRef(cpus, releases::incrementAndGet);
    cpus.atNextLookUp(ref::kill);
    assertThat(ref.tryGet()).isFalse();
    assertThat(releases).hasValue(1);
    ref.reinit();
    cpus.atNextLookUp(ref::kill);
    assertThat(ref.tryGetLive()).isFalse();
    assertThat(releases).hasValue(2);
  }

  /** A tryGet that is late gets a reference where some are left, a tryGetLive does not. */
  @Test
  void tryGet_killedInBetween_onlyWhileUsed() {
    HookedCpus cpus = HookedCpus.owned();
    PerCpuRef ref = new PerCpuRef(cpus, releases::incrementAndGet);
    ref.get();
    cpus.atNextLookUp(ref::kill);
    assertThat(ref.tryGet()).isTrue();
    assertThat(ref.toString()).endsWith("[dead, 2 references]");
    ref.resurrect();
    cpus.atNextLookUp(ref::kill);
    assertThat(ref.tryGetLive()).isFalse();
    ref.put();
    assertThat(releases).hasValue(0);
    ref.put();
    assertThat(releases).hasValue(1);
  }

  /** A tryGet that slept through a whole life gets its reference from the next one. */
  @Test
  void tryGet_newLifeInBetween_counts() {
    HookedCpus cpus = HookedCpus.owned();
    PerCpuRef ref = new PerCpuRef(cpus, releases::incrementAndGet);
    cpus.atNextLookUp(
        () -> {
          ref.kill();
          ref.reinit();
        });
    assertThat(ref.tryGetLive()).isTrue();
    ref.kill();
    assertThat(releases).hasValue(1);
    ref.put();
    assertThat(releases).hasValue(2);
  }

  /**
   * Two late tryGets on one slot, after the release: one folds while the change of the other is not
   * taken back yet. That must not lift the count from zero, or its return would release again.
   */
  @Test
  void tryGet_twoLateOnesAfterTheRelease_releasedOnce() throws InterruptedException {
    HookedCpus cpus = HookedCpus.shared();
    PerCpuRef ref = new PerCpuRef(cpus, releases::incrementAndGet);
    CountDownLatch otherLooked = new CountDownLatch(1);
    CountDownLatch otherGoesOn = new CountDownLatch(1);
    AtomicInteger otherGot = new AtomicInteger();
    Thread other =
        new Thread(
            () -> {
              cpus.atNextLookUp(
                  () -> {
                    otherLooked.countDown();
                    await(otherGoesOn);
                  });
              otherGot.set(ref.tryGet() ? 1 : 0);
            });
    other.start();
    otherLooked.await();
    cpus.atNextLookUp(
        () -> {
          ref.kill();
          cpus.atNextLookUp( // when this tryGet has made its change and takes it back
              () -> {
                otherGoesOn.countDown();
                join(other);
              });
        });
    assertThat(ref.tryGet()).isFalse();
    assertThat(otherGot).hasValue(0);
    assertThat(releases).hasValue(1);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
