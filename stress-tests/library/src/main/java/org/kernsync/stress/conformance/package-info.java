/**
 * What a user of {@code java.util.concurrent} expects of a lock, a semaphore, a condition or an
 * atomic, as JUnit interfaces with default tests: a test class implements those that its type
 * promises. The contract suites ask whether a type is correct; these ask whether it behaves at its
 * edges as the JDK's does.
 */
package org.kernsync.stress.conformance;
