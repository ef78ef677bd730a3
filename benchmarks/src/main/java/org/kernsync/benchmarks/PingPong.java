package org.kernsync.benchmarks;

import java.util.Arrays;
import java.util.concurrent.Exchanger;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.kernsync.wait.Completion;

/** Two threads, of which one calls and the other answers, again and again. */
interface PingPong {
  /** Calls the other thread and waits for its answer. */
  void call() throws InterruptedException;

  /** Waits for a call and answers it; the answering thread is ended by an interrupt. */
  void answer() throws InterruptedException;

  /** The kinds, under the names that the parameter {@code impl} takes. */
  enum Kind {
    COMPLETION("Completion", () -> new ByCompletion(new Completion(), new Completion())),
    EXCHANGER("Exchanger", () -> new ByExchanger(new Exchanger<>())),
    SYNCHRONOUS_QUEUE(
        "SynchronousQueue", () -> new ByQueue(new SynchronousQueue<>(), new SynchronousQueue<>())),
    SEMAPHORE("Semaphore", () -> new BySemaphore(new Semaphore(0), new Semaphore(0)));

    private final String label;
    private final Supplier<PingPong> maker;

    Kind(String label, Supplier<PingPong> maker) {
      this.label = label;
      this.maker = maker;
    }

    static Kind named(String label) {
      return Arrays.stream(values())
          .filter(kind -> kind.label.equals(label))
          .findAny()
          .orElseThrow(
              () -> new IllegalArgumentException("no pair " + label + ": use " + labels()));
    }

    private static String labels() {
      return Arrays.stream(values()).map(Kind::label).collect(Collectors.joining(", "));
    }

    String label() {
      return label;
    }

    PingPong open() {
      return maker.get();
    }
  }

  /** One completion for each direction. */
  record ByCompletion(Completion ping, Completion pong) implements PingPong {
    @Override
    public void call() throws InterruptedException {
      ping.complete();
      pong.await();
    }

    @Override
    public void answer() throws InterruptedException {
      ping.await();
      pong.complete();
    }
  }

  /** Two exchanges: one to call, one to answer. */
  record ByExchanger(Exchanger<Object> exchanger) implements PingPong {
    @Override
    public void call() throws InterruptedException {
      exchanger.exchange(this);
      exchanger.exchange(this);
    }

    @Override
    public void answer() throws InterruptedException {
      exchanger.exchange(this);
      exchanger.exchange(this);
    }
  }

  /** One queue for each direction. */
  record ByQueue(SynchronousQueue<Object> ping, SynchronousQueue<Object> pong) implements PingPong {
    @Override
    public void call() throws InterruptedException {
      ping.put(this);
      pong.take();
    }

    @Override
    public void answer() throws InterruptedException {
      ping.take();
      pong.put(this);
    }
  }

  /** One semaphore for each direction. */
  record BySemaphore(Semaphore ping, Semaphore pong) implements PingPong {
    @Override
    public void call() throws InterruptedException {
      ping.release();
      pong.acquire();
    }

    @Override
    public void answer() throws InterruptedException {
      ping.acquire();
      pong.release();
    }
  }
}
