package org.kernsync.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.openjdk.jol.info.ClassLayout;
import org.openjdk.jol.info.FieldLayout;

/** Where this JVM puts the fields of a fifo. */
class KFifoLayoutTest {
  private static final int LINES = 128;

  /** 128 bytes or more lie around the fields of each side, whatever the JVM does with gaps. */
  @Test
  void fields_eachSide_aloneOnTheirCacheLines() {
    System.setProperty("jol.skipDynamicAttach", "true"); // offsets need no agent
    Map<String, Long> offsets = new TreeMap<>();
    ClassLayout layout = ClassLayout.parseClass(KFifo.class);
    for (FieldLayout field : layout.fields()) {
      if (!field.typeClass().equals("byte")) {
        offsets.put(field.name(), field.offset());
      }
    }
    assertThat(offsets).containsOnlyKeys("slots", "mask", "ahead", "in", "freeUpTo", "out");
    long firstOfRing =
        Math.min(offsets.get("slots"), Math.min(offsets.get("mask"), offsets.get("ahead")));
    long lastOfRing =
        Math.max(offsets.get("slots"), Math.max(offsets.get("mask"), offsets.get("ahead")));
    long firstOfIn = Math.min(offsets.get("in"), offsets.get("freeUpTo"));
    long lastOfIn = Math.max(offsets.get("in"), offsets.get("freeUpTo"));
    long out = offsets.get("out");
    assertThat(firstOfRing).isGreaterThanOrEqualTo(LINES);
    assertThat(firstOfIn - lastOfRing).isGreaterThanOrEqualTo(LINES);
    assertThat(out - lastOfIn).isGreaterThanOrEqualTo(LINES);
    assertThat(layout.instanceSize() - out).isGreaterThanOrEqualTo(LINES);
  }
}
