/** Time: the tick, per-CPU timers, and sleeping until a point in time. */
package org.kernsync.kernel.time;
