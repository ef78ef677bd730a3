package org.kernsync.kernel.cli;

import java.util.Arrays;
import java.util.Iterator;
import java.util.stream.Collectors;
import org.kernsync.kernel.boot.Profile;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Finds a profile by its name. */
final class ProfileConverter implements ITypeConverter<Profile> {
  ProfileConverter() {}

  @Override
  public Profile convert(String label) {
    return Profile.of(label)
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "there is no profile '%s', choose one of %s".formatted(label, labels())));
  }

  private static String labels() {
    return Arrays.stream(Profile.values()).map(Profile::label).collect(Collectors.joining(", "));
  }

  /** The names of all profiles, for the help. */
  static final class Labels implements Iterable<String> {
    Labels() {}

    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(Profile.values()).map(Profile::label).iterator();
    }
  }
}
