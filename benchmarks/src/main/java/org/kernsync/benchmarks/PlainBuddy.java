package org.kernsync.benchmarks;

import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A buddy allocator as one writes it for a program of one's own: a list of free blocks for each
 * order, doubly linked through arrays, a byte for each page that says of which order a free block
 * begins there, and one lock around all.
 */
final class PlainBuddy {
  /** The largest order. */
  static final int MAX_ORDER = 10;

  private static final byte NOT_FREE = -1;

  private final ReentrantLock lock = new ReentrantLock();
  private final int pages;
  private final int[] next;
  private final int[] previous;
  private final byte[] freeOrder;

  /**
   * Makes one whose pages are all free.
   *
   * @param pages how many; a multiple of the largest block
   */
  PlainBuddy(int pages) {
    this.pages = pages;
    int links = pages + MAX_ORDER + 1; // behind the pages: the head of each order's list
    next = new int[links];
    previous = new int[links];
    freeOrder = new byte[pages];
    Arrays.fill(freeOrder, NOT_FREE);
    for (int order = 0; order <= MAX_ORDER; order++) {
      next[pages + order] = pages + order;
      previous[pages + order] = pages + order;
    }
    for (int page = pages - (1 << MAX_ORDER); page >= 0; page -= 1 << MAX_ORDER) {
      add(page, MAX_ORDER);
    }
  }

  /**
   * Takes a block.
   *
   * @param order the binary logarithm of its pages
   * @return its first page, or -1 if there is none
   */
  int take(int order) {
    lock.lock();
    try {
      for (int from = order; from <= MAX_ORDER; from++) {
        int page = next[pages + from];
        if (page < pages) {
          remove(page);
          split(page, from, order);
          return page;
        }
      }
      return -1;
    } finally {
      lock.unlock();
    }
  }

  private void split(int page, int from, int order) {
    for (int rest = from - 1; rest >= order; rest--) {
      add(page + (1 << rest), rest);
    }
  }

  /**
   * Gives a block back.
   *
   * @param block its first page
   * @param order what it was taken with
   */
  void give(int block, int order) {
    lock.lock();
    try {
      int page = block;
      int merged = order;
      while (merged < MAX_ORDER) {
        int buddy = page ^ 1 << merged;
        if (freeOrder[buddy] != merged) {
          break;
        }
        remove(buddy);
        page &= buddy;
        merged++;
      }
      add(page, merged);
    } finally {
      lock.unlock();
    }
  }

  /** How many blocks of an order are free. */
  int free(int order) {
    lock.lock();
    try {
      int count = 0;
      for (int page = next[pages + order]; page < pages; page = next[page]) {
        count++;
      }
      return count;
    } finally {
      lock.unlock();
    }
  }

  private void add(int page, int order) {
    int head = pages + order;
    int first = next[head];
    next[page] = first;
    previous[page] = head;
    previous[first] = page;
    next[head] = page;
    freeOrder[page] = (byte) order;
  }

  private void remove(int page) {
    int before = previous[page];
    int behind = next[page];
    next[before] = behind;
    previous[behind] = before;
    freeOrder[page] = NOT_FREE;
  }
}
