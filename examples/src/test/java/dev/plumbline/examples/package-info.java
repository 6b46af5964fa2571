/**
 * An acceptance suite as a team would write it: internal API Management behind an Application
 * Gateway with two listeners.
 */
@NullMarked
package dev.plumbline.examples;

import org.jspecify.annotations.NullMarked;
