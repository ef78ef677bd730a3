package org.kernsync.kernel.workload.replay;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Scripts that need no file. */
public enum Generators {
  /** As many blocks all the time; the oldest makes room for the next. */
  STEADY {
    @Override
    Script.Part part(Stage stage, long operations) {
      return lane -> new SteadyPart(stage, operations).play(lane);
    }
  },
  /** Blocks of any size come, change their size and go, in any order. */
  RANDOM {
    @Override
    Script.Part part(Stage stage, long operations) {
      return lane -> new RandomPart(stage, operations).play(lane);
    }
  },
  /** Neighbours are freed in an order in which they can grow together, and larger blocks come. */
  COALESCING {
    @Override
    Script.Part part(Stage stage, long operations) {
      return lane -> new CoalescingPart(stage, operations).play(lane);
    }
  },
  /** A server after Larson: threads replace blocks at random, and hand all they have to others. */
  LARSON {
    @Override
    Script.Part part(Stage stage, long operations) {
      return new LarsonPart(stage, operations);
    }
  },
  /** After xmalloc: each thread allocates batches that the next one frees. */
  XMALLOC {
    @Override
    Script.Part part(Stage stage, long operations) {
      return new XmallocPart(stage, operations);
    }
  };

  static final String MORE_MEMORY = "give more with --memory";

  /** What each lane plays, of about so many operations. */
  abstract Script.Part part(Stage stage, long operations);

  /**
   * The word for it.
   *
   * @return its name on the command line
   */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * All their names.
   *
   * @return in their order
   */
  public static List<String> labels() {
    return Arrays.stream(values()).map(Generators::label).toList();
  }

  /**
   * Whether the threads of this script free each other's blocks.
   *
   * @return true where it needs several threads to be what it is
   */
  public boolean isShared() {
    return this == LARSON || this == XMALLOC;
  }

  /**
   * Makes a script.
   *
   * @param operations about how many operations each thread does
   * @return the script
   */
  public Script script(long operations) {
    return new Generated(this, operations);
  }

  /** A script of some length. */
  private record Generated(Generators kind, long operations) implements Script {
    @Override
    public String name() {
      return kind.label();
    }

    @Override
    public Part part(Stage stage) {
      return kind.part(stage, operations);
    }
  }

  /** The error where a script finds no memory. */
  static ReplayException shortage(Lane lane, int size) {
    return new ReplayException(lane.shortage(size) + "; " + MORE_MEMORY);
  }

  /** Allocates or says why not. */
  static void allocate(Lane lane, Blocks blocks, int place, int size) throws ReplayException {
    if (!lane.allocate(blocks, place, size)) {
      throw shortage(lane, size);
    }
  }
}
