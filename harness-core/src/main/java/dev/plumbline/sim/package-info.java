/**
 * The simulated network: a network description served on the loopback interface.
 *
 * <p>{@link dev.plumbline.sim.SimulatedLabProvider} is the way in, and says what is modelled and
 * what is not. Inside, {@code Fabric} carries out the verdicts of the description, and {@code
 * SimulatedLab} owns everything that is open.
 */
@NullMarked
package dev.plumbline.sim;

import org.jspecify.annotations.NullMarked;
