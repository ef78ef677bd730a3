/**
 * Negative controls. {@code Naive...} are plain, slow and right; every other class extends one of
 * them and breaks one step, which its first sentence names. A suite that is green on any of those
 * proves nothing. Not for use as locks.
 */
package org.kernsync.stress.broken;
