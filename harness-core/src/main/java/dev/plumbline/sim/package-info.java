/** The simulated network: a network description served on the loopback interface. */
@NullMarked
package dev.plumbline.sim;

import org.jspecify.annotations.NullMarked;
