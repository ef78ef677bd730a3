package org.kernsync.benchmarks;

/** Blocks that are known by their addresses. */
abstract class AddressBlocks implements SmallBlocks {
  /** Takes a block; one that there is no memory for ends the benchmark. */
  abstract long take();

  abstract void give(long address);

  @Override
  public void takeAndGive() {
    give(take());
  }

  @Override
  public final Stock stock(int blocks) {
    return new AddressStock(this, blocks);
  }

  @Override
  public final Lane lane() {
    return new AddressLane(this);
  }

  private static final class AddressStock implements Stock {
    private final AddressBlocks allocator;
    private final long[] addresses;
    private int oldest;

    AddressStock(AddressBlocks allocator, int blocks) {
      this.allocator = allocator;
      addresses = new long[blocks];
      for (int i = 0; i < blocks; i++) {
        addresses[i] = allocator.take();
      }
    }

    @Override
    public void turn() {
      int at = oldest;
      allocator.give(addresses[at]);
      addresses[at] = allocator.take();
      oldest = at + 1 == addresses.length ? 0 : at + 1;
    }

    @Override
    public void clear() {
      for (long address : addresses) {
        allocator.give(address);
      }
    }
  }

  private static final class AddressLane implements Lane {
    private final AddressBlocks allocator;
    private final LaneTurns turns = new LaneTurns();
    private final long[] addresses = new long[LaneTurns.PLACES];

    AddressLane(AddressBlocks allocator) {
      this.allocator = allocator;
    }

    @Override
    public boolean send() {
      int place = turns.placeToSend();
      if (place < 0) {
        return false;
      }
      addresses[place] = allocator.take();
      turns.sent();
      return true;
    }

    @Override
    public boolean receive() {
      int place = turns.placeToReceive();
      if (place < 0) {
        return false;
      }
      allocator.give(addresses[place]);
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
