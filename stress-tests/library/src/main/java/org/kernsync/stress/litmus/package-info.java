/**
 * The litmus tests of the Linux kernel, on the library's own fences, atomics, locks and RCU. One
 * class per shape; nested in it the variants, each after the kernel's test whose name it bears
 * ({@code +} and {@code -} become {@code _}), and the broken twins. The table of all, with what
 * Java promises and what was seen, is in {@code docs/litmus.md}.
 *
 * <p>Where the kernel orders by a dependency, or by an unlock and a lock, Java does not: there the
 * test of the kernel's name has the form that Java does order, and the kernel's own form stands
 * beside it, under a name of its own.
 */
package org.kernsync.stress.litmus;
