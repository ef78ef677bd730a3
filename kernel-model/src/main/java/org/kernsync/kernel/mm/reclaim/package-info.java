/**
 * What happens when memory gets short: the lists that tell which page of the page cache was used
 * last, kswapd's and direct reclaim, shrinkers of other caches, and the choice of whom to kill.
 * Nothing here knows of tasks: who sleeps and who dies is the host's affair.
 */
package org.kernsync.kernel.mm.reclaim;
