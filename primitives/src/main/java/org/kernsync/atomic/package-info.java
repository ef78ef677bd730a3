/**
 * Atomic variables with the operations and the orders of Linux, and what a program may ask about
 * the fences under them.
 */
package org.kernsync.atomic;
