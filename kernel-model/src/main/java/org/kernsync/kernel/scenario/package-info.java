/**
 * The classic deadlocks and races of kernel code, each as a small program in a faulty and a
 * repaired form. They only make the worst order of events come about; that it is one is found out
 * by the model.
 */
package org.kernsync.kernel.scenario;
