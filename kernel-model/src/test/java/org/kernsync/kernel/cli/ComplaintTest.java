package org.kernsync.kernel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What went wrong is one line, whatever the text holds; our own bugs leave a trace in a file. */
class ComplaintTest {
  private final PrintStream before = System.err;
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void capture() {
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void release() {
    System.setErr(before);
  }

  private String printed() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void say_textWithBreaksAndEscapes_isOnePrintableLine() {
    Complaint.say("a\n  b\r\nc\u001b[31m d\u202e");
    assertThat(printed()).isEqualTo("kernsync: a b c?[31m d?\n");
  }

  @Test
  void unexpected_failure_isOneSentenceAndItsTraceIsInTheFileItNames() throws IOException {
    int code = Complaint.unexpected(new IllegalStateException("the moon\nis blue"));
    assertThat(code).isEqualTo(Complaint.BROKEN);
    assertThat(printed().lines()).hasSize(1);
    assertThat(printed())
        .startsWith(
            "kernsync: this is a bug of kernsync: java.lang.IllegalStateException: the moon is"
                + " blue; the stack trace is in ");
    Path file = Path.of(printed().substring(printed().lastIndexOf(" is in ") + 7).strip());
    assertThat(Files.readString(file)).contains("the moon", "\tat " + getClass().getName());
    Files.delete(file);
  }

  @Test
  void unexpected_outOfMemory_namesTheWayOut() throws IOException {
    assertThat(Complaint.unexpected(new OutOfMemoryError("heap"))).isEqualTo(Complaint.BROKEN);
    assertThat(printed()).contains("the memory did not suffice; shorten the run, or give the JVM");
    Files.delete(Path.of(printed().substring(printed().lastIndexOf(" is in ") + 7).strip()));
  }
}
