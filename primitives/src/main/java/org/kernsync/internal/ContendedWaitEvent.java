package org.kernsync.internal;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;

/**
 * A wait for a lock that another thread held, as JDK Flight Recorder shows it. Only {@link
 * ContendedWaits} may name this class: it cannot be loaded on a runtime without {@code jdk.jfr}.
 *
 * <p>Shorter waits than the threshold are left out unless a recording asks for them: a busy lock
 * would fill it with a million of them per second.
 */
@Name("org.kernsync.ContendedWait")
@Label("Kernsync Contended Wait")
@Description("A thread waited for a Kernsync lock")
@Category({"Java Application", "Kernsync"})
@StackTrace
@Threshold("1 ms")
final class ContendedWaitEvent extends Event {
  @Label("Lock Class")
  Class<?> lockClass;

  @Label("Lock Identity")
  @Description("The identity hash code of the lock: tells locks of one class apart")
  int lockIdentity;

  @Label("Holder")
  @Description("The thread that held the lock when the wait began; empty if unknown")
  Thread holder;
}
