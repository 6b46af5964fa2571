package dev.plumbline.azure.rules;

import dev.plumbline.azure.model.VirtualNetworkGateway;
import dev.plumbline.azure.rules.EffectiveRoute.NextHop;
import dev.plumbline.azure.rules.FlowEvaluation.Outcome;
import dev.plumbline.azure.rules.Subnets.Placed;
import dev.plumbline.network.IpAddresses;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One flow, or its answer, on its way from place to place. */
final class FlowWalk {

  /** More appliances on one way than this can only be a loop. */
  private static final int MOST_APPLIANCES = 16;

  static final String PLATFORM = "the platform";

  private final NetworkRules rules;
  private final boolean opening;
  private final List<String> steps = new ArrayList<>();
  private final List<String> devices = new ArrayList<>();
  private final List<SecurityEvaluation> security = new ArrayList<>();
  private final List<String> tables = new ArrayList<>();
  private String place = NetworkRules.INTERNET;
  private @Nullable FiveTuple arrived;
  private @Nullable String seenFrom;
  private @Nullable String edgeOf;
  private Outcome outcome = Outcome.ALLOWED;
  private String decidedBy = "no rule";

  FlowWalk(NetworkRules rules, boolean opening) {
    this.rules = rules;
    this.opening = opening;
  }

  FlowWalk from(String start, FiveTuple flow) {
    place = start;
    step("from " + start);
    HybridRoutes.Outside network = rules.outside(start);
    if (flow.source().equals(flow.destination())) {
      // It never leaves the machine.
      arrive(start, flow);
    } else if (rules.subnet(start).isPresent()) {
      fromSubnet(start, flow.source(), flow);
    } else if (network != null) {
      fromOutside(network, flow);
    } else {
      overInternet(flow);
    }
    return this;
  }

  Outcome outcome() {
    return outcome;
  }

  List<String> steps() {
    return steps;
  }

  String place() {
    return place;
  }

  FiveTuple arrived() {
    if (arrived == null) {
      throw new IllegalStateException("the flow does not arrive");
    }
    return arrived;
  }

  /** Returns this walk with what its answer makes of it. */
  FlowWalk answeredBy(FlowWalk back, String start) {
    if (back.outcome != Outcome.ALLOWED) {
      return lost("the answer has no way: " + back.decidedBy);
    }
    for (String device : devices) {
      if (!back.devices.contains(device)) {
        return lost("the answer passes by " + device + ", which is stateful and saw the flow");
      }
    }
    for (String device : back.devices) {
      if (!devices.contains(device)) {
        return lost(
            "the answer goes through " + device + ", which is stateful and has not seen the flow");
      }
    }
    String expected = seenFrom == null ? start : seenFrom;
    if (!back.place.equals(expected)) {
      return lost("the answer ends in " + back.place + ", not in " + expected);
    }
    return this;
  }

  private FlowWalk lost(String why) {
    outcome = Outcome.ASYMMETRIC;
    decidedBy = why;
    return this;
  }

  FlowEvaluation evaluation(FiveTuple flow, List<String> answer) {
    return new FlowEvaluation(flow, outcome, decidedBy, steps, answer, security, tables);
  }

  private void step(String text) {
    steps.add(text);
  }

  private void noRoute(String why) {
    outcome = Outcome.NO_ROUTE;
    decidedBy = why;
    step("no way: " + why);
  }

  private void arrive(String where, FiveTuple flow) {
    place = where;
    arrived = flow;
    step("to " + where);
  }

  /** Asks security groups; returns whether the flow goes on. */
  private boolean passes(SecurityEvaluation evaluation) {
    if (!opening) {
      return true;
    }
    security.add(evaluation);
    if (evaluation.decidedBy().isPresent()) {
      step(evaluation.decision());
      decidedBy = evaluation.decision();
    }
    if (!evaluation.allowed()) {
      outcome = Outcome.DENIED;
    }
    return evaluation.allowed();
  }

  private void fromSubnet(String start, InetAddress first, FiveTuple flow) {
    InetAddress sender = first;
    String subnet = start;
    for (int i = 0; i <= MOST_APPLIANCES; i++) {
      if (ServiceTags.HOST.contains(flow.destination())
          || ServiceTags.METADATA.contains(flow.destination())) {
        if (passes(rules.securityGroups().outbound(subnet, sender, flow))) {
          arrive(PLATFORM, flow);
        }
        return;
      }
      EffectiveRouteTable table = rules.routes().of(subnet);
      tables.add(table.explain(flow.destination()));
      EffectiveRoute route = table.select(flow.destination()).orElse(null);
      if (route == null) {
        noRoute("subnet " + subnet + " has no route for " + flow.destination().getHostAddress());
        return;
      }
      step(route + " of subnet " + subnet);
      if (route.nextHopType() != NextHop.VIRTUAL_APPLIANCE) {
        leave(subnet, sender, route, flow);
        return;
      }
      if (sender.equals(route.nextHopIpAddress())) {
        // An appliance does not send to itself: for it the platform's own way counts.
        leaveByItself(subnet, sender, flow);
        return;
      }
      NetworkRules.Appliance next = appliance(subnet, route);
      if (next == null) {
        return;
      }
      if (!passes(rules.securityGroups().outbound(subnet, sender, flow))
          || !taken(network(subnet), network(next.subnet()), sender, flow)
          || !passes(rules.securityGroups().inbound(next.subnet(), next.address(), flow))) {
        return;
      }
      boolean last = next.address().equals(flow.destination());
      if (!last) {
        devices.add(next.name());
      }
      step((last ? "to " : "through ") + next.name());
      subnet = rules.subnet(next.subnet()).map(Placed::name).orElse(next.subnet());
      sender = next.address();
      if (sender.equals(flow.destination())) {
        arrive(subnet, flow);
        return;
      }
    }
    noRoute("it goes round in circles, at last in subnet " + subnet);
  }

  private NetworkRules.@Nullable Appliance appliance(String subnet, EffectiveRoute route) {
    InetAddress address = route.nextHopIpAddress();
    NetworkRules.Appliance next = address == null ? null : rules.appliance(address);
    if (next == null) {
      noRoute(route + ": nothing has this address");
      return null;
    }
    if (!next.forwards()) {
      noRoute(route + ": network interface " + next.name() + " has no IP forwarding");
      return null;
    }
    String from = network(subnet);
    String to = network(next.subnet());
    if (!from.equals(to)
        && rules
            .peerings()
            .between(from, to)
            .filter(p -> p.peering().allowVirtualNetworkAccess())
            .isEmpty()) {
      noRoute(route + ": " + next.name() + " is in " + to + ", which is not peered with " + from);
      return null;
    }
    return next;
  }

  private void leaveByItself(String subnet, InetAddress sender, FiveTuple flow) {
    Placed placed = rules.subnet(subnet).orElseThrow();
    Optional<Placed> near = rules.subnetOf(placed.virtualNetwork().name(), flow.destination());
    if (near.isPresent()) {
      deliver(subnet, sender, near.get(), flow);
      return;
    }
    for (Peerings.Peer peer : rules.peerings().of(placed.virtualNetwork().name())) {
      Optional<Placed> far = rules.subnetOf(peer.virtualNetwork().name(), flow.destination());
      if (far.isPresent() && peer.peering().allowVirtualNetworkAccess()) {
        deliver(subnet, sender, far.get(), flow);
        return;
      }
    }
    if (IpAddresses.isPublic(flow.destination())) {
      if (passes(rules.securityGroups().outbound(subnet, sender, flow))
          && hasWayOut(subnet, sender)) {
        overInternet(flow);
      }
      return;
    }
    noRoute("the appliance has no way on to " + flow.destination().getHostAddress());
  }

  private void leave(String subnet, InetAddress sender, EffectiveRoute route, FiveTuple flow) {
    switch (route.nextHopType()) {
      case VNET_LOCAL -> local(subnet, sender, route, flow);
      case VNET_PEERING, INTERFACE_ENDPOINT -> peer(subnet, sender, route, flow);
      case VIRTUAL_NETWORK_GATEWAY -> gateway(subnet, sender, route, flow);
      case INTERNET, VIRTUAL_NETWORK_SERVICE_ENDPOINT -> {
        if (!IpAddresses.isPublic(flow.destination())) {
          noRoute(route + ": it is not a public address");
        } else if (passes(rules.securityGroups().outbound(subnet, sender, flow))
            && hasWayOut(subnet, sender)) {
          overInternet(flow);
        }
      }
      default -> noRoute(route.toString());
    }
  }

  /** Returns whether the internet is reached from an address; answers go as their flow came. */
  private boolean hasWayOut(String subnet, InetAddress sender) {
    String missing =
        opening
            ? rules
                .outboundAccess()
                .missing(rules.subnet(subnet).orElseThrow(), sender)
                .orElse(null)
            : null;
    if (missing != null) {
      outcome = Outcome.DENIED;
      decidedBy = missing;
      step("denied: " + missing);
    }
    return missing == null;
  }

  private void local(String subnet, InetAddress sender, EffectiveRoute route, FiveTuple flow) {
    String vnet = rules.subnet(subnet).orElseThrow().virtualNetwork().name();
    Optional<Placed> there = rules.subnetOf(vnet, flow.destination());
    if (there.isEmpty()) {
      noRoute(route + ": no subnet of " + vnet + " holds " + flow.destination().getHostAddress());
      return;
    }
    deliver(subnet, sender, there.get(), flow);
  }

  private void peer(String subnet, InetAddress sender, EffectiveRoute route, FiveTuple flow) {
    String vnet = rules.subnet(subnet).orElseThrow().virtualNetwork().name();
    String remote = route.network() == null ? vnet : route.network();
    if (!remote.equals(vnet)
        && opening
        && rules
            .peerings()
            .between(vnet, remote)
            .filter(p -> p.peering().allowVirtualNetworkAccess())
            .isEmpty()) {
      noRoute("the peering of " + vnet + " with " + remote + " does not allow access");
      return;
    }
    Optional<Placed> there = rules.subnetOf(remote, flow.destination());
    if (there.isEmpty()) {
      noRoute(route + ": no subnet of " + remote + " holds the address");
      return;
    }
    deliver(subnet, sender, there.get(), flow);
  }

  private String network(String subnet) {
    return rules.subnet(subnet).map(s -> s.virtualNetwork().name()).orElse("");
  }

  /**
   * Returns whether a virtual network takes what an appliance of another passes on: by its own
   * peering, unless the flow started in the other one.
   */
  private boolean taken(String from, String to, InetAddress sender, FiveTuple flow) {
    if (!opening || from.equals(to) || sender.equals(flow.source())) {
      return true;
    }
    Peerings.Peer other = rules.peerings().between(to, from).orElse(null);
    if (other == null
        || other.peering().allowForwardedTraffic()
        || other.virtualNetwork().addressSpace().stream()
            .anyMatch(p -> p.contains(flow.source()))) {
      return true;
    }
    outcome = Outcome.DENIED;
    decidedBy = Peerings.refusesForwarded(to, other.peering());
    step("denied: " + decidedBy);
    return false;
  }

  private void deliver(String subnet, InetAddress sender, Placed to, FiveTuple flow) {
    if (passes(rules.securityGroups().outbound(subnet, sender, flow))
        && taken(network(subnet), to.virtualNetwork().name(), sender, flow)
        && passes(rules.securityGroups().inbound(to.name(), flow))) {
      arrive(to.name(), flow);
    }
  }

  private void gateway(String subnet, InetAddress sender, EffectiveRoute route, FiveTuple flow) {
    Placed placed = rules.subnet(subnet).orElseThrow();
    HybridRoutes.Learned best = null;
    boolean user = route.source() == EffectiveRoute.Source.USER;
    for (HybridRoutes.Learned learned :
        user
            ? rules.peerings().byUserRoutes(rules.topology(), placed.virtualNetwork())
            : rules.peerings().learned(rules.topology(), placed.virtualNetwork())) {
      if (learned.prefix().contains(flow.destination())
          && (best == null || learned.prefix().length() > best.prefix().length())) {
        best = learned;
      }
    }
    if (best == null) {
      noRoute(route + ": no " + (user ? "VPN gateway" : "gateway") + " knows a network for it");
      return;
    }
    if (!passes(rules.securityGroups().outbound(subnet, sender, flow))) {
      return;
    }
    String segment = best.segment();
    // Where a tunnel leads to another virtual network there is no segment of an outside.
    Optional<Placed> tunnelled =
        segment == null
            ? rules.subnetOf(best.network(), flow.destination())
            : rules.subnet(segment);
    if (tunnelled.isPresent()) {
      if (passes(rules.securityGroups().inbound(tunnelled.get().name(), flow))) {
        arrive(tunnelled.get().name(), flow);
      }
    } else if (segment != null && best.prefix().length() > 0) {
      arrive(segment, flow);
    } else if (!IpAddresses.isPublic(flow.destination())) {
      noRoute(route + ": nothing behind " + best.network() + " has the address");
    } else {
      edgeOf = best.network();
      if (!opening) {
        devices.add(HybridRoutes.edge(best.network()));
      }
      step("through " + HybridRoutes.edge(best.network()));
      overInternet(flow);
    }
  }

  /** From outside the gateway's route table counts, where there is a gateway. */
  private void fromOutside(HybridRoutes.Outside network, FiveTuple flow) {
    for (HybridRoutes.Part part : network.parts()) {
      if (part.prefixes().stream().anyMatch(p -> p.contains(flow.destination()))) {
        arrive(part.segment(), flow);
        return;
      }
    }
    for (HybridRoutes.Reached reached : HybridRoutes.reached(rules.topology(), network.name())) {
      Optional<Placed> there = rules.subnetOf(reached.virtualNetwork().name(), flow.destination());
      if (there.isPresent()) {
        Optional<Placed> gateway =
            rules.topology().virtualNetworkGateways().stream()
                .filter(g -> g.name().equals(reached.gateway()))
                .map(VirtualNetworkGateway::subnet)
                .flatMap(s -> rules.subnet(s).stream())
                .findFirst();
        if (gateway.isPresent()) {
          step("gateway " + reached.gateway());
          fromSubnet(gateway.get().name(), flow.source(), flow);
        } else if (passes(rules.securityGroups().inbound(there.get().name(), flow))) {
          arrive(there.get().name(), flow);
        }
        return;
      }
    }
    for (String other : HybridRoutes.joined(rules.topology(), network.name())) {
      for (HybridRoutes.Outside candidate : HybridRoutes.outside(rules.topology())) {
        for (HybridRoutes.Part part : candidate.parts()) {
          if (candidate.name().equals(other)
              && part.prefixes().stream().anyMatch(p -> p.contains(flow.destination()))) {
            arrive(part.segment(), flow);
            return;
          }
        }
      }
    }
    if (IpAddresses.isPublic(flow.destination())) {
      overInternet(flow);
    } else {
      noRoute(network.name() + " knows no way to " + flow.destination().getHostAddress());
    }
  }

  private void overInternet(FiveTuple flow) {
    if (!IpAddresses.isPublic(flow.destination())) {
      noRoute(flow.destination().getHostAddress() + " is not a public address");
      return;
    }
    NetworkRules.Published there = opening ? rules.published(flow.destination()) : null;
    String outOnly = opening ? rules.outOnly(flow.destination()) : null;
    if (outOnly != null) {
      noRoute(
          flow.destination().getHostAddress()
              + " is of NAT gateway "
              + outOnly
              + ", which takes no connection from outside");
      return;
    }
    if (there == null) {
      arrive(NetworkRules.INTERNET, flow);
      return;
    }
    FiveTuple inside = flow.to(there.address());
    if (!NetworkRules.INTERNET.equals(steps.get(0).substring("from ".length()))) {
      // Out and in again: the other side sees a public address, and answers that.
      inside = inside.from(NetworkRules.SOME_PUBLIC_ADDRESS);
      seenFrom = NetworkRules.INTERNET;
      devices.clear();
      edgeOf = null;
    }
    String subnet = rules.subnet(there.subnet()).map(Placed::name).orElse(there.subnet());
    step(flow.destination().getHostAddress() + " is " + there.address().getHostAddress());
    if (passes(rules.securityGroups().inbound(subnet, inside))) {
      arrive(subnet, inside);
    }
  }

  /**
   * Returns the network outside at whose edge it left for the internet, where the answer comes back
   * to; null when it did not.
   */
  @Nullable String edgeOf() {
    return place.equals(NetworkRules.INTERNET) ? edgeOf : null;
  }

  /** Returns whether it left for the internet: then the answer comes back the way it went. */
  boolean translated(String start) {
    return place.equals(NetworkRules.INTERNET) && !start.equals(NetworkRules.INTERNET);
  }
}
