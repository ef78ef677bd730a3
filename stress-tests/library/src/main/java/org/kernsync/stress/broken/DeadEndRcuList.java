package org.kernsync.stress.broken;

/** Broken: a removed node leads nowhere, so whoever stands on it misses all that is behind it. */
public final class DeadEndRcuList extends NaiveRcuList {
  /** Makes an empty list. */
  public DeadEndRcuList() {}

  @Override
  protected void unlink(Node node) {
    end(node);
  }
}
