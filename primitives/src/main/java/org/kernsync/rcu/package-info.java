/**
 * Read-copy-update: readers that wait for nobody and write nothing that others read, and writers
 * that can wait until every reader who may still see the old state is done. {@link
 * org.kernsync.rcu.Rcu} is for any thread, {@link org.kernsync.rcu.QsbrRcu} for loops that can say
 * when they hold nothing, {@link org.kernsync.rcu.Srcu} for readers that block.
 */
package org.kernsync.rcu;
