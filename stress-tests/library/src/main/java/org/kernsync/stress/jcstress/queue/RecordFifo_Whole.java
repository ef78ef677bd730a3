package org.kernsync.stress.jcstress.queue;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.queue.RecordFifo;
import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.broken.EarlyRecordFifo;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** Is a record read whole? One thread puts four bytes of one, the other gets them. */
@JCStressTest
@Outcome(id = "-1", expect = ACCEPTABLE, desc = "Not there yet.")
@Outcome(id = "4", expect = ACCEPTABLE, desc = "Whole.")
@Outcome(
    id = {"0", "1", "2", "3"},
    expect = FORBIDDEN,
    desc = "Not all bytes are there.")
@State
public class RecordFifo_Whole {
  private final RecordFifo fifo = new RecordFifo(8);
  private final byte[] record = {1, 1, 1, 1};

  /** Made anew for each attempt. */
  public RecordFifo_Whole() {}

  /** Puts a record. */
  @Actor
  public void writer() {
    fifo.put(record);
  }

  /**
   * Gets it, and adds its bytes.
   *
   * @param r what is observed
   */
  @Actor
  public void reader(I_Result r) {
    byte[] found = new byte[4];
    int length = fifo.get(found, 0, 4);
    r.r1 = length < 0 ? -1 : found[0] + found[1] + found[2] + found[3];
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(RecordFifo_Whole.class)
  @BrokenTwin("says that there is a record before its bytes are there")
  @State
  public static class Twin {
    private final EarlyRecordFifo fifo = new EarlyRecordFifo(8);
    private final byte[] record = {1, 1, 1, 1};

    /** Made anew for each attempt. */
    public Twin() {}

    /** Puts a record. */
    @Actor
    public void writer() {
      fifo.put(record);
    }

    /**
     * Gets it, and adds its bytes.
     *
     * @param r what is observed
     */
    @Actor
    public void reader(I_Result r) {
      byte[] found = new byte[4];
      int length = fifo.get(found, 0, 4);
      r.r1 = length < 0 ? -1 : found[0] + found[1] + found[2] + found[3];
    }
  }
}
