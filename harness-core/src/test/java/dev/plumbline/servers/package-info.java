/**
 * Network descriptions realised by real servers on one machine: BIND 9 for names, nginx for
 * gateways, the kernel's own addresses, ways and filters, all in a network namespace of its own
 * that nothing leads out of.
 *
 * <p>It is what the ground {@code live} is tried in. Known to differ from the simulation, so that
 * behaviours about it are shown on other grounds only:
 *
 * <ul>
 *   <li>nginx sends no health probes: a gateway here answers 502 when the backend it asks fails,
 *       not because a probe found it unhealthy before. Probes are sent by the vantage.
 *   <li>nginx answers a missing client certificate with status 400, after the handshake; the
 *       simulation ends the handshake with an alert.
 *   <li>An address that no host has is no route at once, before any filter is asked.
 *   <li>Firewalls of the description are there only where a {@link dev.plumbline.servers.Stage}
 *       wants them, with the rule set's own settings but for mode, threshold and rules that are
 *       off.
 *   <li>A host's packets to itself pass its filters.
 *   <li>Refused with an explanation, since one machine with these servers cannot show them: IPv6,
 *       routes through a host, resets for unknown server names, bare bytes over TLS, backends by
 *       name, fixed replies with a status of 3xx, DNS on another port than 53.
 * </ul>
 *
 * <p>{@link dev.plumbline.servers.IsolatedNamespace} runs test classes there; {@link
 * dev.plumbline.servers.RealServers} is the network that they find.
 */
@NullMarked
package dev.plumbline.servers;

import org.jspecify.annotations.NullMarked;
