package org.kernsync.stress.litmus;

/** What the memory model of the Linux kernel says of the outcome that a litmus test asks for. */
public enum KernelVerdict {
  /** It cannot happen: forbidden in our test. */
  NEVER,
  /** It can happen on some machine: interesting in our test, and no failure. */
  SOMETIMES,
  /** The test cannot end: forbidden in our test, which asks for what it would wait for. */
  DEADLOCK
}
