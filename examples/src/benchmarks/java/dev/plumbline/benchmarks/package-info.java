/**
 * Figures of one run, as ratios against a peer or a limit. {@link dev.plumbline.benchmarks.Benchmarks} runs them all; nothing here is a test.
 */
@NullMarked
package dev.plumbline.benchmarks;

import org.jspecify.annotations.NullMarked;
