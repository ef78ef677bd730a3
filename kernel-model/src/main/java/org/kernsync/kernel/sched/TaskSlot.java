package org.kernsync.kernel.sched;

import org.kernsync.kernel.mm.slot.Slot;
import org.kernsync.kernel.mm.slot.SlotCache;

/**
 * The scalar fields of a task, in a slot of the cache {@code task_struct}: here they are, and
 * nowhere else. {@link TaskLayout} names their guards, {@link Task} has the rules of each; those of
 * the scheduling classes and the statistics have rooms of their own.
 *
 * <p>What refers to Java objects stays in the handle, and so does what the JDK may ask about a task
 * at any time, also after its end, when the slot is another's: whether it was submitted, is on a
 * wake list, has ended. Who only looks, and may come late, uses the accessors named {@code Seen}.
 */
final class TaskSlot extends Slot {
  private static final int KIND = 0x7a5c_0001;
  private static final Policy[] POLICIES = Policy.values();

  private final String comm; // for messages

  private TaskSlot(SlotCache cache, long slot, String comm) {
    super(cache, slot, KIND, TaskLayout.WORDS);
    this.comm = comm;
  }

  /**
   * Takes a slot for a task with this number.
   *
   * @return the handle of the slot, or null where there is no memory
   */
  static TaskSlot allocate(SlotCache cache, int pid, int tgid, String comm, boolean kernelThread) {
    long address = cache.allocate();
    if (address == 0) {
      return null;
    }
    TaskSlot slot = new TaskSlot(cache, address, comm);
    slot.setWord(TaskLayout.PID, pid);
    slot.setWord(TaskLayout.TGID, tgid);
    slot.setWord(TaskLayout.KERNEL_THREAD, kernelThread ? 1 : 0);
    slot.setWord(TaskLayout.START_NANOS, System.nanoTime());
    slot.setWord(TaskLayout.USAGE, 2); // one for whoever waits for it, one for its CPU
    slot.setWord(TaskLayout.STATE, TaskState.NEW);
    slot.setWord(TaskLayout.LOCK_DEPTH, -1);
    slot.setWord(TaskLayout.SLEEP_STATE, TaskState.UNINTERRUPTIBLE);
    return slot;
  }

  // ---- any context

  /** One more user; asked for by one, or in an RCU read section. */
  void get() {
    getAndAddWord(TaskLayout.USAGE, 1); // full: TU1, pairs with #putAndTest; only the count
  }

  /** One user less; returns whether it was the last. */
  boolean putAndTest() {
    // full: TU1, pairs with itself; what each user did comes before the end
    return getAndAddWord(TaskLayout.USAGE, -1) == 1;
  }

  int usageSeen() {
    return (int) wordSeen(TaskLayout.USAGE);
  }

  int pidSeen() {
    return (int) wordSeen(TaskLayout.PID);
  }

  int tgidSeen() {
    return (int) wordSeen(TaskLayout.TGID);
  }

  boolean isKernelThreadSeen() {
    return wordSeen(TaskLayout.KERNEL_THREAD) != 0;
  }

  long startNanosSeen() {
    return wordSeen(TaskLayout.START_NANOS);
  }

  // ---- state, under wakeLock

  void setStateVolatile(int value) {
    setWordVolatile(TaskLayout.STATE, value);
  }

  int stateSeen() {
    return (int) wordSeen(TaskLayout.STATE);
  }

  boolean countsAsLoad() {
    return word(TaskLayout.COUNTS_AS_LOAD) != 0;
  }

  void setCountsAsLoad(boolean value) {
    setWord(TaskLayout.COUNTS_AS_LOAD, value ? 1 : 0);
  }

  boolean parkedInPrimitive() {
    return word(TaskLayout.PARKED_IN_PRIMITIVE) != 0;
  }

  void setParkedInPrimitive(boolean value) {
    setWord(TaskLayout.PARKED_IN_PRIMITIVE, value ? 1 : 0);
  }

  long hungNanosVolatile() {
    return wordVolatile(TaskLayout.HUNG_NANOS);
  }

  void setHungNanosVolatile(long value) {
    setWordVolatile(TaskLayout.HUNG_NANOS, value);
  }

  long allowedVolatile() {
    return wordVolatile(TaskLayout.ALLOWED);
  }

  void setAllowedVolatile(long value) {
    setWordVolatile(TaskLayout.ALLOWED, value);
  }

  long allowedSeen() {
    return wordSeen(TaskLayout.ALLOWED);
  }

  // ---- run-queue lock

  Policy policy() {
    return policyOf(word(TaskLayout.POLICY));
  }

  /** Of a broken slot any policy will do: the next switch finds it, not this look under locks. */
  private static Policy policyOf(long word) {
    return word >= 0 && word < POLICIES.length ? POLICIES[(int) word] : Policy.NORMAL;
  }

  void setPolicy(Policy value) {
    setWord(TaskLayout.POLICY, value.ordinal());
  }

  Policy policySeen() {
    return policyOf(wordSeen(TaskLayout.POLICY));
  }

  int nice() {
    return (int) word(TaskLayout.NICE);
  }

  void setNice(int value) {
    setWord(TaskLayout.NICE, value);
  }

  int niceSeen() {
    return (int) wordSeen(TaskLayout.NICE);
  }

  boolean isOnRq() {
    return word(TaskLayout.ON_RQ) != 0;
  }

  void setOnRq(boolean value) {
    setWord(TaskLayout.ON_RQ, value ? 1 : 0);
  }

  boolean isOnRqSeen() {
    return wordSeen(TaskLayout.ON_RQ) != 0;
  }

  boolean isOnCpu() {
    return word(TaskLayout.ON_CPU) != 0;
  }

  void setOnCpu(boolean value) {
    setWord(TaskLayout.ON_CPU, value ? 1 : 0);
  }

  boolean isOnCpuSeen() {
    return wordSeen(TaskLayout.ON_CPU) != 0;
  }

  // ---- the task itself, or its CPU while it runs it

  boolean isYielding() {
    return word(TaskLayout.YIELDING) != 0;
  }

  void setYielding(boolean value) {
    setWord(TaskLayout.YIELDING, value ? 1 : 0);
  }

  int lockDepth() {
    return (int) word(TaskLayout.LOCK_DEPTH);
  }

  void setLockDepth(int value) {
    setWord(TaskLayout.LOCK_DEPTH, value);
  }

  long userNanosOpaque() {
    return wordOpaque(TaskLayout.USER_NANOS);
  }

  void setUserNanosOpaque(long value) {
    setWordOpaque(TaskLayout.USER_NANOS, value);
  }

  long userNanosSeen() {
    return wordSeen(TaskLayout.USER_NANOS);
  }

  int sleepStateOpaque() {
    return (int) wordOpaque(TaskLayout.SLEEP_STATE);
  }

  void setSleepStateOpaque(int value) {
    setWordOpaque(TaskLayout.SLEEP_STATE, value);
  }

  // ---- task-list lock

  void setExitCode(int value) {
    setWord(TaskLayout.EXIT_CODE, value);
  }

  int exitCodeSeen() {
    return (int) wordSeen(TaskLayout.EXIT_CODE);
  }

  void setExitStateVolatile(int value) {
    setWordVolatile(TaskLayout.EXIT_STATE, value);
  }

  int exitStateSeen() {
    return (int) wordSeen(TaskLayout.EXIT_STATE);
  }

  @Override
  public String toString() {
    return "task_struct of " + comm;
  }
}
