/** The report of a run as HTML, JSON and Markdown. */
@NullMarked
package dev.plumbline.report;

import org.jspecify.annotations.NullMarked;
