/**
 * What Azure resources add to a baseline: the security rules and routes in force by their
 * description.
 */
@NullMarked
package dev.plumbline.azure.baseline;

import org.jspecify.annotations.NullMarked;
