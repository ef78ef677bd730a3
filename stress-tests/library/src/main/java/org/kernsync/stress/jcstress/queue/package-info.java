/**
 * The claims on lists and fifos without locks, the types of {@code org.kernsync.queue}, each with
 * its broken twin.
 */
package org.kernsync.stress.jcstress.queue;
