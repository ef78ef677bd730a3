/**
 * What {@code --busted} tortures in place of the right domain. {@code Naive...} are plain, slow and
 * right, {@code Forwarding...} is an adapter; every other class extends one of them and breaks one
 * step, which its first sentence names.
 */
package org.kernsync.stress.torture.busted;
