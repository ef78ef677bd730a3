package org.kernsync.rcu;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/*
 * The fields of an RcuReader, alone on their cache lines: 128 bytes that nobody uses lie before and
 * behind them, since processors fetch lines of 64 bytes in pairs. One class per group and bytes, see
 * KFifoFields.
 */

/** In front of the fields. */
abstract class ReaderPadding {
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

/** What the reader writes. */
abstract class ReaderEpoch extends ReaderPadding {
  /** Package-private for the stores that must not make a call; else see the accessors. */
  volatile long epoch;

  /** The number that the next section publishes; see {@link SectionReader}. */
  private volatile long announced;

  /** How many sections the owner is in. Plain: the owner's own. */
  int nesting;

  final void setEpochOpaque(long newEpoch) {
    EPOCH.setOpaque(this, newEpoch); // opaque: R1, the light fence behind it orders it
  }

  final void setEpochRelease(long newEpoch) {
    EPOCH.setRelease(this, newEpoch); // release: R2, QS1, pairs with #epochAcquire; the section
  }

  final void setAnnouncedRelease(long number) {
    ANNOUNCED.setRelease(this, number); // release: R3, pairs with #announcedAcquire; removal before
  }

  final long announcedAcquire() {
    return (long) ANNOUNCED.getAcquire(this); // acquire: R3, pairs with #setAnnouncedRelease
  }

  final long epochOpaque() {
    return (long) EPOCH.getOpaque(this); // opaque: the owner's own; for others a hint
  }

  final long epochAcquire() {
    return (long) EPOCH.getAcquire(this); // acquire: R2, QS1, pairs with #setEpochRelease
  }

  private static final VarHandle EPOCH;
  private static final VarHandle ANNOUNCED;

  static {
    try {
      EPOCH =
          MethodHandles.lookup()
              .findVarHandle(ReaderEpoch.class, "epoch", long.class)
              .withInvokeExactBehavior();
      ANNOUNCED =
          MethodHandles.lookup()
              .findVarHandle(ReaderEpoch.class, "announced", long.class)
              .withInvokeExactBehavior();
    } catch (ReflectiveOperationException missing) {
      throw new ExceptionInInitializerError(missing);
    }
  }
}

/** Behind the fields. */
abstract class ReaderFields extends ReaderEpoch {
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
}
