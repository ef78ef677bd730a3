/**
 * The claims on RCU: grace periods, lists, pointers, the types of {@code org.kernsync.rcu}, each
 * with its broken twin.
 */
package org.kernsync.stress.jcstress.rcu;
