package org.kernsync.kernel.mm;

import java.util.ArrayList;
import java.util.List;
import org.kernsync.atomic.AtomicInt32;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.cpu.CurrentCpu;

/**
 * The words of one function's local variables: memory that others may be given the address of, and
 * that is another function's as soon as this one has returned. Java has no such memory; this stands
 * for it where the model shows what becomes of such addresses.
 *
 * <p>Words of a dead frame hold {@link #POISON} where the stack is checked: whoever reads one finds
 * it, and raises an oops.
 *
 * <p><b>Context.</b> Any context of a CPU.
 *
 * <p><b>Memory effects.</b> {@link #store} is a release, {@link #load} an acquire; those that read
 * and write are fully ordered.
 */
public final class StackFrame {
  /** What dead words hold: the kernel's own pattern for memory after its use. */
  public static final int POISON = 0x6b6b6b6b;

  private final AtomicInt32[] words;
  private final boolean checked;
  private volatile String user = "nobody"; // for reports
  private volatile String userBefore = "nobody"; // for reports

  StackFrame(int size, boolean checked) {
    this.checked = checked;
    words = new AtomicInt32[size];
    for (int word = 0; word < size; word++) {
      words[word] = new AtomicInt32(checked ? POISON : 0);
    }
  }

  /** A function begins: its variables hold whatever was left there. */
  void begin(Cpu cpu, String name) {
    if (checked) {
      for (int word = 0; word < words.length; word++) {
        if (words[word].readAcquire() != POISON) { // acquire: pairs with the release of #store
          cpu.oops("poison overwritten in word " + word + " of " + this, explain(cpu));
        }
      }
    }
    user = name + " of " + CurrentCpu.context();
  }

  /** It returns. */
  void end() {
    userBefore = user;
    user = "nobody";
    if (checked) {
      for (AtomicInt32 word : words) {
        word.setRelease(POISON); // release: whoever finds it finds the function's end before it
      }
    }
  }

  /**
   * Reads a word.
   *
   * @param cpu the CPU that executes the caller
   * @param word which, from 0
   * @return its value
   * @throws org.kernsync.kernel.cpu.Oops where it is poisoned
   */
  public int load(Cpu cpu, int word) {
    int value = words[word].readAcquire(); // acquire: pairs with the release of #store
    check(cpu, word, value);
    return value;
  }

  /**
   * Writes a word. Nothing finds a write to a dead frame, until the frame is used again.
   *
   * @param word which
   * @param value its new value
   */
  public void store(int word, int value) {
    words[word].setRelease(value); // release: pairs with #load
  }

  /**
   * Adds to a word.
   *
   * @param cpu the CPU that executes the caller
   * @param word which
   * @param delta what to add
   * @return the sum
   * @throws org.kernsync.kernel.cpu.Oops where it is poisoned
   */
  public int addReturn(Cpu cpu, int word, int delta) {
    int before = words[word].fetchAdd(delta);
    check(cpu, word, before);
    return before + delta;
  }

  /**
   * Changes a word from 0 to 1: takes the lock that it is.
   *
   * @param cpu the CPU that executes the caller
   * @param word which
   * @return whether it was 0
   * @throws org.kernsync.kernel.cpu.Oops where it is poisoned
   */
  public boolean trySet(Cpu cpu, int word) {
    int before = words[word].cmpxchg(0, 1);
    check(cpu, word, before);
    return before == 0;
  }

  private void check(Cpu cpu, int word, int value) {
    if (checked && value == POISON) {
      String what = "poison 0x%08x read from word %d of %s".formatted(POISON, word, this);
      cpu.oops(what, explain(cpu));
    }
  }

  private List<String> explain(Cpu cpu) {
    List<String> lines = new ArrayList<>();
    lines.add("variables of " + userBefore + " were here, until it returned");
    lines.add("variables of " + user + " are here now");
    if (cpu.lockWatch() != null) {
      lines.addAll(cpu.lockWatch().explain(cpu));
    }
    return lines;
  }

  @Override
  public String toString() {
    return "a stack frame";
  }
}
