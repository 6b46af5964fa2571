/**
 * Azure's management interfaces, simulated: {@link
 * dev.plumbline.azure.management.SimulatedResourceManager} answers the calls of real clients over
 * HTTPS on the loopback interface, from a topology and the state of a lab.
 */
@NullMarked
package dev.plumbline.azure.management;

import org.jspecify.annotations.NullMarked;
