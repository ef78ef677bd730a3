/**
 * The jcstress suite: one class per claim, named {@code <Type>_<Claim>}, with its broken twin
 * nested in it. The claims on the types of a package are in the package of that name below this
 * one; here is what they share. Two actors each where the claim allows, so that two processors are
 * enough.
 */
package org.kernsync.stress.jcstress;
