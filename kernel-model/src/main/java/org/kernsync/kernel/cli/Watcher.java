package org.kernsync.kernel.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.kernsync.kernel.boot.Kernel;
import org.kernsync.kernel.cpu.CpuClock;
import org.kernsync.kernel.cpu.CpuMode;
import org.kernsync.kernel.report.CpuSnapshot;
import org.kernsync.kernel.report.LiveView;
import org.kernsync.kernel.report.ProgressLine;
import org.kernsync.kernel.report.Terminal;
import org.kernsync.kernel.sched.CpuView;
import org.kernsync.kernel.sched.Task;

/**
 * Shows what a run does while it lasts, four times a second, and stops it when its time is over.
 *
 * <p>A thread of its own, which takes no lock of the model. Everything it shows may be a moment
 * old.
 */
final class Watcher implements AutoCloseable {
  private static final long PERIOD_MILLIS = 250;
  private static final int FRAMES_PER_PLAIN_ONE = 4; // a file or pipe gets one a second
  private static final double NANOS_PER_SECOND = 1e9;

  private final Kernel kernel;
  private final String source;
  private final RunLength length;
  private final RunClock clock;
  private final boolean live;
  private final Terminal terminal = Terminal.of(Terminal.Stream.ERR);
  private final ProgressLine progress = new ProgressLine(terminal);
  private final CountDownLatch over = new CountDownLatch(1);
  private final Thread thread = new Thread(this::watch, "kernsync-watch");
  private final long[] busyBefore;
  private final long[] readAt;
  private int frames;
  private volatile boolean cutShort;

  Watcher(Kernel kernel, String source, RunLength length, RunClock clock, boolean live) {
    this.kernel = kernel;
    this.source = source;
    this.length = length;
    this.clock = clock;
    this.live = live;
    busyBefore = new long[kernel.scheduler().cpuCount()];
    readAt = new long[busyBefore.length];
  }

  void start() {
    thread.setDaemon(true);
    thread.start();
  }

  /** Whether the run was stopped because its limit was reached. */
  boolean hasCutShort() {
    return cutShort;
  }

  private void watch() {
    try {
      while (!over.await(PERIOD_MILLIS, TimeUnit.MILLISECONDS)) {
        long elapsed = clock.elapsedNanos();
        if (length.isOver(elapsed) && !cutShort) {
          cutShort = true;
          kernel.requestStop();
        }
        show(elapsed);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // the end of the thread is all that is asked for
    } finally {
      terminal.finish();
    }
  }

  private void show(long elapsed) {
    if (!live) {
      showProgress(elapsed);
    } else if (frames++ % (terminal.canRewrite() ? 1 : FRAMES_PER_PLAIN_ONE) == 0) {
      terminal.frame(
          LiveView.render(header(elapsed), snapshots(), terminal.width(), terminal.height()));
    }
  }

  private void showProgress(long elapsed) {
    int running = 0;
    int blocked = 0;
    for (Task task : kernel.processes().snapshot()) {
      if (ReportBuilder.isUser(task)) {
        boolean runs = task.isOnRq();
        running += runs ? 1 : 0;
        blocked += runs ? 0 : 1;
      }
    }
    long switches = kernel.scheduler().contextSwitches();
    progress.update(elapsed, length.runNanos(), running, blocked, switches);
  }

  private String header(long elapsed) {
    String whole =
        length.runNanos() < 0
            ? ""
            : String.format(Locale.ROOT, " of %.2f s", length.runNanos() / NANOS_PER_SECOND);
    return String.format(Locale.ROOT, "%s | %.2f s%s", source, elapsed / NANOS_PER_SECOND, whole);
  }

  private List<CpuSnapshot> snapshots() {
    List<CpuSnapshot> cpus = new ArrayList<>();
    for (int cpu = 0; cpu < busyBefore.length; cpu++) {
      cpus.add(snapshot(kernel.scheduler().view(cpu)));
    }
    return cpus;
  }

  private CpuSnapshot snapshot(CpuView view) {
    CpuClock cpuClock = view.cpu().clock();
    Task current = view.current();
    return new CpuSnapshot(
        view.id(),
        cpuClock.mode().name().toLowerCase(Locale.ROOT),
        current.comm(),
        current.pid(),
        view.runnable(),
        utilisation(view.id(), cpuClock),
        view.switches());
  }

  private double utilisation(int cpu, CpuClock cpuClock) {
    long now = System.nanoTime();
    long busy = 0;
    for (CpuMode mode : CpuMode.values()) {
      busy += mode == CpuMode.IDLE ? 0 : cpuClock.modeNanos(mode);
    }
    long since = readAt[cpu] == 0 ? kernel.bootNanos() : readAt[cpu];
    double share = (busy - busyBefore[cpu]) / (double) Math.max(1, now - since);
    busyBefore[cpu] = busy;
    readAt[cpu] = now;
    return share;
  }

  /** Ends the showing and leaves the cursor at the start of a line. */
  @Override
  public void close() {
    over.countDown();
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
