package org.kernsync.docs;

/**
 * An access or a fence that needs an ordering comment.
 *
 * @param place its statement
 * @param line where it stands, from 1
 * @param mode how strong it is
 * @param what its source, for messages
 */
record OrderedAccess(OrderingPlace place, int line, OrderingMode mode, String what) {
  SourceMethod method() {
    return place.method();
  }

  @Override
  public String toString() {
    return place.file() + ":" + line;
  }
}
