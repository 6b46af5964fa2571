/** Tests of what Azure resources add to a baseline. */
@NullMarked
package dev.plumbline.azure.baseline;

import org.jspecify.annotations.NullMarked;
