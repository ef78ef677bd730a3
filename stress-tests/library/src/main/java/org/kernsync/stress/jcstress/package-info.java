/**
 * The jcstress suite: one class per claim, named {@code <Type>_<Claim>}, with its broken twin
 * nested in it. Two actors each, so that two processors are enough.
 */
package org.kernsync.stress.jcstress;
