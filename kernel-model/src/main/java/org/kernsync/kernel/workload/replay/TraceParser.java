package org.kernsync.kernel.workload.replay;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a trace in the {@code .rep} form of the malloc laboratory.
 *
 * <pre>
 * 20000      suggested size of the heap
 * 2          how many blocks there are
 * 4          how many operations follow
 * 1          weight, which is not used
 * a 0 512    allocate block 0 with 512 bytes
 * a 1 128
 * r 0 640    give block 0 another size
 * f 1        free block 1
 * </pre>
 *
 * <p>It is strict: what the numbers at the top announce must be there, and no block may be used
 * before it is allocated or after it is freed. A number of a block may be used again once it is
 * free. Blocks of 0 bytes are taken as blocks of 1. What the trace leaves allocated is fine.
 */
public final class TraceParser {
  /** No block of pages is larger: 2^10 pages. */
  static final int LARGEST_BLOCK = 4 << 20;

  private static final List<String> HEADER =
      List.of("size of the heap", "number of blocks", "number of operations", "weight");
  private static final int BLOCKS = 1;
  private static final int OPERATIONS = 2;

  private final String source;
  private final List<String> lines;
  private final long[] header = new long[HEADER.size()];
  private final Map<Long, Block> blocks = new HashMap<>(); // by their numbers in the file
  private AllocationTrace trace;
  private int line; // from 1

  /** What is known of a block. */
  private static final class Block {
    private final int index;
    private boolean live = true;
    private int freedAt; // its last line

    Block(int index) {
      this.index = index;
    }
  }

  private TraceParser(String source, List<String> lines) {
    this.source = source;
    this.lines = lines;
  }

  /**
   * Reads a file.
   *
   * @param file the trace
   * @return the trace, sound
   * @throws ReplayException if it cannot be read or is no sound trace
   */
  public static AllocationTrace parse(Path file) throws ReplayException {
    return parse(file.toString(), TraceText.read(file));
  }

  static AllocationTrace parse(String source, List<String> lines) throws ReplayException {
    return new TraceParser(source, lines).parse();
  }

  private AllocationTrace parse() throws ReplayException {
    int known = 0;
    for (String text : lines) {
      line++;
      String stripped = text.strip();
      if (stripped.isEmpty()) {
        continue;
      }
      String[] words = stripped.split("\\s+");
      if (known < header.length) {
        known = header(known, words);
      } else {
        operation(words);
      }
    }
    if (known < header.length) {
      throw error(
          "the file ends before its " + HEADER.get(known), "begin it with the four numbers");
    }
    if (trace.length() < header[OPERATIONS]) {
      throw error(
          "the file ends after %d of the %d operations that it announces"
              .formatted(trace.length(), header[OPERATIONS]),
          "it is cut off, or its third number is wrong");
    }
    return trace;
  }

  /** Reads numbers of the header, which may share a line; returns how many there are by now. */
  private int header(int known, String[] words) throws ReplayException {
    int next = known;
    for (String word : words) {
      if (next == header.length) {
        throw error("the line goes on after the weight: " + shown(word), "begin a new line");
      }
      header[next] = number(HEADER.get(next), word, Integer.MAX_VALUE);
      boolean counts = next == BLOCKS || next == OPERATIONS;
      if (counts && header[next] == 0) {
        throw error("the " + HEADER.get(next) + " is 0", "there is nothing to play");
      }
      next++;
    }
    if (next == header.length) {
      trace = new AllocationTrace(source, header[0]);
    }
    return next;
  }

  private void operation(String[] words) throws ReplayException {
    if (trace.length() == header[OPERATIONS]) {
      throw error(
          "there are more than the " + header[OPERATIONS] + " operations that it announces",
          "correct its third number");
    }
    switch (words[0]) {
      case "a" -> {
        require(words, "a ID SIZE");
        Block block = allocate(id(words[1]));
        trace.add(AllocationTrace.ALLOCATE, block.index, size(words[2]), line);
      }
      case "r" -> {
        require(words, "r ID SIZE");
        Block block = live(id(words[1]), "resized");
        trace.add(AllocationTrace.RESIZE, block.index, size(words[2]), line);
      }
      case "f" -> {
        require(words, "f ID");
        Block block = live(id(words[1]), "freed");
        block.live = false;
        block.freedAt = line;
        trace.add(AllocationTrace.FREE, block.index, 0, line);
      }
      default -> throw error("there is no operation " + shown(words[0]), "name a, r or f");
    }
  }

  private void require(String[] words, String form) throws ReplayException {
    int wanted = form.split(" ").length;
    if (words.length != wanted) {
      String problem = words.length < wanted ? "something is missing" : "there is too much";
      throw error(problem + " in " + shown(String.join(" ", words)), "write " + form);
    }
  }

  private Block allocate(long id) throws ReplayException {
    Block block = blocks.get(id);
    if (block == null) {
      block = new Block(blocks.size());
      blocks.put(id, block);
    } else if (block.live) {
      throw error("block " + id + " is allocated already", "free it first");
    }
    block.live = true;
    return block;
  }

  private Block live(long id, String what) throws ReplayException {
    Block block = blocks.get(id);
    if (block == null) {
      throw error(
          "block %d is %s, but was never allocated".formatted(id, what), "allocate it first");
    }
    if (!block.live) {
      throw error(
          "block %d is %s, but line %d has freed it".formatted(id, what, block.freedAt),
          "drop one of the two lines");
    }
    return block;
  }

  private long id(String word) throws ReplayException {
    long id = number("number of the block", word, Integer.MAX_VALUE);
    if (id >= header[BLOCKS]) {
      throw error(
          "block %d is beyond the %d blocks that the file announces".formatted(id, header[BLOCKS]),
          "they count from 0; correct it, or the second number");
    }
    return id;
  }

  private int size(String word) throws ReplayException {
    return (int) Math.max(1, number("size", word, LARGEST_BLOCK));
  }

  private long number(String what, String word, int largest) throws ReplayException {
    boolean digits = word.matches("[+-]?\\d+");
    if (!digits) {
      throw error("the %s is no number: %s".formatted(what, shown(word)), "write digits only");
    }
    if (word.startsWith("-") && !word.matches("-0+")) {
      throw error("the %s is negative: %s".formatted(what, shown(word)), "write 0 or more");
    }
    String magnitude = word.replaceFirst("^[+-]?0*(?=\\d)", "");
    boolean fits = magnitude.length() <= Integer.toString(largest).length();
    if (!fits || Long.parseLong(magnitude) > largest) {
      throw error(
          "the %s is more than %d: %s".formatted(what, largest, shown(word)),
          "write a smaller one");
    }
    return Long.parseLong(magnitude);
  }

  private static String shown(String text) {
    return ReplayException.quoted(text);
  }

  private ReplayException error(String problem, String wayOut) {
    return ReplayException.inLine(source, line, problem, wayOut);
  }
}
