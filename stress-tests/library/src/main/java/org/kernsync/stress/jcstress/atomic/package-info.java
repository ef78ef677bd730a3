/**
 * The claims on atomics and bitmaps, the types of {@code org.kernsync.atomic}, each with its broken
 * twin.
 */
package org.kernsync.stress.jcstress.atomic;
