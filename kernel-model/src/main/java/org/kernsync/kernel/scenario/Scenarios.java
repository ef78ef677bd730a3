package org.kernsync.kernel.scenario;

import java.util.List;
import java.util.function.Supplier;

/** The scenarios that there are. */
public final class Scenarios {
  private static final List<Supplier<Scenario>> ALL =
      List.of(
          IrqLock::new,
          BhLock::new,
          SelfDeadlock::new,
          Abba::new,
          SleepInAtomic::new,
          StackSemaphore::new,
          LostWakeup::new);

  private Scenarios() {}

  /**
   * All of them.
   *
   * @return new ones, in the order in which they are listed
   */
  public static List<Scenario> all() {
    return ALL.stream().map(Supplier::get).toList();
  }

  /**
   * Their names.
   *
   * @return in the same order
   */
  public static List<String> names() {
    return all().stream().map(Scenario::name).toList();
  }

  /**
   * Makes a scenario.
   *
   * @param name one of {@link #names}
   * @return a new one, or null where there is none of that name
   */
  public static Scenario make(String name) {
    return all().stream().filter(one -> one.name().equals(name)).findFirst().orElse(null);
  }
}
