/**
 * The claims on reference counts, the types of {@code org.kernsync.ref}, each with its broken twin.
 */
package org.kernsync.stress.jcstress.ref;
