/**
 * What the tests of several packages share: {@link dev.plumbline.testing.Observations} makes
 * observations without a network, {@link dev.plumbline.testing.Requirements} says what a test needs
 * from the machine.
 */
@NullMarked
package dev.plumbline.testing;

import org.jspecify.annotations.NullMarked;
