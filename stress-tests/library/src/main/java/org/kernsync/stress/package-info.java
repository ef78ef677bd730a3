/** The runner of the jcstress suite, which knows what each test is expected to show. */
package org.kernsync.stress;
