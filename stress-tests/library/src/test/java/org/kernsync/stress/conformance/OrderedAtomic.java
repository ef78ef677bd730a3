package org.kernsync.stress.conformance;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.kernsync.atomic.AtomicInt32;
import org.kernsync.atomic.AtomicInt64;
import org.kernsync.stress.conformance.AtomicConformance.AtomicUnderTest;

/** One of ours, driven by the names that Linux has for the JDK's operations, in one order. */
final class OrderedAtomic implements AtomicUnderTest {
  private static final Map<AtomicOperation, String> NAMES = names();
  private static final Map<String, Method> NARROW = methods(AtomicInt32.class);
  private static final Map<String, Method> WIDE = methods(AtomicInt64.class);

  private final Object atomic;
  private final String order;
  private final boolean wide;

  OrderedAtomic(long initial, boolean wide, String order) {
    this.atomic = wide ? new AtomicInt64(initial) : new AtomicInt32((int) initial);
    this.order = order;
    this.wide = wide;
  }

  @Override
  public long apply(AtomicOperation operation, long a, long b) {
    String name = NAMES.get(operation);
    if (operation == AtomicOperation.GET) {
      name = order.equals("Acquire") ? "readAcquire" : "read";
    } else if (operation == AtomicOperation.SET) {
      name = order.equals("Release") ? "setRelease" : "set";
    } else {
      name += order;
    }
    try {
      Method method = (wide ? WIDE : NARROW).get(name);
      Object[] arguments = new Object[method.getParameterCount()];
      for (int i = 0; i < arguments.length; i++) {
        arguments[i] = number(i == 0 ? a : b);
      }
      Object returned = method.invoke(atomic, arguments);
      if (returned == null) {
        return 0;
      }
      return returned instanceof Boolean ? ((Boolean) returned ? 1 : 0) : toLong(returned);
    } catch (ReflectiveOperationException thrown) {
      throw new AssertionError(name, thrown);
    }
  }

  private Object number(long value) {
    if (wide) {
      return value;
    }
    return (int) value;
  }

  private static long toLong(Object number) {
    return ((Number) number).longValue();
  }

  private static Map<AtomicOperation, String> names() {
    Map<AtomicOperation, String> names = new EnumMap<>(AtomicOperation.class);
    names.put(AtomicOperation.GET_AND_SET, "xchg");
    names.put(AtomicOperation.COMPARE_AND_SET, "tryCmpxchg");
    names.put(AtomicOperation.COMPARE_AND_EXCHANGE, "cmpxchg");
    names.put(AtomicOperation.GET_AND_ADD, "fetchAdd");
    names.put(AtomicOperation.ADD_AND_GET, "addReturn");
    names.put(AtomicOperation.GET_AND_SUBTRACT, "fetchSub");
    names.put(AtomicOperation.SUBTRACT_AND_GET, "subReturn");
    names.put(AtomicOperation.GET_AND_INCREMENT, "fetchInc");
    names.put(AtomicOperation.INCREMENT_AND_GET, "incReturn");
    names.put(AtomicOperation.GET_AND_DECREMENT, "fetchDec");
    names.put(AtomicOperation.DECREMENT_AND_GET, "decReturn");
    names.put(AtomicOperation.GET_AND_AND, "fetchAnd");
    names.put(AtomicOperation.AND_AND_GET, "andReturn");
    names.put(AtomicOperation.GET_AND_OR, "fetchOr");
    names.put(AtomicOperation.OR_AND_GET, "orReturn");
    names.put(AtomicOperation.GET_AND_XOR, "fetchXor");
    names.put(AtomicOperation.XOR_AND_GET, "xorReturn");
    return names;
  }

  private static Map<String, Method> methods(Class<?> type) {
    Map<String, Method> methods = new HashMap<>();
    Arrays.stream(type.getMethods()).forEach(method -> methods.put(method.getName(), method));
    return methods;
  }
}
