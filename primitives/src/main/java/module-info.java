/**
 * Linux-kernel synchronization for the JVM.
 *
 * <p>The module needs nothing but {@code java.base}. Where {@code jdk.jfr} is present, contended
 * waits show up as JFR events.
 */
module org.kernsync.primitives {
  requires static jdk.jfr;

  exports org.kernsync.atomic;
  exports org.kernsync.cpu;
  exports org.kernsync.percpu;
  exports org.kernsync.queue;
  exports org.kernsync.rcu;
  exports org.kernsync.ref;
  exports org.kernsync.seq;
  exports org.kernsync.sleep;
  exports org.kernsync.spin;
  exports org.kernsync.wait;
}
