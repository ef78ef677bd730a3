package org.kernsync.rcu;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A pointer that readers follow under {@link Rcu} and that writers swing: {@code
 * rcu_assign_pointer} and {@code rcu_dereference} of Linux.
 *
 * <p><b>Memory effects:</b> what was done before {@link #assign} or {@link #replace} happens-before
 * what follows a {@link #dereference} that returned that value. Not more: this is no volatile
 * field.
 *
 * <p><b>Differences from Linux:</b> {@code dereference} is an acquire load, since Java promises
 * nothing for dependent loads; on x86 and for most uses on Arm that costs nothing.
 *
 * @param <T> what it points to
 */
public final class RcuReference<T> {
  private volatile T value;

  /**
   * Makes a pointer.
   *
   * @param initial what it points to first; may be null
   */
  public RcuReference(T initial) {
    VALUE.set(this, (Object) initial); // plain: nobody else has the object yet
  }

  /** Makes a pointer to null. */
  public RcuReference() {}

  /**
   * Follows the pointer, in a read section. The object stays what it is until the section ends.
   *
   * @return what it points to
   */
  @SuppressWarnings("unchecked")
  public T dereference() {
    return (T) (Object) VALUE.getAcquire(this); // acquire: R7, pairs with #assign, #replace
  }

  /**
   * What the pointer is, to be compared and not followed; needs no section.
   *
   * @return what it points to
   */
  @SuppressWarnings("unchecked")
  public T access() {
    return (T) (Object) VALUE.getOpaque(this); // opaque: not followed
  }

  /**
   * Publishes a value. For one writer at a time.
   *
   * @param next what it points to from now on; may be null
   */
  public void assign(T next) {
    VALUE.setRelease(this, (Object) next); // release: R7, pairs with #dereference
  }

  /**
   * Publishes a value and says what it took the place of. For any number of writers: each former
   * value is returned once.
   *
   * @param next what it points to from now on; may be null
   * @return what it pointed to; readers may still use that until a grace period has passed
   */
  @SuppressWarnings("unchecked")
  public T replace(T next) {
    return (T)
        (Object) VALUE.getAndSet(this, (Object) next); // volatile: R7, pairs with #dereference
  }

  @Override
  public String toString() {
    return "RcuReference[" + access() + "]";
  }

  private static final VarHandle VALUE;

  static {
    try {
      VALUE =
          MethodHandles.lookup()
              .findVarHandle(RcuReference.class, "value", Object.class)
              .withInvokeExactBehavior();
    } catch (ReflectiveOperationException missing) {
      throw new ExceptionInInitializerError(missing);
    }
  }
}
