/**
 * The command line: {@code demo} and {@code run FILE}.
 *
 * <p>{@link org.kernsync.kernel.cli.Main} takes the arguments and answers with an exit code: 0
 * fine, 2 bad input or usage, 3 an invariant failed, 42 stalled, 130 and 143 after Ctrl-C and a
 * request to terminate. Reports go to standard output; progress and everything that went wrong, one
 * sentence each, to standard error.
 */
package org.kernsync.kernel.cli;
