/** The life of tasks: numbers, creation, exit, reaping, kernel threads. */
package org.kernsync.kernel.process;
