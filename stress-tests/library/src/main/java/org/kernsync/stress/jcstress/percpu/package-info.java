/**
 * The claims on per-CPU data, the types of {@code org.kernsync.percpu}, each with its broken twin.
 */
package org.kernsync.stress.jcstress.percpu;
