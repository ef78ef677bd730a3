package org.kernsync.kernel.cli;

import org.kernsync.kernel.cpu.Preemption;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Finds a rule of preemption by its name. */
final class PreemptionConverter implements ITypeConverter<Preemption> {
  PreemptionConverter() {}

  @Override
  public Preemption convert(String name) {
    for (Preemption rule : Preemption.values()) {
      if (rule.label().equals(name)) {
        return rule;
      }
    }
    throw new TypeConversionException("'" + name + "' is none of none, full");
  }
}
