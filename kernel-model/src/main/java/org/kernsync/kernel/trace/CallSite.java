package org.kernsync.kernel.trace;

/**
 * Who called, in the place where the kernel prints a symbol and an offset.
 *
 * @param type the name of the caller's class
 * @param method the name of its method
 * @param offset of the call in the method's byte code, not negative
 */
public record CallSite(String type, String method, int offset) {
  private static final String UNKNOWN = "0";
  private static final StackWalker WALKER = StackWalker.getInstance();

  /**
   * The caller of some code: the first on the stack who is not of the given packages.
   *
   * @param ignored what the names of classes begin with that do not count
   * @return who that is, or null
   */
  public static CallSite outside(String... ignored) {
    return WALKER.walk(
        frames ->
            frames
                .filter(frame -> isOutside(frame.getClassName(), ignored))
                .findFirst()
                .map(CallSite::of)
                .orElse(null));
  }

  private static boolean isOutside(String type, String... ignored) {
    for (String prefix : ignored) {
      if (type.startsWith(prefix)) {
        return false;
      }
    }
    return !type.equals(CallSite.class.getName());
  }

  private static CallSite of(StackWalker.StackFrame frame) {
    int offset = Math.max(0, frame.getByteCodeIndex()); // negative in native methods
    return new CallSite(frame.getClassName(), frame.getMethodName(), offset);
  }

  /** The caller as a trace shows it, such as {@code Pipe.open+0x1f}. */
  static String text(String type, String method, int offset) {
    return type == null
        ? UNKNOWN
        : FunctionName.of(type) + '.' + method + "+0x" + Integer.toHexString(offset);
  }

  @Override
  public String toString() {
    return text(type, method, offset);
  }
}
