package org.kernsync.docs;

/**
 * A method of the sources, all its overloads in one. A constructor has the name of its class.
 *
 * @param type the qualified name of its class
 * @param name its own
 */
record SourceMethod(String type, String name) {
  String simpleType() {
    return type.substring(type.lastIndexOf('.') + 1);
  }

  @Override
  public String toString() {
    return simpleType() + "#" + name;
  }
}
