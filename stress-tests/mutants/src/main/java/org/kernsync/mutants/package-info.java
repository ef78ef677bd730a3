/**
 * The mutant programme: faults seeded into copies of the library's sources, one at a time, and the
 * tests that must find each. Nothing of it is in a published jar.
 */
package org.kernsync.mutants;
