package org.kernsync.kernel.cli;

import java.util.Locale;
import org.kernsync.kernel.workload.SuspendRule;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Finds a suspend rule by its name in lower case. */
final class SuspendConverter implements ITypeConverter<SuspendRule> {
  SuspendConverter() {}

  @Override
  public SuspendRule convert(String name) {
    for (SuspendRule rule : SuspendRule.values()) {
      if (rule.name().toLowerCase(Locale.ROOT).equals(name)) {
        return rule;
      }
    }
    throw new TypeConversionException("'" + name + "' is none of auto, group, self");
  }
}
