/** Real clients of the Azure SDK against servers of this machine. */
@NullMarked
package dev.plumbline.azure.live;

import org.jspecify.annotations.NullMarked;
