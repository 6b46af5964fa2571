/**
 * What the platform would refuse of resources, each with its place and the reason; {@link
 * dev.plumbline.azure.validation.Validation} says all of it at once. Compiling asks it first.
 */
@NullMarked
package dev.plumbline.azure.validation;

import org.jspecify.annotations.NullMarked;
