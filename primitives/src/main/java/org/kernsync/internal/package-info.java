/**
 * What several mechanisms share and nobody else may use: native calls, spin bounds, kinds of
 * threads, the event of a contended wait. Not exported.
 */
package org.kernsync.internal;
