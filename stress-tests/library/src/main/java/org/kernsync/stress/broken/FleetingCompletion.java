package org.kernsync.stress.broken;

/** Broken: completeAll lets so many pass as it guesses to be there, and is used up by them. */
public final class FleetingCompletion extends NaiveCompletion {
  private static final int GUESS = 8;

  /** Makes a completion that is not done. */
  public FleetingCompletion() {}

  @Override
  public synchronized void completeAll() {
    done += GUESS;
    notifyAll();
  }
}
