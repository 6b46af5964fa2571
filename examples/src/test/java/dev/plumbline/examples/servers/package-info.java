/** The example suite once more, against real servers. */
@NullMarked
package dev.plumbline.examples.servers;

import org.jspecify.annotations.NullMarked;
