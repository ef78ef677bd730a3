package org.kernsync.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.kernsync.spin.TicketSpinLock;

/** The JFR event of a contended wait. */
class ContendedWaitsTest {
  private static final String EVENT = "org.kernsync.ContendedWait";

  /** Where nobody records, there is nothing to end. */
  @Test
  void begin_nobodyRecords_null() {
    assertThat(ContendedWaits.begin()).isNull();
    ContendedWaits.end(null, this, null);
  }

  /** A wait shows its thread, its lock and the holder, and lasts as long as the wait. */
  @Test
  void lock_whileRecording_waitIsRecorded() throws Exception {
    TicketSpinLock lock = new TicketSpinLock();
    AtomicReference<Thread> waiter = new AtomicReference<>();
    long waitedNanos;
    Path file = Files.createTempFile("wait", ".jfr");
    try (Recording recording = new Recording()) {
      recording.enable(EVENT).withoutThreshold();
      recording.start();
      lock.lock();
      try (Crew crew = new Crew()) {
        waiter.set(
            crew.start(
                () -> {
                  lock.lock();
                  lock.unlock();
                }));
        Crew.until("it waits", lock::isContended);
        long begin = System.nanoTime();
        Crew.until("3 ms are over", () -> System.nanoTime() - begin > 3_000_000);
        waitedNanos = System.nanoTime() - begin;
        lock.unlock();
      }
      recording.stop();
      recording.dump(file);
    }
    List<RecordedEvent> events =
        RecordingFile.readAllEvents(file).stream()
            .filter(event -> event.getEventType().getName().equals(EVENT))
            .toList();
    Files.delete(file);
    assertThat(events).hasSize(1);
    RecordedEvent event = events.get(0);
    assertThat(event.getClass("lockClass").getName()).isEqualTo(TicketSpinLock.class.getName());
    assertThat(event.getInt("lockIdentity")).isEqualTo(System.identityHashCode(lock));
    assertThat(event.getThread("holder").getJavaName()).isEqualTo(Thread.currentThread().getName());
    assertThat(event.getThread().getJavaName()).isEqualTo(waiter.get().getName());
    assertThat(event.getDuration().toNanos()).isGreaterThan(waitedNanos * 9 / 10);
  }

  /** A runtime without jdk.jfr runs contended locks like any other. */
  @Test
  void lock_runtimeWithoutFlightRecorder_works() throws Exception {
    String path =
        String.join(
            File.pathSeparator,
            JavaFork.originOf(TicketSpinLock.class).toString(),
            JavaFork.originOf(WithoutFlightRecorder.class).toString());
    JavaFork.Outcome outcome =
        JavaFork.run(
            List.of(
                "--limit-modules",
                "java.base",
                "-cp",
                path,
                WithoutFlightRecorder.class.getName()));
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out()).isEqualTo("jdk.jfr: false, sections: 2\n");
  }
}
