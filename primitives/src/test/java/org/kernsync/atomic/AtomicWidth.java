package org.kernsync.atomic;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;

/** The two widths of atomic variables, driven alike: by the names of their operations. */
enum AtomicWidth {
  BITS_32(AtomicInt32.class, int.class),
  BITS_64(AtomicInt64.class, long.class);

  static final String[] ORDERS = {"", "Relaxed", "Acquire", "Release"};

  final Class<?> type;
  private final Class<?> value;

  AtomicWidth(Class<?> type, Class<?> value) {
    this.type = type;
    this.value = value;
  }

  Object create(long initial) {
    return value == int.class ? new AtomicInt32((int) initial) : new AtomicInt64(initial);
  }

  long read(Object variable) {
    return value == int.class ? ((AtomicInt32) variable).read() : ((AtomicInt64) variable).read();
  }

  /** What a number becomes in a variable of this width. */
  long wrap(long number) {
    return value == int.class ? (int) number : number;
  }

  long min() {
    return value == int.class ? Integer.MIN_VALUE : Long.MIN_VALUE;
  }

  long max() {
    return value == int.class ? Integer.MAX_VALUE : Long.MAX_VALUE;
  }

  /** A bit, counted from the highest: that is the one of the sign. */
  long bit(int fromTheTop) {
    return 1L << ((value == int.class ? Integer.SIZE : Long.SIZE) - 1 - fromTheTop);
  }

  Operation operation(String name) {
    Method method =
        Arrays.stream(type.getMethods())
            .filter(candidate -> candidate.getName().equals(name))
            .findFirst()
            .orElseThrow();
    return new Operation(method, value);
  }

  /** One operation: numbers go in, a long, a boolean or null comes out. */
  static final class Operation {
    final int arguments;
    private final Method method;
    private final Class<?> value;

    Operation(Method method, Class<?> value) {
      this.method = method;
      this.value = value;
      arguments = method.getParameterCount();
    }

    Object apply(Object variable, long... given) {
      Object[] boxed = new Object[arguments];
      for (int i = 0; i < arguments; i++) {
        boxed[i] = value == int.class ? (Object) (int) given[i] : (Object) given[i];
      }
      try {
        Object returned = method.invoke(variable, boxed);
        return returned instanceof Integer number ? (Object) (long) number : returned;
      } catch (InvocationTargetException e) {
        throw new AssertionError(e.getCause());
      } catch (IllegalAccessException e) {
        throw new AssertionError(e);
      }
    }

    long asLong(Object variable, long... given) {
      return (long) apply(variable, given);
    }

    boolean asBoolean(Object variable, long... given) {
      return (boolean) apply(variable, given);
    }
  }
}
