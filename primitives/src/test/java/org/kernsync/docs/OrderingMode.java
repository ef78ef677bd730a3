package org.kernsync.docs;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** How strong an access or a fence is, by the word that a comment has for it. */
enum OrderingMode {
  PLAIN("plain", false, false),
  OPAQUE("opaque", false, false),
  ACQUIRE("acquire", true, false),
  RELEASE("release", false, true),
  VOLATILE("volatile", true, true),
  FULL("full", true, true),
  LIGHT("light", true, true),
  HEAVY("heavy", true, true),
  ACQUIRE_FENCE("acquire fence", true, false),
  RELEASE_FENCE("release fence", false, true),
  LOAD_LOAD("load-load", true, false),
  STORE_STORE("store-store", false, true);

  /** What a comment may begin a clause with; longer words first. */
  static final String WORDS =
      Arrays.stream(values())
          .map(mode -> mode.word)
          .sorted((a, b) -> b.length() - a.length())
          .collect(Collectors.joining("|"));

  private static final List<OrderingMode> SUFFIXES =
      List.of(PLAIN, OPAQUE, ACQUIRE, RELEASE, VOLATILE);

  final String word;
  private final boolean acquires;
  private final boolean releases;

  OrderingMode(String word, boolean acquires, boolean releases) {
    this.word = word;
    this.acquires = acquires;
    this.releases = releases;
  }

  static OrderingMode of(String word) {
    return Arrays.stream(values()).filter(mode -> mode.word.equals(word)).findFirst().orElseThrow();
  }

  /** The mode of a method of {@code VarHandle}, or of a class of {@code j.u.c.atomic}. */
  static OrderingMode ofAtomicMethod(String name) {
    return switch (name) {
      case "fullFence" -> FULL;
      case "acquireFence" -> ACQUIRE_FENCE;
      case "releaseFence" -> RELEASE_FENCE;
      case "loadLoadFence" -> LOAD_LOAD;
      case "storeStoreFence" -> STORE_STORE;
      case "lazySet" -> RELEASE;
      default -> suffixOf(name).orElse(VOLATILE);
    };
  }

  /** The mode that an accessor's name claims: its last word, else none. */
  static Optional<OrderingMode> suffixOf(String method) {
    return SUFFIXES.stream()
        .filter(
            mode ->
                method.equals(mode.word)
                    || method.endsWith(
                        mode.word.substring(0, 1).toUpperCase(Locale.ROOT)
                            + mode.word.substring(1)))
        .findFirst();
  }

  /** The mode that a fence gives to the access beside it. */
  OrderingMode withoutFence() {
    return this == ACQUIRE_FENCE ? ACQUIRE : this == RELEASE_FENCE ? RELEASE : this;
  }

  /** Whether it stands for an order, so that its comment must name who it orders against. */
  boolean needsPartner() {
    return this != PLAIN && this != OPAQUE && this != VOLATILE;
  }

  /** Whether a pair of this one and that one can order anything. */
  boolean pairsWith(OrderingMode other) {
    return switch (this) {
      case PLAIN, OPAQUE -> true;
      case VOLATILE -> other != PLAIN;
      case LIGHT -> other == HEAVY || other == FULL || other == VOLATILE;
      case HEAVY -> other == LIGHT || other == HEAVY || other == FULL;
      default -> acquires && other.releases || releases && other.acquires;
    };
  }
}
