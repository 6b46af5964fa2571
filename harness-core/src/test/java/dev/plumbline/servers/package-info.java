/**
 * Network descriptions realised by real servers on one machine: BIND 9 for names, nginx for gateways, the kernel's own addresses, ways and filters, all in
 * a network namespace of its own that nothing leads out of.
 *
 * <p>{@link dev.plumbline.servers.IsolatedNamespace} runs test classes there; {@link dev.plumbline.servers.RealServers} is the network that they find.
 */
@NullMarked
package dev.plumbline.servers;

import org.jspecify.annotations.NullMarked;
