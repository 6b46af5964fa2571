/** A run that is full of secrets, and everything that it writes. */
@NullMarked
package dev.plumbline.secrets;

import org.jspecify.annotations.NullMarked;
