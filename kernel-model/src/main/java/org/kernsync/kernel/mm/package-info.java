/** Memory as tasks see it. */
package org.kernsync.kernel.mm;
