package org.kernsync.kernel.trace;

/**
 * Task states as traces print them.
 *
 * <p>A state is a bit set in the kernel and one letter in a trace. Bits that only modify a state
 * (killable, "does not count as load", "new") print nothing, with one exception: uninterruptible
 * and not counted as load is idle, {@code I}.
 *
 * <pre>
 * bits    0  0x1  0x2  0x402  0x4  0x8  0x10  0x20  0x40
 * letter  R  S    D    I      T    t    X     Z     P
 * </pre>
 *
 * <p>Kernels up to 4.13 print numbers to some readers, and have moved the bits above 0x20 more than
 * once. {@link #parse} relies on the stable ones alone.
 */
public final class TaskStateCode {
  /** Runnable or running. */
  public static final int RUNNING = 0;

  /** Idle: uninterruptible, and no load. */
  public static final int IDLE = 0x402;

  private static final String LETTERS = "SDTtXZP";
  private static final int UNINTERRUPTIBLE = 0x2;
  private static final int NO_LOAD = 0x400;
  private static final int DEAD = 0x80;
  private static final int EXIT_DEAD = 0x10;
  private static final int REPORTED = 0x7f;
  private static final int STABLE_BITS = 0x3f;
  private static final int OLD_DEAD = 0x40;

  private TaskStateCode() {}

  /**
   * The letter of a state.
   *
   * @param state the kernel's bit set
   * @return one of {@code RSDTtXZPI}
   */
  public static char letter(int state) {
    if ((state & (UNINTERRUPTIBLE | NO_LOAD)) == (UNINTERRUPTIBLE | NO_LOAD)) {
      return 'I';
    }
    int reported = state & REPORTED;
    if (reported != 0) {
      return LETTERS.charAt(Integer.numberOfTrailingZeros(Integer.highestOneBit(reported)));
    }
    return (state & DEAD) != 0 ? 'X' : 'R';
  }

  /**
   * Whether a task that leaves its CPU in this state has come to its end.
   *
   * @param state the kernel's bit set
   * @return true for zombie and dead
   */
  public static boolean isFinal(int state) {
    char letter = letter(state);
    return letter == 'X' || letter == 'Z';
  }

  /**
   * Reads {@code prev_state} in any of its dialects: letters ({@code S}, {@code R+}, {@code D|K})
   * or a number.
   *
   * @param text the printed state
   * @return the kernel's bit set
   * @throws IllegalArgumentException if it is neither
   */
  public static int parse(String text) {
    String body = text.endsWith("+") ? text.substring(0, text.length() - 1) : text;
    if (body.isEmpty()) {
      throw new IllegalArgumentException("empty task state");
    }
    char first = body.charAt(0);
    if (first >= '0' && first <= '9') {
      return fromNumber(Integer.parseInt(body));
    }
    return switch (first) {
      case 'R' -> RUNNING;
      case 'I' -> IDLE;
      case 'x' -> EXIT_DEAD;
      default -> {
        int bit = LETTERS.indexOf(first);
        if (bit < 0) {
          throw new IllegalArgumentException("unknown task state \"" + text + "\"");
        }
        yield 1 << bit;
      }
    };
  }

  private static int fromNumber(int number) {
    int stable = number & STABLE_BITS;
    return stable == 0 && (number & OLD_DEAD) != 0 ? EXIT_DEAD : stable;
  }

  /**
   * Whether {@code prev_state} says that the task was preempted.
   *
   * @param text the printed state
   * @return true for a trailing {@code +}, or for the lone high bit that numeric traces use
   */
  public static boolean isPreempted(String text) {
    return switch (text) {
      case "256", "1024", "2048", "4096" -> true;
      default -> text.endsWith("+");
    };
  }
}
