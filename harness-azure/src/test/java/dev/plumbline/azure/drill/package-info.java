/** Tests of the mistakes that drills make with Azure resources. */
@NullMarked
package dev.plumbline.azure.drill;

import org.jspecify.annotations.NullMarked;
