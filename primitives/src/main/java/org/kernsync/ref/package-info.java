/**
 * Reference counts: who still needs an object, and who is the last to let it go. They saturate
 * instead of wrapping, so a bug leaks an object and never frees one that is in use. And a count
 * that shares a word with a lock, for objects that stay in a cache while nobody needs them.
 */
package org.kernsync.ref;
