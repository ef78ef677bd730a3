package org.kernsync.docs;

/**
 * A statement, or the head of one, with accesses: they share its comment.
 *
 * @param file the name of its source
 * @param first its first line, from 1
 * @param last its last line
 * @param method the method that it stands in
 */
record OrderingPlace(String file, int first, int last, SourceMethod method) {
  /** The name of the source without folders and ending: that of its top-level class. */
  String topLevel() {
    return file.substring(file.lastIndexOf('/') + 1).replace(".java", "");
  }

  @Override
  public String toString() {
    return file + ":" + first;
  }
}
