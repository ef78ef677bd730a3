package org.kernsync.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.kernsync.atomic.FenceMode;
import org.kernsync.atomic.MemoryBarriers;

/**
 * Which fences the packaged jar uses, and that they are fences. Run with and without native access,
 * on the class path and as a module; the build tells which in the property {@code
 * kernsync.it.nativeAccess}. Folders of classes would not do: they ignore {@code
 * META-INF/versions}.
 */
class FenceModeIT {
  private static final String GRANTED = System.getProperty("kernsync.it.nativeAccess", "false");

  /** Where JDK and kernel have it, and the user said yes: membarrier. Else fences. */
  @Test
  void fenceMode_thisJvm_asGranted() {
    assertThat(JavaFork.originOf(MemoryBarriers.class).toString()).endsWith(".jar");
    boolean granted = !GRANTED.equals("false");
    assertThat(MemoryBarriers.fenceMode())
        .isEqualTo(granted && membarrierHere() ? FenceMode.MEMBARRIER : FenceMode.FULL_FENCES);
  }

  /** In this mode, two threads that store and then look never both miss the other's store. */
  @Test
  void lightAndHeavy_storeBuffering_neverBothMiss() {
    assertThat(StoreLoadLitmus.bothMissed(true, 25)).isZero();
  }

  /** The twin without fences misses: so the test above can fail, given two processors. */
  @Test
  void noFence_storeBuffering_bothMiss() {
    long missed = 0;
    for (int i = 0; i < 30 && missed == 0; i++) {
      missed = StoreLoadLitmus.bothMissed(false, 10);
    }
    assertThat(missed > 0).isEqualTo(SpinCalibration.spinningPays());
  }

  /** Granted or not, nothing is printed but the result: no warning of the JDK. */
  @Test
  void fork_withAndWithoutAccess_printsNoWarning() throws Exception {
    assertThat(fork().out()).startsWith("FULL_FENCES 0 ");
    assertThat(fork("--enable-native-access=ALL-UNNAMED").out())
        .startsWith(membarrierHere() ? "MEMBARRIER 0 " : "FULL_FENCES 0 ");
  }

  private static JavaFork.Outcome fork(String... options) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(options));
    String path =
        String.join(
            File.pathSeparator,
            JavaFork.originOf(MemoryBarriers.class).toString(),
            JavaFork.originOf(FenceModeIT.class).toString(),
            JavaFork.originOf(Assertions.class).toString());
    arguments.addAll(List.of("-cp", path, StoreLoadLitmus.class.getName()));
    JavaFork.Outcome outcome = JavaFork.run(arguments);
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.exitCode()).isZero();
    return outcome;
  }

  private static boolean membarrierHere() {
    return Runtime.version().feature() >= 22 && System.getProperty("os.name").equals("Linux");
  }
}
