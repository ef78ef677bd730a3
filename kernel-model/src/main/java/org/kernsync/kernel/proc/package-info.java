/**
 * What a run looks like through {@code /proc}: the files that Linux users and their tools read, in
 * Linux's layouts.
 *
 * <p>{@link org.kernsync.kernel.proc.ProcFs} reads them off a kernel. Each file is a record that
 * knows its own layout and nothing of the model besides, so that a file of a real machine can be
 * held in the same record, and comes out as it went in.
 */
package org.kernsync.kernel.proc;
