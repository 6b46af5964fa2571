package dev.plumbline.descriptor;

import java.util.function.Function;

/**
 * How a text becomes a value of one type.
 *
 * @param parse throws {@link IllegalArgumentException} with a message that says what is allowed
 * @param stand what stands for a value that is wrong, so that reading goes on
 * @param pattern the form of the text as a regular expression, for the JSON Schema; empty for none
 * @param form what it is, for the JSON Schema, for example {@code an IP address}
 */
record Scalar<T>(Function<String, T> parse, T stand, String pattern, String form) {}
