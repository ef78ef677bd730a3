/**
 * A CPU of the model as hardware: a pinned platform thread with an interrupt word, a local timer, a
 * preemption count, a clock that knows steal, and a way to halt. Nothing here knows of tasks or of
 * scheduling.
 */
package org.kernsync.kernel.cpu;
