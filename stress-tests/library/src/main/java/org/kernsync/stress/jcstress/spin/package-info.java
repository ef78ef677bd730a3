/** The claims on spinlocks, the types of {@code org.kernsync.spin}, each with its broken twin. */
package org.kernsync.stress.jcstress.spin;
