/**
 * What a network shows, recorded as a file that people review, and compared with what it shows
 * later. A {@link dev.plumbline.baseline.Surveyed lab} makes {@link
 * dev.plumbline.baseline.Recording}s; assertions compare them.
 */
@NullMarked
package dev.plumbline.baseline;

import org.jspecify.annotations.NullMarked;
