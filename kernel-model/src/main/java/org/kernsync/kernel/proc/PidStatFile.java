package org.kernsync.kernel.proc;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * {@code /proc/PID/stat}: one task in 52 fields on one line.
 *
 * @param pid its number
 * @param comm its name, which may hold blanks and parentheses
 * @param state one letter
 * @param fields the other 49; what is missing is 0
 */
public record PidStatFile(long pid, String comm, char state, Map<PidStatField, Long> fields)
    implements ProcFile {

  /** Copies the fields. */
  public PidStatFile {
    Map<PidStatField, Long> copy = new EnumMap<>(PidStatField.class);
    copy.putAll(fields);
    fields = Collections.unmodifiableMap(copy);
  }

  @Override
  public String text() {
    StringBuilder out = new StringBuilder();
    out.append(pid).append(" (").append(comm).append(") ").append(state);
    for (PidStatField field : PidStatField.values()) {
      out.append(' ').append(field.text(fields.getOrDefault(field, 0L)));
    }
    return out.append('\n').toString();
  }
}
