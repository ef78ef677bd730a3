package org.kernsync.benchmarks;

import java.util.Arrays;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jctools.queues.MpscUnboundedArrayQueue;
import org.kernsync.rcu.Rcu;

/** Takes work from one thread and has it done by another. */
interface HandOver {
  /**
   * Starts the thread that works.
   *
   * @param pinned whether to pin it to the second core
   */
  void start(boolean pinned);

  /**
   * Hands work over.
   *
   * @param work what to do
   */
  void give(Runnable work);

  /**
   * Ends the thread that works.
   *
   * @throws InterruptedException if the caller is to end too
   */
  void stop() throws InterruptedException;

  /** The kinds, under the names that the parameter {@code impl} takes. */
  enum Kind {
    RCU_CALL("Rcu-call", RcuCall::new),
    MPSC_QUEUE("MpscUnboundedArrayQueue", ByQueue::new);

    private final String label;
    private final Supplier<HandOver> maker;

    Kind(String label, Supplier<HandOver> maker) {
      this.label = label;
      this.maker = maker;
    }

    static Kind named(String label) {
      return Arrays.stream(values())
          .filter(kind -> kind.label.equals(label))
          .findAny()
          .orElseThrow(
              () -> new IllegalArgumentException("no hand-over " + label + ": use " + labels()));
    }

    private static String labels() {
      return Arrays.stream(values()).map(Kind::label).collect(Collectors.joining(", "));
    }

    String label() {
      return label;
    }

    HandOver make() {
      return maker.get();
    }
  }

  /** Ours: done after a grace period, by the domain's own worker. */
  final class RcuCall implements HandOver {
    private final Rcu rcu = new Rcu();

    @Override
    public void start(boolean pinned) {
      // The worker is nobody's to pin but its own; it stays as long as there is work now and then.
      rcu.call(() -> Pinning.apply(pinned, 1));
      rcu.barrier();
    }

    @Override
    public void give(Runnable work) {
      rcu.call(work);
    }

    @Override
    public void stop() {
      rcu.close();
    }
  }

  /** Done as soon as it is found in a queue; the thread that works never sleeps. */
  final class ByQueue implements HandOver {
    private static final int CHUNK = 1_024;

    private final MpscUnboundedArrayQueue<Runnable> queue = new MpscUnboundedArrayQueue<>(CHUNK);
    private final Partners working = new Partners();

    @Override
    public void start(boolean pinned) {
      working.start(pinned, 1, this::workOnce);
    }

    private void workOnce() {
      Runnable work = queue.poll();
      if (work == null) {
        Thread.onSpinWait();
      } else {
        work.run();
      }
    }

    @Override
    public void give(Runnable work) {
      queue.offer(work);
    }

    @Override
    public void stop() throws InterruptedException {
      working.stop();
    }
  }
}
