/** The machine's memory: its bytes, its addresses, and what is known of each page. */
package org.kernsync.kernel.mm.phys;
