/** The hackbench workload: groups of tasks that talk through pipes, with every message counted. */
package org.kernsync.kernel.workload.hackbench;
