package org.kernsync.benchmarks;

import java.util.Arrays;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** An allocator of small blocks outside of the heap. */
interface SmallBlocks extends AutoCloseable {
  /** How large a block is. */
  int BYTES = 64;

  /** Takes a block and gives it back at once. */
  void takeAndGive();

  /**
   * Makes a stock for one thread, and fills it.
   *
   * @param blocks how many it holds
   */
  Stock stock(int blocks);

  /** Makes a way from a thread that takes blocks to one that gives them back. */
  Lane lane();

  /** Gives the memory itself back; no block is in use any more. */
  @Override
  void close();

  /** Blocks in use, always the same number, of one thread. */
  interface Stock {
    /** Gives back the one that was taken first, and takes another. */
    void turn();

    /** Gives all back. */
    void clear();
  }

  /** Blocks on their way from one thread to another. */
  interface Lane {
    /**
     * Takes a block and sends it.
     *
     * @return false if there is no room: then none was taken
     */
    boolean send();

    /**
     * Gives back the block that was sent first.
     *
     * @return false if none has arrived
     */
    boolean receive();

    /** Gives back all that is under way; neither thread uses the lane any more. */
    void clear();
  }

  /** The kinds, under the names that the parameter {@code impl} takes. */
  enum Kind {
    KMALLOC("kmalloc", KmallocBlocks::new),
    MALLOC("malloc", NativeBlocks.ByCall::new),
    CRITICAL_MALLOC("malloc-critical", NativeBlocks.ByCriticalCall::new),
    NETTY("Netty", NettyBlocks::new);

    private final String label;
    private final Supplier<SmallBlocks> maker;

    Kind(String label, Supplier<SmallBlocks> maker) {
      this.label = label;
      this.maker = maker;
    }

    static Kind named(String label) {
      return Arrays.stream(values())
          .filter(kind -> kind.label.equals(label))
          .findAny()
          .orElseThrow(
              () -> new IllegalArgumentException("no allocator " + label + ": use " + labels()));
    }

    private static String labels() {
      return Arrays.stream(values()).map(Kind::label).collect(Collectors.joining(", "));
    }

    String label() {
      return label;
    }

    SmallBlocks open() {
      return maker.get();
    }
  }
}
