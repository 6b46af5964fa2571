/** From Azure resources to a network description; nothing is simulated here. */
@NullMarked
package dev.plumbline.azure.compile;

import org.jspecify.annotations.NullMarked;
