/** The claims on wait queues, the types of {@code org.kernsync.wait}, each with its broken twin. */
package org.kernsync.stress.jcstress.wait;
