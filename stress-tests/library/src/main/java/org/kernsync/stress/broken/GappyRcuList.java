package org.kernsync.stress.broken;

/** Broken: replaces in two steps, and in between a walk finds neither the one nor the other. */
public final class GappyRcuList extends NaiveRcuList {
  /** Makes an empty list. */
  public GappyRcuList() {}

  @Override
  protected void exchange(Node before, Node old, Node fresh) {
    cutOut(before, old);
    insert(before, fresh);
  }
}
