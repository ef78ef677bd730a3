/**
 * The claims on sequence counters, the types of {@code org.kernsync.seq}, each with its broken
 * twin.
 */
package org.kernsync.stress.jcstress.seq;
