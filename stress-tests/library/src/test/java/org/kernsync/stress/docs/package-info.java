/** Tests of the pages in {@code docs} that are about this module. */
package org.kernsync.stress.docs;
