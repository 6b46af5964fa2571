package dev.plumbline.sim;

import dev.plumbline.network.Fault;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Host;
import dev.plumbline.observation.FirewallRecord;
import io.netty.channel.EventLoopGroup;
import java.time.Instant;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What the servers of one simulated host stand on.
 *
 * @param network the description the host belongs to
 * @param host the host
 * @param group the threads; they belong to the lab
 * @param flows who is behind a loopback address
 * @param uplink the host's own way out, used by its gateway
 * @param faults what is broken at the moment, beside the faults of the description
 * @param health which members its gateway may use
 * @param arrivals what arrived
 * @param accessLog what the host has served
 * @param firewallLog what its web application firewalls have looked at
 * @param clock the lab's clock
 */
record HostContext(
    Network network,
    Host host,
    EventLoopGroup group,
    FlowTable flows,
    Uplink uplink,
    Supplier<Set<Fault>> faults,
    HealthView health,
    Arrivals arrivals,
    AccessLog accessLog,
    HostLog<FirewallRecord> firewallLog,
    Supplier<Instant> clock) {

  /** Makes one with logs that nobody else reads. */
  HostContext(
      Network network,
      Host host,
      EventLoopGroup group,
      FlowTable flows,
      Uplink uplink,
      Supplier<Set<Fault>> faults,
      HealthView health,
      Arrivals arrivals) {
    this(
        network,
        host,
        group,
        flows,
        uplink,
        faults,
        health,
        arrivals,
        new AccessLog(host.name()),
        newFirewallLog(host.name()),
        Instant::now);
  }

  static HostLog<FirewallRecord> newFirewallLog(String host) {
    return new HostLog<>(
        "the firewall of host \"%s\" has looked at more than %d requests, and its log keeps no more: what came later would look as if nothing had been found. Ask in a lab of its own, before so many are served"
            .formatted(host, HostLog.KEPT),
        FirewallRecord::id);
  }
}
