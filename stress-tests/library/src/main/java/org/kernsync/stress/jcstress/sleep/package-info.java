/**
 * The claims on sleeping locks, semaphores and completions, the types of {@code
 * org.kernsync.sleep}, each with its broken twin.
 */
package org.kernsync.stress.jcstress.sleep;
