/**
 * Contract suites: what any lock and any semaphore must do, as JUnit classes to extend. Run them on
 * your own; {@code org.kernsync.stress.broken} holds implementations on which they are red.
 */
package org.kernsync.stress.contract;
