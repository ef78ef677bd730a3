package org.kernsync.stress.broken;

/** Broken: remembers that it was completed, not how often. */
public final class ForgetfulCompletion extends NaiveCompletion {
  /** Makes a completion that is not done. */
  public ForgetfulCompletion() {}

  @Override
  protected synchronized void count() {
    done = 1;
  }
}
