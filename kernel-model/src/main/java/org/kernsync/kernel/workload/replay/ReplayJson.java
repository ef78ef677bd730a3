package org.kernsync.kernel.workload.replay;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.OutputStream;

/** Writes a report as JSON; both indices of fragmentation are thousandths, as Linux counts them. */
public final class ReplayJson {
  private ReplayJson() {}

  /**
   * Writes a report.
   *
   * @param report what to write
   * @param out where it goes, as UTF-8; flushed, not closed
   * @throws IOException if {@code out} fails
   */
  public static void write(ReplayReport report, OutputStream out) throws IOException {
    try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      json.setPrettyPrinter(new DefaultPrettyPrinter());
      json.writeStartObject();
      json.writeStringField("source", report.source());
      json.writeNumberField("threads", report.threads());
      json.writeNumberField("managedBytes", report.managed());
      json.writeNumberField("operations", report.operations());
      json.writeNumberField("operationsPerSecond", report.pace().perSecond());
      json.writeNumberField("peakPayloadBytes", report.peakPayload());
      json.writeNumberField("peakMemoryBytes", report.peakMemory());
      json.writeNumberField("utilization", report.utilization());
      orders(json, report);
      json.writeNumberField("leftBlocks", report.leftBlocks());
      json.writeNumberField("leftBytes", report.leftBytes());
      json.writeArrayFieldStart("violations");
      for (String violation : report.violations()) {
        json.writeString(violation);
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }

  private static void orders(JsonGenerator json, ReplayReport report) throws IOException {
    FragmentationIndex fragmentation = report.fragmentation();
    json.writeArrayFieldStart("orders");
    for (int order = 0; order < fragmentation.orders(); order++) {
      json.writeStartObject();
      json.writeNumberField("order", order);
      json.writeNumberField("freeBlocks", report.freeAtPeak()[order]);
      json.writeNumberField("fragmentationIndex", fragmentation.index(order));
      json.writeNumberField("unusableIndex", fragmentation.unusable(order));
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
