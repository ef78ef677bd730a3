package org.kernsync.internal;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/**
 * A wait for a lock that another thread held, as JDK Flight Recorder shows it. Only {@link
 * ContendedWaits} may name this class: it cannot be loaded on a runtime without {@code jdk.jfr}.
 */
@Name("org.kernsync.ContendedWait")
@Label("Kernsync Contended Wait")
@Description("A thread waited for a Kernsync lock")
@Category({"Java Application", "Kernsync"})
@StackTrace
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
