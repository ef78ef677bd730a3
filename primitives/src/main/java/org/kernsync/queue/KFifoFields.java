package org.kernsync.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/*
 * The fields of a KFifo, each group alone on its cache lines: 128 bytes that nobody uses lie before,
 * between and behind them, since processors fetch lines of 64 bytes in pairs.
 *
 *   padding | what both sides only read | padding | the writer's | padding | the reader's | padding
 *
 * One class per group, because a JVM lays out a superclass before its subclasses and is free within
 * a class. Bytes, because since JDK 15 it fills the gaps that larger fields leave with fields of
 * subclasses. A test reads the offsets. No cells of their own: the way to them costs a quarter of
 * the speed.
 */

/** Padding behind the header, and what both sides only read. */
abstract class KFifoRing extends KFifoPadding0 {
  /** Slots at either end of the array that stay empty: 128 bytes or more, against neighbours. */
  private static final int EDGE = 32;

  /** How far the writer looks ahead at most: further would only find slots that left its cache. */
  private static final int LONGEST_LOOK = 4096;

  private final Object[] slots;
  final int mask;
  final int ahead;

  KFifoRing(int capacity) {
    slots = new Object[capacity + 2 * EDGE];
    mask = capacity - 1;
    ahead = Math.min(capacity / 2, LONGEST_LOOK);
  }

  final int index(long position) {
    return ((int) position & mask) + EDGE;
  }

  final Object slotAcquire(int index) {
    return (Object) SLOTS.getAcquire(slots, index); // acquire: as the caller says, KF1 or KF2
  }

  /** A fence and a plain store: takes less time than a release store into an array. */
  final void fillSlotRelease(int index, Object element) {
    VarHandle.releaseFence(); // release fence: as the caller says, KF1
    slots[index] = element; // plain: the release of the position behind it bounds its delay
  }

  final void emptySlotRelease(int index) {
    SLOTS.setRelease(slots, index, (Object) null); // release: as the caller says, KF2
  }

  private static final VarHandle SLOTS =
      MethodHandles.arrayElementVarHandle(Object[].class).withInvokeExactBehavior();
}

/** What the writer writes. */
abstract class KFifoIn extends KFifoPadding1 {
  private volatile long in;

  /** Up to this position the writer knows the slots to be free. Plain: the writer's own. */
  long freeUpTo;

  KFifoIn(int capacity) {
    super(capacity);
  }

  final long inPlain() {
    return (long) IN.get(this); // plain: for the writer, who alone writes it
  }

  final long inAcquire() {
    return (long) IN.getAcquire(this); // acquire: KF3, pairs with #setInRelease; what was put in
  }

  final void setInRelease(long position) {
    IN.setRelease(this, position); // release: KF3, pairs with #inAcquire; behind the elements
  }

  private static final VarHandle IN;

  static {
    try {
      IN =
          MethodHandles.lookup()
              .findVarHandle(KFifoIn.class, "in", long.class)
              .withInvokeExactBehavior();
    } catch (ReflectiveOperationException missing) {
      throw new ExceptionInInitializerError(missing);
    }
  }
}

/** What the reader writes. */
abstract class KFifoOut extends KFifoPadding2 {
  private volatile long out;

  KFifoOut(int capacity) {
    super(capacity);
  }

  final long outPlain() {
    return (long) OUT.get(this); // plain: for the reader, who alone writes it
  }

  final long outAcquire() {
    return (long) OUT.getAcquire(this); // acquire: KF3, pairs with #setOutRelease; the free slots
  }

  final void setOutRelease(long position) {
    OUT.setRelease(this, position); // release: KF3, pairs with #outAcquire; behind the nulls
  }

  private static final VarHandle OUT;

  static {
    try {
      OUT =
          MethodHandles.lookup()
              .findVarHandle(KFifoOut.class, "out", long.class)
              .withInvokeExactBehavior();
    } catch (ReflectiveOperationException missing) {
      throw new ExceptionInInitializerError(missing);
    }
  }
}

/** Behind the reader's fields. */
abstract class KFifoFields extends KFifoOut {
  private byte d000, d001, d002, d003, d004, d005, d006, d007;
  private byte d008, d009, d010, d011, d012, d013, d014, d015;
  private byte d016, d017, d018, d019, d020, d021, d022, d023;
  private byte d024, d025, d026, d027, d028, d029, d030, d031;
  private byte d032, d033, d034, d035, d036, d037, d038, d039;
  private byte d040, d041, d042, d043, d044, d045, d046, d047;
  private byte d048, d049, d050, d051, d052, d053, d054, d055;
  private byte d056, d057, d058, d059, d060, d061, d062, d063;
  private byte d064, d065, d066, d067, d068, d069, d070, d071;
  private byte d072, d073, d074, d075, d076, d077, d078, d079;
  private byte d080, d081, d082, d083, d084, d085, d086, d087;
  private byte d088, d089, d090, d091, d092, d093, d094, d095;
  private byte d096, d097, d098, d099, d100, d101, d102, d103;
  private byte d104, d105, d106, d107, d108, d109, d110, d111;
  private byte d112, d113, d114, d115, d116, d117, d118, d119;
  private byte d120, d121, d122, d123, d124, d125, d126, d127;

  KFifoFields(int capacity) {
    super(capacity);
  }
}

/** Between the header and the ring. */
abstract class KFifoPadding0 {
  private byte a000, a001, a002, a003, a004, a005, a006, a007;
  private byte a008, a009, a010, a011, a012, a013, a014, a015;
  private byte a016, a017, a018, a019, a020, a021, a022, a023;
  private byte a024, a025, a026, a027, a028, a029, a030, a031;
  private byte a032, a033, a034, a035, a036, a037, a038, a039;
  private byte a040, a041, a042, a043, a044, a045, a046, a047;
  private byte a048, a049, a050, a051, a052, a053, a054, a055;
  private byte a056, a057, a058, a059, a060, a061, a062, a063;
  private byte a064, a065, a066, a067, a068, a069, a070, a071;
  private byte a072, a073, a074, a075, a076, a077, a078, a079;
  private byte a080, a081, a082, a083, a084, a085, a086, a087;
  private byte a088, a089, a090, a091, a092, a093, a094, a095;
  private byte a096, a097, a098, a099, a100, a101, a102, a103;
  private byte a104, a105, a106, a107, a108, a109, a110, a111;
  private byte a112, a113, a114, a115, a116, a117, a118, a119;
  private byte a120, a121, a122, a123, a124, a125, a126, a127;
}

/** Between the ring and the writer's fields. */
abstract class KFifoPadding1 extends KFifoRing {
  private byte b000, b001, b002, b003, b004, b005, b006, b007;
  private byte b008, b009, b010, b011, b012, b013, b014, b015;
  private byte b016, b017, b018, b019, b020, b021, b022, b023;
  private byte b024, b025, b026, b027, b028, b029, b030, b031;
  private byte b032, b033, b034, b035, b036, b037, b038, b039;
  private byte b040, b041, b042, b043, b044, b045, b046, b047;
  private byte b048, b049, b050, b051, b052, b053, b054, b055;
  private byte b056, b057, b058, b059, b060, b061, b062, b063;
  private byte b064, b065, b066, b067, b068, b069, b070, b071;
  private byte b072, b073, b074, b075, b076, b077, b078, b079;
  private byte b080, b081, b082, b083, b084, b085, b086, b087;
  private byte b088, b089, b090, b091, b092, b093, b094, b095;
  private byte b096, b097, b098, b099, b100, b101, b102, b103;
  private byte b104, b105, b106, b107, b108, b109, b110, b111;
  private byte b112, b113, b114, b115, b116, b117, b118, b119;
  private byte b120, b121, b122, b123, b124, b125, b126, b127;

  KFifoPadding1(int capacity) {
    super(capacity);
  }
}

/** Between the writer's and the reader's fields. */
abstract class KFifoPadding2 extends KFifoIn {
  private byte c000, c001, c002, c003, c004, c005, c006, c007;
  private byte c008, c009, c010, c011, c012, c013, c014, c015;
  private byte c016, c017, c018, c019, c020, c021, c022, c023;
  private byte c024, c025, c026, c027, c028, c029, c030, c031;
  private byte c032, c033, c034, c035, c036, c037, c038, c039;
  private byte c040, c041, c042, c043, c044, c045, c046, c047;
  private byte c048, c049, c050, c051, c052, c053, c054, c055;
  private byte c056, c057, c058, c059, c060, c061, c062, c063;
  private byte c064, c065, c066, c067, c068, c069, c070, c071;
  private byte c072, c073, c074, c075, c076, c077, c078, c079;
  private byte c080, c081, c082, c083, c084, c085, c086, c087;
  private byte c088, c089, c090, c091, c092, c093, c094, c095;
  private byte c096, c097, c098, c099, c100, c101, c102, c103;
  private byte c104, c105, c106, c107, c108, c109, c110, c111;
  private byte c112, c113, c114, c115, c116, c117, c118, c119;
  private byte c120, c121, c122, c123, c124, c125, c126, c127;

  KFifoPadding2(int capacity) {
    super(capacity);
  }
}
