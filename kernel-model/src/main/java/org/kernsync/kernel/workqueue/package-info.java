/** Work queues: functions called later in task context, by pools of kernel threads. */
package org.kernsync.kernel.workqueue;
