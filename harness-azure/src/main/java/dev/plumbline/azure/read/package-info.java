/** From the files that describe Azure resources to the resources themselves. */
@NullMarked
package dev.plumbline.azure.read;

import org.jspecify.annotations.NullMarked;
