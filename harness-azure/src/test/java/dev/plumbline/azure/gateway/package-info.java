/** Application gateways in the simulation. */
@NullMarked
package dev.plumbline.azure.gateway;

import org.jspecify.annotations.NullMarked;
