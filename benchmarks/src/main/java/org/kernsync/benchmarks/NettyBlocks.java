package org.kernsync.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;

/**
 * Direct buffers of Netty's pool, as fast as it can be set up: with caches for all threads, not
 * only for those of its own class, and without the search for leaks.
 */
final class NettyBlocks implements SmallBlocks {
  static {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
  }

  private final PooledByteBufAllocator pool =
      new PooledByteBufAllocator(
          true,
          PooledByteBufAllocator.defaultNumHeapArena(),
          PooledByteBufAllocator.defaultNumDirectArena(),
          PooledByteBufAllocator.defaultPageSize(),
          PooledByteBufAllocator.defaultMaxOrder(),
          PooledByteBufAllocator.defaultSmallCacheSize(),
          PooledByteBufAllocator.defaultNormalCacheSize(),
          true);

  private ByteBuf take() {
    return pool.directBuffer(BYTES);
  }

  private static void give(ByteBuf block) {
    boolean back = block.release();
    assert back;
  }

  @Override
  public void takeAndGive() {
    give(take());
  }

  @Override
  public Stock stock(int blocks) {
    return new BufferStock(blocks);
  }

  @Override
  public Lane lane() {
    return new BufferLane();
  }

  @Override
  public void close() {
    // the pool's memory goes with the pool
  }

  private final class BufferStock implements Stock {
    private final ByteBuf[] blocks;
    private int oldest;

    BufferStock(int count) {
      blocks = new ByteBuf[count];
      for (int i = 0; i < count; i++) {
        blocks[i] = take();
      }
    }

    @Override
    public void turn() {
      int at = oldest;
      give(blocks[at]);
      blocks[at] = take();
      oldest = at + 1 == blocks.length ? 0 : at + 1;
    }

    @Override
    public void clear() {
      for (ByteBuf block : blocks) {
        give(block);
      }
    }
  }

  private final class BufferLane implements Lane {
    private final LaneTurns turns = new LaneTurns();
    private final ByteBuf[] blocks = new ByteBuf[LaneTurns.PLACES];

    @Override
    public boolean send() {
      int place = turns.placeToSend();
      if (place < 0) {
        return false;
      }
      blocks[place] = take();
      turns.sent();
      return true;
    }

    @Override
    public boolean receive() {
      int place = turns.placeToReceive();
      if (place < 0) {
        return false;
      }
      give(blocks[place]);
      turns.received();
      return true;
    }

    @Override
    public void clear() {
      turns.tellAll();
      while (receive()) {
        // until none is left
      }
    }
  }
}
