/** The certificates of a lab: one authority, its intermediate, and leaves for names. */
@NullMarked
package dev.plumbline.pki;

import org.jspecify.annotations.NullMarked;
