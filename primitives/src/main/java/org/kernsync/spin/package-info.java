/**
 * Spinning locks: for sections so short that putting a thread to sleep would cost more than the
 * section. They wait through {@link org.kernsync.spin.SpinWait}, so none of them burns a processor
 * for long: each spin is bounded and ends in yielding and parking.
 */
package org.kernsync.spin;
