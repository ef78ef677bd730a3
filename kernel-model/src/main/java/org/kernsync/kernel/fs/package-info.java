/** Open files: descriptors and pipes. */
package org.kernsync.kernel.fs;
