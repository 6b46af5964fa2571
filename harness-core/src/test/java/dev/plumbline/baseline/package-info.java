@NullMarked
package dev.plumbline.baseline;

import org.jspecify.annotations.NullMarked;
