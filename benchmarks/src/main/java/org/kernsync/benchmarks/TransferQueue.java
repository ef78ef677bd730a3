package org.kernsync.benchmarks;

import java.util.Arrays;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.agrona.concurrent.OneToOneConcurrentArrayQueue;
import org.jctools.queues.SpscArrayQueue;
import org.kernsync.queue.KFifo;

/** A bounded queue for one thread that puts and one that takes. */
interface TransferQueue {
  /**
   * Puts an element.
   *
   * @param element what to put
   * @return whether there was room
   */
  boolean put(Object element);

  /**
   * Takes the element that was put first.
   *
   * @return null if there is none
   */
  Object get();

  /** The kinds, under the names that the parameter {@code impl} takes. */
  enum Kind {
    KFIFO("KFifo", () -> new OurQueue(new KFifo<>(Kind.CAPACITY))),
    SPSC_ARRAY_QUEUE("SpscArrayQueue", () -> new JcToolsQueue(new SpscArrayQueue<>(Kind.CAPACITY))),
    ONE_TO_ONE(
        "OneToOneConcurrentArrayQueue",
        () -> new AgronaQueue(new OneToOneConcurrentArrayQueue<>(Kind.CAPACITY)));

    private static final int CAPACITY = 1_024;

    private final String label;
    private final Supplier<TransferQueue> maker;

    Kind(String label, Supplier<TransferQueue> maker) {
      this.label = label;
      this.maker = maker;
    }

    static Kind named(String label) {
      return Arrays.stream(values())
          .filter(kind -> kind.label.equals(label))
          .findAny()
          .orElseThrow(
              () -> new IllegalArgumentException("no queue " + label + ": use " + labels()));
    }

    private static String labels() {
      return Arrays.stream(values()).map(Kind::label).collect(Collectors.joining(", "));
    }

    String label() {
      return label;
    }

    TransferQueue open() {
      return maker.get();
    }
  }

  /** Ours. */
  record OurQueue(KFifo<Object> queue) implements TransferQueue {
    @Override
    public boolean put(Object element) {
      return queue.put(element);
    }

    @Override
    public Object get() {
      return queue.get();
    }
  }

  /** That of JCTools. */
  record JcToolsQueue(SpscArrayQueue<Object> queue) implements TransferQueue {
    @Override
    public boolean put(Object element) {
      return queue.offer(element);
    }

    @Override
    public Object get() {
      return queue.poll();
    }
  }

  /** That of Agrona. */
  record AgronaQueue(OneToOneConcurrentArrayQueue<Object> queue) implements TransferQueue {
    @Override
    public boolean put(Object element) {
      return queue.offer(element);
    }

    @Override
    public Object get() {
      return queue.poll();
    }
  }
}
