/**
 * Reference counts: who still needs an object, and who is the last to let it go. They saturate
 * instead of wrapping, so a bug leaks an object and never frees one that is in use.
 */
package org.kernsync.ref;
