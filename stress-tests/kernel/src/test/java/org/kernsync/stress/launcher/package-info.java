/** The launcher {@code kernsync}, run for real. */
package org.kernsync.stress.launcher;
