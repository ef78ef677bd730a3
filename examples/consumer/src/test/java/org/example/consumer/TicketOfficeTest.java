package org.example.consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;
import org.kernsync.spin.TicketSpinLock;

class TicketOfficeTest {
  /** Four sellers lose no seat and no cash. */
  @Test
  void main_fourSellers_everySaleIsCounted() throws InterruptedException {
    PrintStream console = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true));
    try {
      TicketOffice.main(new String[0]);
    } finally {
      System.setOut(console);
    }
    assertEquals("40000 seats, 120000 in cash", printed.toString().strip());
  }

  /** The library is found as the named module that its descriptor promises. */
  @Test
  void library_onTheModulePath_isANamedModule() {
    assertEquals("org.kernsync.primitives", TicketSpinLock.class.getModule().getName());
    assertEquals("org.example.consumer", TicketOffice.class.getModule().getName());
  }
}
