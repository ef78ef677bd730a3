/** RCU whose readers are the CPUs of the model. */
package org.kernsync.kernel.rcu;
