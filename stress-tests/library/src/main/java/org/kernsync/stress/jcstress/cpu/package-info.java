/**
 * The claims on who is on which CPU, the types of {@code org.kernsync.cpu}, each with its broken
 * twin.
 */
package org.kernsync.stress.jcstress.cpu;
