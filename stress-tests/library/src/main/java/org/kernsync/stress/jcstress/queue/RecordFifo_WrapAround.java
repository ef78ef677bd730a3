package org.kernsync.stress.jcstress.queue;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.queue.RecordFifo;
import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.broken.HeedlessRecordFifo;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Are the bytes of a record free before they are used again? There is a record of ones; one thread
 * gets it, the other puts one of twos where it stood, if there is room.
 */
@JCStressTest
@Outcome(id = "4", expect = ACCEPTABLE, desc = "The ones.")
@Outcome(id = "[^4]|..+", expect = FORBIDDEN, desc = "Overwritten while it was read.")
@State
public class RecordFifo_WrapAround {
  private final RecordFifo fifo = new RecordFifo(8);
  private final byte[] record = {2, 2, 2, 2};

  /** Made anew for each attempt. */
  public RecordFifo_WrapAround() {
    fifo.put(new byte[] {1, 1, 1, 1});
  }

  /** Puts a record if there is room. */
  @Actor
  public void writer() {
    fifo.put(record);
  }

  /**
   * Gets the first, and adds its bytes.
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
  @JCStressMeta(RecordFifo_WrapAround.class)
  @BrokenTwin("does not look how far the reader is")
  @State
  public static class Twin {
    private final HeedlessRecordFifo fifo = new HeedlessRecordFifo(8);
    private final byte[] record = {2, 2, 2, 2};

    /** Made anew for each attempt. */
    public Twin() {
      fifo.put(new byte[] {1, 1, 1, 1});
    }

    /** Puts a record if there is room. */
    @Actor
    public void writer() {
      fifo.put(record);
    }

    /**
     * Gets the first, and adds its bytes.
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
