/**
 * Judges what was seen. {@link dev.plumbline.assertion.NetworkAssertions} has the assertions,
 * {@link dev.plumbline.assertion.NetworkSoftAssertions} collects their failures; {@link
 * dev.plumbline.assertion.InconclusiveError} is the third way an assertion can end.
 */
@NullMarked
package dev.plumbline.assertion;

import org.jspecify.annotations.NullMarked;
