/**
 * Threads for tests: started together, joined with a limit, their failures passed on, their stacks
 * shown where they do not end.
 */
package org.kernsync.stress.harness;
