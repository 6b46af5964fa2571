/**
 * Tests of the assertions: passing, failing with the exact message, and inconclusive without a
 * control.
 */
@NullMarked
package dev.plumbline.assertion;

import org.jspecify.annotations.NullMarked;
