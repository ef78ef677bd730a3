/**
 * rt-app as the first user program of the model: a workload compiled to a text, stepped in user
 * mode, on system calls.
 */
package org.kernsync.kernel.workload.rtapp;
