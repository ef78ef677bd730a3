package org.kernsync.stress.torture;

import java.lang.Thread.UncaughtExceptionHandler;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.kernsync.rcu.QsbrRcu;
import org.kernsync.rcu.Rcu;
import org.kernsync.rcu.Srcu;
import org.kernsync.stress.torture.busted.EarlyCallbackRcu;
import org.kernsync.stress.torture.busted.InnerUnlockRcu;
import org.kernsync.stress.torture.busted.OneTurnSrcu;
import org.kernsync.stress.torture.busted.StaleEpochRcu;
import org.kernsync.stress.torture.busted.UnfencedRcu;
import org.kernsync.stress.torture.busted.WaitlessRcu;

/** The domains of {@code org.kernsync.rcu}, and their broken twins. */
public enum RcuType implements TortureType {
  /** {@link Rcu}: automatic readers, handles, tokens. */
  RCU("Rcu: automatic readers, handles, tokens, threads that die inside") {
    @Override
    RcuUnderTest newDomain(Executor worker) {
      return RcuUnderTest.of(Rcu.builder().executor(worker).build());
    }

    @Override
    Map<String, Supplier<RcuUnderTest>> copies() {
      return Map.of(
          STALE_EPOCH, StaleEpochRcu::new,
          ONE_TURN, OneTurnSrcu::new,
          NO_HEAVY_FENCE, UnfencedRcu::new);
    }
  },

  /** {@link QsbrRcu}: readers that report. */
  QSBR("QsbrRcu: readers that report quiescent states, and go offline") {
    @Override
    RcuUnderTest newDomain(Executor worker) {
      return RcuUnderTest.of(QsbrRcu.builder().executor(worker).build());
    }

    @Override
    Map<String, Supplier<RcuUnderTest>> copies() {
      return Map.of();
    }
  },

  /** {@link Srcu}: readers that block, and hand sections over. */
  SRCU("Srcu: readers that block, sections that end on another thread") {
    @Override
    RcuUnderTest newDomain(Executor worker) {
      return RcuUnderTest.of(Srcu.builder().executor(worker).build());
    }

    @Override
    Map<String, Supplier<RcuUnderTest>> copies() {
      return Map.of(ONE_TURN, OneTurnSrcu::new);
    }
  };

  private static final String NONE = "none";
  private static final String EARLY_CALLBACK = "early-callback";
  private static final String INNER_UNLOCK_ENDS = "inner-unlock-ends";
  private static final String STALE_EPOCH = "stale-epoch";
  private static final String ONE_TURN = "one-turn";
  private static final String NO_HEAVY_FENCE = "no-heavy-fence";

  /** In the order of the help text. */
  private static final List<String> MODES =
      List.of(NONE, EARLY_CALLBACK, INNER_UNLOCK_ENDS, STALE_EPOCH, ONE_TURN, NO_HEAVY_FENCE);

  private static final List<String> ADAPTERS = MODES.subList(0, 3);

  private final String description;

  RcuType(String description) {
    this.description = description;
  }

  /** The right one. */
  abstract RcuUnderTest newDomain(Executor worker);

  /** Twins that are copies with a fault; the others are the right one behind an adapter. */
  abstract Map<String, Supplier<RcuUnderTest>> copies();

  @Override
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public List<String> bustedModes() {
    return MODES.stream()
        .filter(mode -> ADAPTERS.contains(mode) || copies().containsKey(mode))
        .toList();
  }

  @Override
  public List<String> foreignOptions() {
    return List.of("--acquisitions", "--interrupts", "--timeouts", "--stall-millis");
  }

  @Override
  public Torture newTorture(TortureSettings settings, String busted) {
    if (busted != null && !bustedModes().contains(busted)) {
      throw new IllegalArgumentException(word() + " has no twin called " + busted);
    }
    return new RcuTorture(settings, reports -> newDomain(busted, reports));
  }

  private RcuUnderTest newDomain(String busted, UncaughtExceptionHandler reports) {
    if (busted != null && copies().containsKey(busted)) {
      return copies().get(busted).get();
    }
    RcuUnderTest right = newDomain(new CallbackWorker(reports));
    if (busted == null) {
      return right;
    }
    return switch (busted) {
      case NONE -> new WaitlessRcu(right);
      case EARLY_CALLBACK -> new EarlyCallbackRcu(right);
      default -> new InnerUnlockRcu(right);
    };
  }
}
