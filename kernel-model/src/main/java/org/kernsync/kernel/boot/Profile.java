package org.kernsync.kernel.boot;

import java.util.Arrays;
import java.util.Optional;

/** Which kernel's constants the model follows. */
public enum Profile {
  /** CFS as of Linux 5.4. */
  LINUX_5_4("linux-5.4");

  private final String label;

  Profile(String label) {
    this.label = label;
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
