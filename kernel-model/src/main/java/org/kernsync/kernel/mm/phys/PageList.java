package org.kernsync.kernel.mm.phys;

import java.util.function.LongPredicate;

/**
 * A list of pages, linked through their descriptors: {@code page->lru} of Linux. A page is on one
 * list at a time. Adding and removing take a few stores, anywhere in the list.
 *
 * <p><b>Context.</b> Under a lock of the caller's.
 */
public final class PageList {
  /** What {@link #first} and its kin return where there is no page. */
  public static final long NONE = -1;

  private final PageDescriptors pages;
  private final long head;
  private long size; // plain: under the list's lock; a hint to others

  PageList(PageDescriptors pages, long head) {
    this.pages = pages;
    this.head = head;
    pages.setNext(head, head);
    pages.setPrevious(head, head);
  }

  /**
   * Adds a page at the front.
   *
   * @param pfn a page on no list
   */
  public void addFirst(long pfn) {
    link(head, pfn, pages.next(head));
  }

  /**
   * Adds a page at the end.
   *
   * @param pfn a page on no list
   */
  public void addLast(long pfn) {
    link(pages.previous(head), pfn, head);
  }

  private void link(long before, long pfn, long after) {
    pages.setNext(pfn, after);
    pages.setPrevious(pfn, before);
    pages.setNext(before, pfn);
    pages.setPrevious(after, pfn);
    size++;
  }

  /**
   * Takes a page off.
   *
   * @param pfn a page on this list
   * @throws IllegalStateException if its neighbours know nothing of it; nothing has changed then
   */
  public void remove(long pfn) {
    long after = pages.next(pfn);
    long before = pages.previous(pfn);
    if (pages.previous(after) != pfn || pages.next(before) != pfn) {
      throw new IllegalStateException("list corruption at page " + pfn);
    }
    pages.setNext(before, after);
    pages.setPrevious(after, before);
    size--;
  }

  /**
   * The page at the front.
   *
   * @return its frame number, or {@link #NONE}
   */
  public long first() {
    return pageOr(pages.next(head));
  }

  /**
   * The page at the end.
   *
   * @return its frame number, or {@link #NONE}
   */
  public long last() {
    return pageOr(pages.previous(head));
  }

  /**
   * The page behind another.
   *
   * @param pfn a page on this list
   * @return its frame number, or {@link #NONE}
   */
  public long after(long pfn) {
    return pageOr(pages.next(pfn));
  }

  private long pageOr(long link) {
    return link == head ? NONE : link;
  }

  /**
   * Takes off the page at the front.
   *
   * @return its frame number, or {@link #NONE}
   */
  public long removeFirst() {
    long first = first();
    if (first != NONE) {
      remove(first);
    }
    return first;
  }

  /**
   * Takes off the page at the end.
   *
   * @return its frame number, or {@link #NONE}
   */
  public long removeLast() {
    long last = last();
    if (last != NONE) {
      remove(last);
    }
    return last;
  }

  /**
   * Whether there is no page.
   *
   * @return true if so
   */
  public boolean isEmpty() {
    return size == 0;
  }

  /**
   * How many pages there are; a hint, without the lock.
   *
   * @return the number
   */
  public long size() {
    return size;
  }

  /**
   * Whether the links fit: each page is its neighbours' neighbour, the number is right, and every
   * page belongs here. For checks.
   *
   * @param belongs whether a page belongs on this list
   * @return true if so
   */
  public boolean isConsistent(LongPredicate belongs) {
    long count = 0;
    long before = head;
    for (long at = pages.next(head); at != head; at = pages.next(at)) {
      if (count++ > size || pages.previous(at) != before || !belongs.test(at)) {
        return false;
      }
      before = at;
    }
    return pages.previous(head) == before && count == size;
  }
}
