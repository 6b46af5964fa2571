/** What the tests of several packages share: {@link dev.plumbline.testing.Observations} makes observations without a network. */
@NullMarked
package dev.plumbline.testing;

import org.jspecify.annotations.NullMarked;
