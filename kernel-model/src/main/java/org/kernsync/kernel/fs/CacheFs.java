package org.kernsync.kernel.fs;

import java.util.concurrent.ConcurrentHashMap;
import org.kernsync.kernel.mm.phys.PhysicalMemory;
import org.kernsync.kernel.mm.reclaim.FileMapping;
import org.kernsync.kernel.mm.reclaim.PageCache;

/** Files that live in the page cache, by their paths; one that is not there is made. */
public final class CacheFs {
  private final PageCache cache;
  private final PhysicalMemory memory;
  private final ConcurrentHashMap<String, FileMapping> files = new ConcurrentHashMap<>();

  /**
   * Starts without files.
   *
   * @param cache where their pages are
   * @param memory what these are of
   */
  public CacheFs(PageCache cache, PhysicalMemory memory) {
    this.cache = cache;
    this.memory = memory;
  }

  /**
   * Opens a file for writing, from its beginning.
   *
   * @param path its name
   * @return the file, with one reference, the caller's
   */
  public OpenFile open(String path) {
    FileMapping mapping = files.get(path);
    if (mapping == null) {
      FileMapping made = cache.newMapping(); // not in a callback of the map: it is model code
      FileMapping first = files.putIfAbsent(path, made);
      mapping = first == null ? made : first;
    }
    return new CachedFile(mapping, memory);
  }
}
