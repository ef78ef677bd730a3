package org.kernsync.kernel.lockdep;

import java.util.ArrayList;
import java.util.List;

/** The spinlocks that one CPU holds, or waits for, in the order in which it took them. */
final class HeldLocks {
  private volatile List<Acquisition> stack =
      List.of(); // written by its CPU only, a new list each time

  /** A list that does not change. Other CPUs may look, for their reports. */
  List<Acquisition> all() {
    return stack; // volatile: another CPU's report sees a whole list
  }

  Acquisition of(Object lock) {
    for (Acquisition held : stack) {
      if (held.lock() == lock) {
        return held;
      }
    }
    return null;
  }

  void push(Acquisition acquisition) {
    List<Acquisition> next = new ArrayList<>(stack);
    next.add(acquisition);
    stack = next; // volatile: nobody changes the list from here on
  }

  /** Forgets the last acquisition of a lock; locks may be released in any order. */
  void remove(Object lock) {
    List<Acquisition> next = new ArrayList<>(stack);
    for (int i = next.size() - 1; i >= 0; i--) {
      if (next.get(i).lock() == lock) {
        next.remove(i);
        break;
      }
    }
    stack = next; // volatile: as in push
  }
}
