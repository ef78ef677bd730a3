package org.kernsync.wait;

/**
 * First-in-first-out lists of entries: circular, known by their last entry. All methods run under
 * the guard of the queue that owns the list.
 */
final class WaitEntryList {
  private WaitEntryList() {}

  /** Appends an entry; returns the new tail. */
  static WaitEntry append(WaitEntry tail, WaitEntry entry) {
    if (tail == null) {
      entry.prev = entry;
      entry.next = entry;
    } else {
      entry.prev = tail;
      entry.next = tail.next;
      entry.next.prev = entry;
      tail.next = entry;
    }
    return entry;
  }

  /** Removes an entry of the list; returns the new tail, null if the list is now empty. */
  static WaitEntry remove(WaitEntry tail, WaitEntry entry) {
    WaitEntry before = entry.prev;
    before.next = entry.next;
    entry.next.prev = before;
    entry.prev = null; // a dead entry must not keep live ones from being collected
    entry.next = null;
    if (entry != tail) {
      return tail;
    }
    return before == entry ? null : before;
  }

  /** The first entry that waits for the key and was queued no later than the turn; null if none. */
  static WaitEntry find(WaitEntry tail, Object key, long lastTurn) {
    if (tail == null) {
      return null;
    }
    WaitEntry entry = tail;
    do {
      entry = entry.next;
      if (entry.turn - lastTurn > 0) {
        return null; // entries stand in the order of their turns
      }
      if (entry.key == key) {
        return entry;
      }
    } while (entry != tail);
    return null;
  }

  /** Counts the list. */
  static int length(WaitEntry tail) {
    int length = 0;
    if (tail != null) {
      WaitEntry entry = tail;
      do {
        length++;
        entry = entry.next;
      } while (entry != tail);
    }
    return length;
  }
}
