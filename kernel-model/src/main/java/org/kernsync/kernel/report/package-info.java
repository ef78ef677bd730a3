/**
 * What a person sees of a run, and what is left of it afterwards.
 *
 * <p>While it runs: {@link org.kernsync.kernel.report.ProgressLine} or, frame by frame, {@link
 * org.kernsync.kernel.report.LiveView}. At the end: a {@link org.kernsync.kernel.report.RunReport},
 * printed by {@link org.kernsync.kernel.report.ReportTable} and written by {@link
 * org.kernsync.kernel.report.ReportJson}. Files go through {@link
 * org.kernsync.kernel.report.OutputFiles}, which refuses before the run what it could not write
 * after it.
 *
 * <p>Everything here is plain data and pure text; the kernel fills it in.
 */
package org.kernsync.kernel.report;
