/** Tests of the report, over observations that no network made. */
@NullMarked
package dev.plumbline.report;

import org.jspecify.annotations.NullMarked;
