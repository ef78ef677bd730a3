package org.kernsync.kernel.boot;

import java.util.Arrays;
import java.util.Optional;
import org.kernsync.kernel.sched.RealTimeRule;

/** Which kernel's constants the model follows. */
public enum Profile {
  /** CFS and the real-time throttle of Linux 5.4. */
  LINUX_5_4("linux-5.4", RealTimeRule.THROTTLE),

  /**
   * The fair server of Linux 6.12. Its fair class, EEVDF, is not there: fair tasks run as in 5.4.
   */
  LINUX_6_12("linux-6.12", RealTimeRule.FAIR_SERVER);

  private final String label;
  private final RealTimeRule realTimeRule;

  Profile(String label, RealTimeRule realTimeRule) {
    this.label = label;
    this.realTimeRule = realTimeRule;
  }

  RealTimeRule realTimeRule() {
    return realTimeRule;
  }

  /**
   * The name on the command line.
   *
   * @return a name such as {@code linux-5.4}
   */
  public String label() {
    return label;
  }

  /**
   * Finds a profile by its name.
   *
   * @param label the name on the command line
   * @return the profile, if there is one of that name
   */
  public static Optional<Profile> of(String label) {
    return Arrays.stream(values()).filter(profile -> profile.label.equals(label)).findFirst();
  }
}
