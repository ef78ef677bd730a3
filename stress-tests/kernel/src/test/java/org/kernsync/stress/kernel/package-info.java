/**
 * The kernel model under stress: what it promises at scale, measured from outside, and what it
 * looks like when a rule is broken.
 */
package org.kernsync.stress.kernel;
