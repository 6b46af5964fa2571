/** What Azure says, beside what is predicted and observed. */
@NullMarked
package dev.plumbline.azure.platform;

import org.jspecify.annotations.NullMarked;
