/** Pages: zones, the buddy system, per-CPU lists, watermarks. */
package org.kernsync.kernel.mm.page;
