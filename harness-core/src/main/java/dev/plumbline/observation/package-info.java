/**
 * What was seen: observations with their typed outcome, phase, timings and provenance, and the
 * journal that keeps them.
 */
@NullMarked
package dev.plumbline.observation;

import org.jspecify.annotations.NullMarked;
