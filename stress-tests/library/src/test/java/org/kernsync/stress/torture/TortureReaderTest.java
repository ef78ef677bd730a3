package org.kernsync.stress.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What one reader does, without any other thread. */
class TortureReaderTest {
  private static final int SECTIONS = 2_000;

  /** The same seed makes the same decisions, another seed makes others. */
  @Test
  void section_sameSeed_sameDecisions() {
    List<String> first = calls(7);

    assertThat(first).contains("lock", "unlock", "poll", "offline").hasSizeGreaterThan(SECTIONS);
    assertThat(calls(7)).isEqualTo(first);
    assertThat(calls(8)).isNotEqualTo(first);
  }

  /** Every section that is begun is ended. */
  @Test
  void section_always_locksAsOftenAsItUnlocks() {
    List<String> calls = calls(9);

    assertThat(calls.stream().filter("lock"::equals).count())
        .isEqualTo(calls.stream().filter("unlock"::equals).count())
        .isGreaterThan(SECTIONS); // some are nested
  }

  private static List<String> calls(long seed) {
    Recorder recorder = new Recorder();
    RcuTorture torture = new RcuTorture(new TortureSettings(1, seed, 0), reports -> recorder);
    PipeElement element = new PipeElement();
    element.prepare(1);
    torture.current().assign(element);
    TortureReader reader = new TortureReader(torture, recorder, torture.dice(1));
    for (int i = 0; i < SECTIONS; i++) {
      reader.section();
      reader.between();
    }
    return recorder.calls;
  }

  /** Writes down what is asked of it. */
  private static final class Recorder
      implements RcuUnderTest, RcuUnderTest.Way, RcuUnderTest.Reader {
    private final List<String> calls = new ArrayList<>();

    @Override
    public List<Way> ways() {
      return List.of(this);
    }

    @Override
    public Reader newReader() {
      return this;
    }

    @Override
    public long lock() {
      calls.add("lock");
      return 0;
    }

    @Override
    public void unlock(long token) {
      calls.add("unlock");
    }

    @Override
    public void offline() {
      calls.add("offline");
    }

    @Override
    public void synchronize() {
      calls.add("synchronize");
    }

    @Override
    public long startPoll() {
      calls.add("startPoll");
      return 0;
    }

    @Override
    public boolean poll(long cookie) {
      calls.add("poll");
      return false;
    }

    @Override
    public void call(Runnable callback) {
      calls.add("call");
    }

    @Override
    public void barrier() {
      calls.add("barrier");
    }

    @Override
    public long gracePeriods() {
      return 0;
    }

    @Override
    public void close() {}
  }
}
