package org.kernsync.benchmarks.compare;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.OptionalLong;

/** Writes a report as JSON. Ratios are ours by the best peer, one for each round. */
final class ReportJson {
  private final JsonGenerator json;

  private ReportJson(JsonGenerator json) {
    this.json = json;
  }

  /** Writes it as UTF-8; flushes and does not close. */
  static void write(Report report, OutputStream out) throws IOException {
    try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      json.setPrettyPrinter(new DefaultPrettyPrinter());
      new ReportJson(json).report(report);
      json.writeRaw('\n');
    }
  }

  private void report(Report report) throws IOException {
    json.writeStartObject();
    json.writeObjectFieldStart("machine");
    json.writeNumberField("cores", report.machine().cores());
    json.writeStringField("architecture", report.machine().architecture());
    json.writeStringField("system", report.machine().system());
    json.writeStringField("jdk", report.machine().jdk());
    json.writeEndObject();
    json.writeStringField("date", report.machine().date());
    json.writeNumberField("rounds", report.rounds());
    json.writeBooleanField("quick", report.isQuick());
    json.writeNumberField("forkMillis", report.pace().millis());
    json.writeBooleanField("matrix", report.matrix());
    json.writeNumberField("seconds", report.seconds());
    json.writeNumberField("workTokenNanos", report.tokenNanos());
    json.writeBooleanField("holds", report.holds());
    json.writeArrayFieldStart("rows");
    for (Outcome outcome : report.outcomes()) {
      outcome(outcome);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("footprint");
    for (Footprint each : report.footprint()) {
      footprint(each);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("notes");
    for (String note : report.notes()) {
      json.writeString(note);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void outcome(Outcome outcome) throws IOException {
    Comparison comparison = outcome.comparison();
    json.writeStartObject();
    json.writeStringField("row", comparison.row());
    json.writeStringField("ours", comparison.ours());
    json.writeArrayFieldStart("peers");
    for (String peer : comparison.peers()) {
      json.writeString(peer);
    }
    json.writeEndArray();
    json.writeStringField("note", comparison.note());
    json.writeNumberField("threads", comparison.threads());
    json.writeObjectFieldStart("longestWaitNanos");
    wait("ours", outcome.longestWaitOurs());
    wait("peer", outcome.longestWaitPeer());
    json.writeEndObject();
    json.writeArrayFieldStart("columns");
    for (TrialOutcome trial : outcome.trials()) {
      trial(trial);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void wait(String who, OptionalLong nanos) throws IOException {
    if (nanos.isPresent()) {
      json.writeNumberField(who, nanos.getAsLong());
    } else {
      json.writeNullField(who);
    }
  }

  private void trial(TrialOutcome outcome) throws IOException {
    Target target = outcome.trial().target();
    json.writeStartObject();
    json.writeStringField("column", outcome.trial().column().title());
    if (target.isJudged()) {
      json.writeNumberField("atLeast", target.atLeast());
    } else {
      json.writeNullField("atLeast");
    }
    json.writeStringField("verdict", outcome.verdict().word());
    json.writeBooleanField("counts", target.counts());
    numbers("ratios", outcome.ratios());
    if (outcome.spread().isPresent()) {
      Spread spread = outcome.spread().get();
      json.writeNumberField("lowerQuartile", spread.lowerQuartile());
      json.writeNumberField("median", spread.median());
      json.writeNumberField("upperQuartile", spread.upperQuartile());
    }
    json.writeObjectFieldStart("operationsPerMicrosecond");
    numbers(outcome.trial().ours().impl(), outcome.oursPerMicro());
    for (int i = 0; i < outcome.trial().peers().size(); i++) {
      numbers(outcome.trial().peers().get(i).impl(), outcome.peersPerMicro().get(i));
    }
    json.writeEndObject();
    if (outcome.base().isPresent()) {
      json.writeFieldName("dividedBy");
      trial(outcome.base().get());
    }
    json.writeEndObject();
  }

  private void numbers(String field, List<Double> values) throws IOException {
    json.writeFieldName(field);
    double[] array = values.stream().mapToDouble(Double::doubleValue).toArray();
    json.writeArray(array, 0, array.length);
  }

  private void footprint(Footprint each) throws IOException {
    json.writeStartObject();
    json.writeStringField("type", each.type());
    json.writeNumberField("bytes", each.bytes());
    json.writeStringField("peer", each.peer());
    json.writeNumberField("peerBytes", each.peerBytes());
    if (each.isJudged()) {
      json.writeNumberField("atMost", each.limit());
    } else {
      json.writeNullField("atMost");
    }
    json.writeBooleanField("holds", each.holds());
    json.writeEndObject();
  }
}
