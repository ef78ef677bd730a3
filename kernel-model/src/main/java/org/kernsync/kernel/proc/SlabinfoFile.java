package org.kernsync.kernel.proc;

import java.util.List;

/**
 * {@code /proc/slabinfo}: what each cache of the slab allocator holds. The tunables, which this
 * allocator does not have, are 0, as in Linux with SLUB.
 *
 * @param caches a line for each
 */
public record SlabinfoFile(List<Cache> caches) implements ProcFile {
  private static final String TITLES =
      """
      slabinfo - version: 2.1
      # name            <active_objs> <num_objs> <objsize> <objperslab> <pagesperslab> : tunables \
      <limit> <batchcount> <sharedfactor> : slabdata <active_slabs> <num_slabs> <sharedavail>
      """;
  private static final int NAME_WIDTH = 17;
  private static final int COUNT_WIDTH = 6;
  private static final int SHAPE_WIDTH = 4;

  /**
   * One cache.
   *
   * @param name of the cache
   * @param activeObjects objects in use
   * @param objects room for objects
   * @param size bytes that each takes
   * @param perSlab objects of a slab
   * @param pages of a slab
   * @param activeSlabs slabs that hold objects in use
   * @param slabs all of them
   */
  public record Cache(
      String name,
      long activeObjects,
      long objects,
      long size,
      int perSlab,
      int pages,
      long activeSlabs,
      long slabs) {}

  @Override
  public String text() {
    Columns out = new Columns().add(TITLES);
    for (Cache cache : caches) {
      out.left(cache.name, NAME_WIDTH);
      counts(out, COUNT_WIDTH, cache.activeObjects, cache.objects, cache.size);
      counts(out, SHAPE_WIDTH, cache.perSlab, cache.pages);
      counts(out.add(" : tunables"), SHAPE_WIDTH, 0, 0, 0);
      counts(out.add(" : slabdata"), COUNT_WIDTH, cache.activeSlabs, cache.slabs, 0);
      out.line();
    }
    return out.toString();
  }

  private static void counts(Columns out, int width, long... counts) {
    for (long count : counts) {
      out.add(" ").right(count, width);
    }
  }
}
