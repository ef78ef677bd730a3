/**
 * The rules of the house: who may depend on whom. {@code badhouse} below breaks each of them once,
 * to show that each can fail.
 */
package org.kernsync.stress.architecture;
