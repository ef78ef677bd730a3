package org.kernsync.kernel.workload.rtapp;

import java.util.LinkedHashMap;
import java.util.Map;

/** Gives each name of one kind an index, in the order of first use. */
final class Names {
  private final Map<String, Integer> indices = new LinkedHashMap<>();

  int indexOf(String name) {
    return indices.computeIfAbsent(name, unused -> indices.size());
  }

  int size() {
    return indices.size();
  }

  Iterable<String> inOrder() {
    return indices.keySet();
  }
}
