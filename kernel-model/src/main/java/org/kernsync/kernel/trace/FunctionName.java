package org.kernsync.kernel.trace;

/** The name of a function as a trace shows it: that of the class where it was written down. */
final class FunctionName {
  private FunctionName() {}

  /** Cuts the package off, and what the compiler and the JVM add to the class of a lambda. */
  static String of(String className) {
    int end = className.indexOf("$$");
    String name = end < 0 ? className : className.substring(0, end);
    return name.substring(name.lastIndexOf('.') + 1).replace('$', '.');
  }
}
