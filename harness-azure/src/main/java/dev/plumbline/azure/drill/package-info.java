/**
 * The mistakes that people make with Azure resources, for {@link dev.plumbline.drill.Drill drills}:
 * they are made in the resources, before a network is made of them.
 */
@NullMarked
package dev.plumbline.azure.drill;

import org.jspecify.annotations.NullMarked;
