package dev.plumbline.azure.compile;

import dev.plumbline.azure.model.LoadBalancer;
import dev.plumbline.azure.model.LoadBalancer.BackendAddressPool;
import dev.plumbline.azure.model.LoadBalancer.FrontendIPConfiguration;
import dev.plumbline.azure.model.LoadBalancer.HealthProbe;
import dev.plumbline.azure.model.LoadBalancer.InboundNatRule;
import dev.plumbline.azure.model.LoadBalancer.LoadBalancerProtocol;
import dev.plumbline.azure.model.LoadBalancer.LoadBalancingRule;
import dev.plumbline.azure.model.LoadBalancer.LoadDistribution;
import dev.plumbline.azure.model.LoadBalancer.Sku;
import dev.plumbline.azure.model.NetworkInterface;
import dev.plumbline.azure.model.PublicIPAddress;
import dev.plumbline.azure.rules.Subnets.Placed;
import dev.plumbline.network.Cidr;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network.Action;
import dev.plumbline.network.Network.Balance;
import dev.plumbline.network.Network.Member;
import dev.plumbline.network.Network.MemberCheck;
import dev.plumbline.network.Network.PortRange;
import dev.plumbline.network.Network.Protocol;
import dev.plumbline.network.Network.Rule;
import dev.plumbline.network.Network.RuleSet;
import dev.plumbline.network.Network.Segment;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Load balancers of layer 4: each frontend becomes a host, named as the load balancer or, where it
 * has several frontends, {@code balancer/frontend}.
 *
 * <ul>
 *   <li>Members see the client's address, and answer it by their own ways; so their network
 *       security groups judge the client.
 *   <li>Probes come from 168.63.129.16. A probe over HTTP counts as one over TCP: whether the page
 *       is good is not asked.
 *   <li>What no rule is for vanishes.
 *   <li>Behind a public frontend of the Standard SKU, machines without a network security group are
 *       closed.
 *   <li>A public frontend stands in a segment of its own: it is in no subnet.
 * </ul>
 */
final class LoadBalancerCompiler {

  private static final InetAddress PROBES = IpAddresses.parse(Platform.RESOLVER);

  private final NetworkParts parts;
  private final LoadBalancer balancer;

  private LoadBalancerCompiler(NetworkParts parts, LoadBalancer balancer) {
    this.parts = parts;
    this.balancer = balancer;
  }

  static void add(NetworkParts parts) {
    int publicFrontends = 0;
    for (LoadBalancer balancer : parts.topology.loadBalancers()) {
      LoadBalancerCompiler compiler = new LoadBalancerCompiler(parts, balancer);
      for (FrontendIPConfiguration frontend : balancer.frontendIPConfigurations()) {
        if (frontend.subnet() != null) {
          compiler.addPrivate(frontend);
        } else {
          compiler.addPublic(frontend, publicFrontends++);
        }
      }
    }
  }

  /** Returns the name of a frontend's host. */
  static String hostName(LoadBalancer balancer, FrontendIPConfiguration frontend) {
    return balancer.frontendIPConfigurations().size() == 1
        ? balancer.name()
        : balancer.name() + "/" + frontend.name();
  }

  private void addPrivate(FrontendIPConfiguration frontend) {
    Optional<Placed> subnet = parts.subnets.find(frontend.subnet());
    if (subnet.isPresent()) {
      HostDraft host = new HostDraft(hostName(balancer, frontend), subnet.get().name());
      host.apart = true;
      host.addresses.add(parts.addresses.of(frontend));
      parts.add(complete(host, frontend, List.of()));
    }
  }

  private void addPublic(FrontendIPConfiguration frontend, int number) {
    String name = hostName(balancer, frontend);
    // Link-local addresses: no network of anybody's has them.
    InetAddress inside = IpAddresses.parse("169.254.192." + (1 + number % 254));
    String segment = "frontend " + name;
    parts.add(
        new Segment(
            segment,
            List.of(Cidr.of(inside.getHostAddress())),
            false,
            null,
            null,
            null,
            List.of()));
    parts.link(Platform.INTERNET, segment);
    Set<String> subnets = new LinkedHashSet<>();
    for (Placed placed : parts.subnets.all()) {
      for (InetAddress member : allMembers(frontend)) {
        if (placed.subnet().prefixes().stream().anyMatch(p -> p.contains(member))) {
          subnets.add(placed.name());
        }
      }
    }
    subnets.forEach(subnet -> parts.link(segment, subnet));
    HostDraft host = new HostDraft(name, segment);
    host.addresses.add(inside);
    parts.topology.publicIPAddresses().stream()
        .filter(a -> a.name().equals(frontend.publicIPAddress()))
        .map(PublicIPAddress::ipAddress)
        .forEach(host.publicAddresses::add);
    parts.add(complete(host, frontend, balancer.sku() == Sku.BASIC ? List.of() : unguarded()));
  }

  private dev.plumbline.network.Network.Host complete(
      HostDraft host, FrontendIPConfiguration frontend, List<InetAddress> closed) {
    List<Rule> inbound = new ArrayList<>();
    for (LoadBalancingRule rule : balancer.loadBalancingRules()) {
      List<InetAddress> members = members(rule.backendAddressPool());
      if (!rule.frontendIPConfiguration().equals(frontend.name())) {
        continue;
      }
      boolean every = rule.protocol() == LoadBalancerProtocol.ALL;
      inbound.add(
          passing(inbound, rule.name(), rule.protocol(), every ? null : rule.frontendPort()));
      if (!members.isEmpty()) {
        host.balances.add(
            new Balance(
                rule.name(),
                protocol(rule.protocol()),
                null,
                every ? null : rule.frontendPort(),
                members.stream()
                    .map(m -> new Member(m, every ? null : rule.backendPort()))
                    .toList(),
                false,
                rule.loadDistribution() != LoadDistribution.DEFAULT,
                check(rule.probe()),
                Action.DROP));
      }
    }
    for (InboundNatRule rule : balancer.inboundNatRules()) {
      List<InetAddress> members = addresses(rule.networkInterface());
      if (rule.frontendIPConfiguration().equals(frontend.name()) && !members.isEmpty()) {
        inbound.add(passing(inbound, rule.name(), rule.protocol(), rule.frontendPort()));
        // The machine answers the client itself, so this is a balance of one and no translation.
        host.balances.add(
            new Balance(
                rule.name(),
                protocol(rule.protocol()),
                null,
                rule.frontendPort(),
                List.of(new Member(members.get(0), rule.backendPort())),
                false,
                false,
                null,
                Action.DROP));
      }
    }
    host.rules =
        new RuleSet(
            "load balancer " + balancer.name(),
            inbound,
            closed.isEmpty()
                ? List.of()
                : List.of(
                    new Rule(
                        "StandardSkuIsClosedWithoutNetworkSecurityGroup",
                        1,
                        Action.DROP,
                        Protocol.ANY,
                        List.of(),
                        List.of(),
                        closed.stream().map(a -> Cidr.of(a.getHostAddress())).toList(),
                        List.of())),
            Action.DROP,
            Action.ALLOW);
    return host.host();
  }

  private static Rule passing(
      List<Rule> before, String name, LoadBalancerProtocol protocol, @Nullable Integer port) {
    return new Rule(
        name,
        before.size() + 1,
        Action.ALLOW,
        protocol(protocol),
        List.of(),
        List.of(),
        List.of(),
        port == null ? List.of() : List.of(new PortRange(port, port)));
  }

  private static Protocol protocol(LoadBalancerProtocol protocol) {
    return switch (protocol) {
      case TCP -> Protocol.TCP;
      case UDP -> Protocol.UDP;
      case ALL -> Protocol.ANY;
    };
  }

  private @Nullable MemberCheck check(@Nullable String probe) {
    return balancer.probes().stream()
        .filter(p -> p.name().equals(probe))
        .map(HealthProbe::port)
        .map(port -> new MemberCheck(port, PROBES))
        .findFirst()
        .orElse(null);
  }

  private List<InetAddress> allMembers(FrontendIPConfiguration frontend) {
    List<InetAddress> all = new ArrayList<>();
    balancer.loadBalancingRules().stream()
        .filter(r -> r.frontendIPConfiguration().equals(frontend.name()))
        .forEach(r -> all.addAll(members(r.backendAddressPool())));
    balancer.inboundNatRules().stream()
        .filter(r -> r.frontendIPConfiguration().equals(frontend.name()))
        .forEach(r -> all.addAll(addresses(r.networkInterface())));
    return all;
  }

  private List<InetAddress> members(String pool) {
    List<InetAddress> members = new ArrayList<>();
    for (BackendAddressPool candidate : balancer.backendAddressPools()) {
      if (candidate.name().equals(pool)) {
        candidate.networkInterfaces().forEach(nic -> members.addAll(addresses(nic)));
        members.addAll(candidate.addresses());
      }
    }
    return members.stream().distinct().toList();
  }

  /** Returns the primary address of a network interface. */
  private List<InetAddress> addresses(@Nullable String networkInterface) {
    return parts.topology.networkInterfaces().stream()
        .filter(n -> n.name().equals(networkInterface))
        .map(n -> parts.addresses.of(n.ipConfigurations().get(0)))
        .toList();
  }

  /**
   * Returns the machines that no network security group opens: neither their own nor a subnet's.
   */
  private List<InetAddress> unguarded() {
    List<InetAddress> closed = new ArrayList<>();
    for (NetworkInterface nic : parts.topology.networkInterfaces()) {
      boolean own = nic.networkSecurityGroup() != null;
      for (NetworkInterface.IpConfiguration ip : nic.ipConfigurations()) {
        boolean subnets =
            parts
                .subnets
                .find(ip.subnet())
                .filter(p -> p.subnet().networkSecurityGroup() != null)
                .isPresent();
        if (!own && !subnets) {
          closed.add(parts.addresses.of(ip));
        }
      }
    }
    return closed;
  }
}
