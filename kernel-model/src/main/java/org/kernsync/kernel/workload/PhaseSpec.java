package org.kernsync.kernel.workload;

import java.util.List;

/**
 * One phase of a task: its events, in order, some number of times.
 *
 * @param name its name, which need not be unique
 * @param loop how often the events are repeated, at least 1, or {@link #ENDLESS}
 * @param properties what changes when the phase begins
 * @param events the events, at least one
 * @param location where the workload names the phase
 */
public record PhaseSpec(
    String name, int loop, Properties properties, List<Event> events, Location location) {

  /** The loop count of a phase or task that never ends by itself. */
  public static final int ENDLESS = -1;

  /** Copies the list. */
  public PhaseSpec {
    events = List.copyOf(events);
  }

  PhaseSpec withEvents(List<Event> others) {
    return new PhaseSpec(name, loop, properties, others, location);
  }
}
