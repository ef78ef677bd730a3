package org.kernsync.kernel.cpu;

/**
 * Deliberate faults, for the tests that show what each rule is for: a model that boots with one of
 * them hangs or fails where the real one does not. All false in every real run.
 *
 * @param noPin {@code preemptDisable} leaves the task unpinned, so that a waiter inside an atomic
 *     section can be unmounted
 * @param noSelfUnpark halting and interrupt exit do not give back the park permit that they may
 *     have eaten
 * @param executeNotIdempotent each submission enqueues the task, whether it is queued or running
 *     already or not
 */
public record Faults(boolean noPin, boolean noSelfUnpark, boolean executeNotIdempotent) {
  /** No fault. */
  public static final Faults NONE = new Faults(false, false, false);
}
