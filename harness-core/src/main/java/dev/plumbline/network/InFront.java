package dev.plumbline.network;

import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.InstanceProbe;
import dev.plumbline.network.Network.Instances;
import dev.plumbline.network.Network.Protocol;
import dev.plumbline.network.Verdict.Fate;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** What the load balancer in front of a host does with a flow that has come so far. */
final class InFront {

  /** A port that probes start from; no filter of a description is meant for it. */
  private static final int PROBE_PORT = 49152;

  private InFront() {}

  /**
   * Returns the end of a flow because no instance answers the balancer's probe; null when one does,
   * or the flow goes to an instance, past the balancer.
   */
  static @Nullable Verdict stopped(Walk walk, Host host, Flow flow) {
    Instances instances = host.instances();
    InstanceProbe probe = instances == null ? null : instances.probe();
    if (instances == null || probe == null || instances.addresses().contains(flow.destination())) {
      return null;
    }
    Verdict last = null;
    for (InetAddress instance : instances.addresses()) {
      last =
          walk.alsoAsked(
              new Flow(
                  probe.segment(),
                  probe.source(),
                  PROBE_PORT,
                  instance,
                  probe.port(),
                  Protocol.TCP));
      if (last.fate() == Fate.DELIVERED) {
        return null;
      }
    }
    String why = last == null ? "it has no instance" : last.explanation();
    String decidedBy = last == null ? "host " + host.name() : last.decidedBy();
    return walk.dropped(
        "the load balancer in front of " + host.name() + " finds no instance healthy",
        decidedBy,
        "the load balancer in front of host "
            + host.name()
            + " drops "
            + flow
            + ", since its probe of port "
            + probe.port()
            + " reaches no instance: "
            + why);
  }

  /**
   * Returns the end of a flow to a port that no listener serves: a load balancer has no rule for it
   * and stays silent; null when no load balancer is passed.
   */
  static @Nullable Verdict unserved(Walk walk, Host host, Flow flow) {
    Instances instances = host.instances();
    if (instances == null || instances.addresses().contains(flow.destination())) {
      return null;
    }
    String named = "the load balancer in front of host " + host.name();
    return walk.dropped(
        named + " has no rule for " + flow.protocol() + " port " + flow.port(),
        named,
        named
            + " drops "
            + flow
            + ": it has no rule for "
            + flow.protocol()
            + " port "
            + flow.port()
            + " at "
            + flow.destination().getHostAddress());
  }

  /**
   * Returns the end of a flow that an instance sends to its own balancer; null when it is none, or
   * goes to an instance.
   */
  static @Nullable Verdict hairpin(Walk walk, Host host, Flow flow) {
    Instances instances = host.instances();
    if (instances == null
        || instances.addresses().contains(flow.destination())
        || !instances.addresses().contains(flow.source())) {
      return null;
    }
    String named = "the load balancer in front of host " + host.name();
    return walk.dropped(
        named + " leads back to where the flow comes from",
        named,
        named + " drops " + flow + ": an instance cannot reach itself by way of its balancer");
  }
}
