package org.kernsync.kernel.trace;

import org.kernsync.kernel.mm.page.Gfp;
import org.kernsync.kernel.trace.TraceEvent.EndStep;
import org.kernsync.kernel.trace.TraceEvent.IrqHandlerEntry;
import org.kernsync.kernel.trace.TraceEvent.IrqHandlerExit;
import org.kernsync.kernel.trace.TraceEvent.Mark;
import org.kernsync.kernel.trace.TraceEvent.SchedMigrateTask;
import org.kernsync.kernel.trace.TraceEvent.SchedProcessEnd;
import org.kernsync.kernel.trace.TraceEvent.SchedProcessFork;
import org.kernsync.kernel.trace.TraceEvent.SchedStatRuntime;
import org.kernsync.kernel.trace.TraceEvent.SchedSwitch;
import org.kernsync.kernel.trace.TraceEvent.SchedWakeup;
import org.kernsync.kernel.trace.TraceEvent.Softirq;
import org.kernsync.kernel.trace.TraceEvent.SoftirqStep;
import org.kernsync.kernel.trace.TraceEvent.WakeStage;

/** Which event a row of a {@link TraceChunk} holds, and how its columns are read. */
enum TraceKind {
  SCHED_SWITCH {
    @Override
    TraceEvent read(TraceChunk c, int i) {
      return new SchedSwitch(
          c.text[i],
          c.pid[i],
          c.prio[i],
          (int) c.first[i],
          c.second[i] != 0,
          c.otherText[i],
          c.otherPid[i],
          c.otherPrio[i]);
    }
  },
  SCHED_WAKEUP {
    @Override
    TraceEvent read(TraceChunk c, int i) {
      WakeStage stage = WAKE_STAGES[(int) c.second[i]];
      return new SchedWakeup(stage, c.text[i], c.pid[i], c.prio[i], (int) c.first[i]);
    }
  },
  SCHED_MIGRATE_TASK {
    @Override
    TraceEvent read(TraceChunk c, int i) {
      return new SchedMigrateTask(
          c.text[i], c.pid[i], c.prio[i], (int) c.first[i], (int) c.second[i]);
    }
  },
  SCHED_PROCESS_FORK {
    @Override
    TraceEvent read(TraceChunk c, int i) {
      return new SchedProcessFork(c.text[i], c.pid[i], c.otherText[i], c.otherPid[i]);
    }
  },
  SCHED_PROCESS_END {
    @Override
    TraceEvent read(TraceChunk c, int i) {
      return new SchedProcessEnd(END_STEPS[(int) c.second[i]], c.text[i], c.pid[i], c.prio[i]);
    }
  },
  SCHED_STAT_RUNTIME {
    @Override
    TraceEvent read(TraceChunk c, int i) {
      return new SchedStatRuntime(c.text[i], c.pid[i], c.first[i], c.second[i]);
    }
  },
  IRQ_HANDLER_ENTRY {
    @Override
    TraceEvent read(TraceChunk c, int i) {
      return new IrqHandlerEntry((int) c.first[i], c.text[i]);
    }
  },
  IRQ_HANDLER_EXIT {
    @Override
    TraceEvent read(TraceChunk c, int i) {
      return new IrqHandlerExit((int) c.first[i], c.second[i] != 0);
    }
  },
  SOFTIRQ {
    @Override
    TraceEvent read(TraceChunk c, int i) {
      return new Softirq(SOFTIRQ_STEPS[(int) c.second[i]], (int) c.first[i]);
    }
  },
  TIMER_START {
    @Override
    TraceEvent read(TraceChunk c, int i) {
      return new TimerEvent.Start(
          object(c, i), FunctionName.of(c.text[i]), c.first[i], c.second[i], c.prio[i]);
    }
  },
  TIMER_EXPIRE {
    @Override
    TraceEvent read(TraceChunk c, int i) {
      return new TimerEvent.Expire(false, object(c, i), FunctionName.of(c.text[i]), c.first[i]);
    }
  },
  TIMER_EXIT {
    @Override
    TraceEvent read(TraceChunk c, int i) {
      return new TimerEvent.Exit(false, object(c, i));
    }
  },
  TIMER_CANCEL {
    @Override
    TraceEvent read(TraceChunk c, int i) {
      return new TimerEvent.Cancel(false, object(c, i));
    }
  },
  HRTIMER_START {
    @Override
    TraceEvent read(TraceChunk c, int i) {
      return new TimerEvent.HrStart(object(c, i), FunctionName.of(c.text[i]), c.first[i]);
    }
  },
  HRTIMER_EXPIRE {
    @Override
    TraceEvent read(TraceChunk c, int i) {
      return new TimerEvent.Expire(true, object(c, i), FunctionName.of(c.text[i]), c.first[i]);
    }
  },
  HRTIMER_EXIT {
    @Override
    TraceEvent read(TraceChunk c, int i) {
      return new TimerEvent.Exit(true, object(c, i));
    }
  },
  HRTIMER_CANCEL {
    @Override
    TraceEvent read(TraceChunk c, int i) {
      return new TimerEvent.Cancel(true, object(c, i));
    }
  },
  WORK_QUEUE {
    @Override
    TraceEvent read(TraceChunk c, int i) {
      return new WorkEvent.Queue(
          object(c, i),
          FunctionName.of(c.text[i]),
          c.otherText[i],
          (int) c.first[i],
          (int) c.second[i]);
    }
  },
  WORK_ACTIVATE {
    @Override
    TraceEvent read(TraceChunk c, int i) {
      return new WorkEvent.Activate(object(c, i));
    }
  },
  WORK_START {
    @Override
    TraceEvent read(TraceChunk c, int i) {
      return new WorkEvent.Start(object(c, i), FunctionName.of(c.text[i]));
    }
  },
  WORK_END {
    @Override
    TraceEvent read(TraceChunk c, int i) {
      return new WorkEvent.End(object(c, i));
    }
  },
  KMALLOC {
    @Override
    TraceEvent read(TraceChunk c, int i) {
      return allocation(false, c, i);
    }
  },
  KFREE {
    @Override
    TraceEvent read(TraceChunk c, int i) {
      return new AllocationEvent.Free(false, site(c, i), c.first[i]);
    }
  },
  CACHE_ALLOC {
    @Override
    TraceEvent read(TraceChunk c, int i) {
      return allocation(true, c, i);
    }
  },
  CACHE_FREE {
    @Override
    TraceEvent read(TraceChunk c, int i) {
      return new AllocationEvent.Free(true, site(c, i), c.first[i]);
    }
  },
  PAGE_ALLOC {
    @Override
    TraceEvent read(TraceChunk c, int i) {
      return new AllocationEvent.PageAllocate(
          c.first[i], c.pid[i], c.prio[i], Gfp.toString(c.otherPid[i]));
    }
  },
  PAGE_FREE {
    @Override
    TraceEvent read(TraceChunk c, int i) {
      return new AllocationEvent.PageFree(c.first[i], c.pid[i]);
    }
  },
  MARK {
    @Override
    TraceEvent read(TraceChunk c, int i) {
      return new Mark(c.text[i]);
    }
  };

  private static final WakeStage[] WAKE_STAGES = WakeStage.values();
  private static final EndStep[] END_STEPS = EndStep.values();
  private static final SoftirqStep[] SOFTIRQ_STEPS = SoftirqStep.values();

  /** The number of a timer or work, unsigned, in the place of a pid. */
  private static long object(TraceChunk c, int i) {
    return Integer.toUnsignedLong(c.pid[i]);
  }

  /** Who called an allocator. */
  private static String site(TraceChunk c, int i) {
    return CallSite.text(c.text[i], c.otherText[i], c.prio[i]);
  }

  private static TraceEvent allocation(boolean cache, TraceChunk c, int i) {
    return new AllocationEvent.Allocate(
        cache, site(c, i), c.first[i], c.second[i], c.otherPid[i], Gfp.toString(c.pid[i]));
  }

  /** The event in row {@code i} of chunk {@code c}, whose kind this is. */
  abstract TraceEvent read(TraceChunk c, int i);
}
