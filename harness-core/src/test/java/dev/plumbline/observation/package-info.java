/** Tests of what observations are recorded in, and of what of them is shown. */
@NullMarked
package dev.plumbline.observation;

import org.jspecify.annotations.NullMarked;
