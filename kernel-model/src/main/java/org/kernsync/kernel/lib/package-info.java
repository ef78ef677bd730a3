/**
 * Data structures that every part of the kernel model may use and that know nothing of it: what the
 * kernel keeps in {@code lib/}.
 */
package org.kernsync.kernel.lib;
