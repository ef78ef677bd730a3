package org.kernsync.internal;

/**
 * Loads and initializes what the slow paths of the primitives share. A class whose initializer
 * fails stays unusable for the life of the process: if that ran within the first wait of all, a
 * thread near the end of its stack could break every lock of every thread. So each primitive calls
 * this from its own static initializer, where the stack is normally far from its end.
 */
public final class SlowPathClasses {
  private SlowPathClasses() {}

  /** Initializes them and links what they call. Changes nothing, and may be called at any time. */
  public static void load() {
    StackReserve.ensure();
    SpinCalibration.pause();
    ListGuard.entered(0);
    StackOverflowError none = Parking.parkNanos(SlowPathClasses.class, 0);
    boolean unused = ThreadKinds.isVirtual(Thread.currentThread());
    unused |= HeavyFence.available();
    unused |=
        Thread.currentThread().getState() == Thread.State.NEW; // whose class the JDK loads late
    WaitNode node = WaitNode.allocateOrNull();
    if (node != null) {
      WaitNode tail = WaitNode.remove(WaitNode.append(null, node), node);
      node.setStatusVolatile(
          node.isGranted() && tail != null ? WaitNode.WAITING : WaitNode.GRANTED);
    }
    // To look for a handler resolves the class that it names, for the first of a class loader by a
    // call
    // of that loader: where the stack ends it has no room, and the handler would be passed over.
    Class<?> handled = StackOverflowError.class;
    Object noEvent = ContendedWaits.begin(); // which is not ended, so nothing is recorded
  }
}
