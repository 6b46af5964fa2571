/** {@link dev.plumbline.assertion.NetworkAssertions} judges observations. */
@NullMarked
package dev.plumbline.assertion;

import org.jspecify.annotations.NullMarked;
