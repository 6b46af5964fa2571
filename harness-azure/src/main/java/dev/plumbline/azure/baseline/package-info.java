/**
 * What Azure resources add to a baseline: the security rules and routes in force by their
 * description, and with {@link dev.plumbline.azure.baseline.PlatformRules} those that Azure itself
 * tells.
 */
@NullMarked
package dev.plumbline.azure.baseline;

import org.jspecify.annotations.NullMarked;
