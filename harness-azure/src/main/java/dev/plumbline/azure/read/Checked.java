package dev.plumbline.azure.read;

import dev.plumbline.network.Network;

/**
 * What was read and found to be in order, with the network that was made of it for that: whoever
 * needs both has them from one pass.
 *
 * @param topology the resources
 * @param network the network that they make, with all addresses that the platform would give
 */
record Checked(Topology topology, Network network) {}
