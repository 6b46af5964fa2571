/** Tests of drills. */
@NullMarked
package dev.plumbline.drill;

import org.jspecify.annotations.NullMarked;
