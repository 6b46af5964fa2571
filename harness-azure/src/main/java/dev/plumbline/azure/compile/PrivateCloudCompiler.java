package dev.plumbline.azure.compile;

import dev.plumbline.azure.model.NetworkSecurityGroup.Access;
import dev.plumbline.azure.model.VmwarePrivateCloud;
import dev.plumbline.azure.model.VmwarePrivateCloud.FirewallRule;
import dev.plumbline.azure.model.VmwarePrivateCloud.NsxLoadBalancer;
import dev.plumbline.azure.model.VmwarePrivateCloud.Workload;
import dev.plumbline.azure.rules.HybridRoutes;
import dev.plumbline.azure.rules.HybridRoutes.Part;
import dev.plumbline.azure.rules.Subnets;
import dev.plumbline.network.Cidr;
import dev.plumbline.network.Network.Action;
import dev.plumbline.network.Network.Balance;
import dev.plumbline.network.Network.Listener;
import dev.plumbline.network.Network.Member;
import dev.plumbline.network.Network.MemberCheck;
import dev.plumbline.network.Network.PortRange;
import dev.plumbline.network.Network.Protocol;
import dev.plumbline.network.Network.Rule;
import dev.plumbline.network.Network.RuleSet;
import dev.plumbline.network.Network.Segment;
import dev.plumbline.network.Network.Tls;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An Azure VMware Solution private cloud: a segment of its name for the management block and the
 * virtual IP addresses outside all segments, one for each workload segment, and the tier-1
 * gateway's firewall at the edge of each. Within the cloud everything is open.
 */
final class PrivateCloudCompiler {

  private final NetworkParts parts;
  private final VmwarePrivateCloud cloud;
  private final List<Part> own;

  PrivateCloudCompiler(NetworkParts parts, VmwarePrivateCloud cloud) {
    this.parts = parts;
    this.cloud = cloud;
    this.own =
        HybridRoutes.outside(parts.topology).stream()
            .filter(o -> o.name().equals(cloud.name()))
            .findFirst()
            .orElseThrow()
            .parts();
  }

  void add() {
    InetAddress resolver = Subnets.addressAt(cloud.networkBlock(), 53);
    for (Part part : own) {
      parts.add(
          new Segment(
              part.segment(),
              part.prefixes(),
              false,
              resolver,
              null,
              firewall(),
              new HybridWays(parts).routes(cloud.name())));
      for (Part other : own) {
        if (other != part) {
          parts.link(part.segment(), other.segment());
        }
      }
    }
    parts.resolver(cloud.name() + "-resolver", cloud.name(), resolver);
    for (VmwarePrivateCloud.Segment segment : cloud.segments()) {
      segment.workloads().forEach(workload -> add(segment, workload));
    }
    Map<InetAddress, List<NsxLoadBalancer>> virtualIPs = new LinkedHashMap<>();
    cloud
        .loadBalancers()
        .forEach(
            balancer ->
                virtualIPs
                    .computeIfAbsent(balancer.virtualIP(), a -> new ArrayList<>())
                    .add(balancer));
    virtualIPs.forEach(this::add);
  }

  private void add(VmwarePrivateCloud.Segment segment, Workload workload) {
    HostDraft host = new HostDraft(workload.name(), segment.name());
    host.addresses.add(workload.address());
    for (int port : workload.ports()) {
      Tls tls =
          balancedWithTls(workload, port)
              .map(b -> MachineServices.tls(parts, workload.name() + "/" + port, b.hostNames()))
              .orElse(null);
      Listener listener = MachineServices.http(port, workload.name(), tls);
      host.listeners.add(listener);
    }
    parts.add(host.host());
  }

  /** TLS goes through the load balancer: the machine behind it presents the certificate. */
  private Optional<NsxLoadBalancer> balancedWithTls(Workload workload, int port) {
    return cloud.loadBalancers().stream()
        .filter(b -> b.tls() && b.members().contains(workload.name()))
        .filter(b -> Integer.valueOf(port).equals(memberPort(b, workload)))
        .findFirst();
  }

  private static @Nullable Integer memberPort(NsxLoadBalancer balancer, Workload workload) {
    if (balancer.memberPort() != null) {
      return balancer.memberPort();
    }
    return workload.ports().stream().findFirst().orElse(null);
  }

  private void add(InetAddress virtualIP, List<NsxLoadBalancer> balancers) {
    HostDraft host = new HostDraft(balancers.get(0).name(), segmentOf(virtualIP));
    host.addresses.add(virtualIP);
    for (NsxLoadBalancer balancer : balancers) {
      host.balances.add(
          new Balance(
              balancer.name(),
              Protocol.TCP,
              null,
              balancer.port(),
              members(balancer).stream()
                  .map(w -> new Member(w.address(), memberPort(balancer, w)))
                  .toList(),
              balancer.sourceNat(),
              false,
              new MemberCheck(null, null),
              Action.DROP));
    }
    parts.add(host.host());
  }

  private List<Workload> members(NsxLoadBalancer balancer) {
    return cloud.segments().stream()
        .flatMap(s -> s.workloads().stream())
        .filter(w -> balancer.members().contains(w.name()))
        .toList();
  }

  private String segmentOf(InetAddress virtualIP) {
    return cloud.segments().stream()
        .filter(s -> s.prefix().contains(virtualIP))
        .map(VmwarePrivateCloud.Segment::name)
        .findFirst()
        .orElse(cloud.name());
  }

  private @Nullable RuleSet firewall() {
    if (cloud.firewallRules().isEmpty()) {
      return null;
    }
    List<Rule> rules = new ArrayList<>();
    List<Cidr> inside = own.stream().flatMap(p -> p.prefixes().stream()).toList();
    rules.add(rule("inside", rules, Action.ALLOW, inside, List.of(), List.of()));
    for (FirewallRule rule : cloud.firewallRules()) {
      Action action = rule.action() == Access.ALLOW ? Action.ALLOW : Action.DROP;
      rules.add(
          rule(rule.name(), rules, action, rule.sources(), rule.destinations(), rule.ports()));
      behind(rule, action, rules);
    }
    return new RuleSet(
        "the tier-1 gateway's firewall of " + cloud.name(),
        rules,
        List.of(),
        Action.DROP,
        Action.ALLOW);
  }

  /**
   * The firewall asks before the load balancer. Where that does not hide the client, its flow comes
   * to the edge of the machine's segment once more, and what was said of the virtual IP address
   * holds for it there.
   */
  private void behind(FirewallRule rule, Action action, List<Rule> rules) {
    for (NsxLoadBalancer balancer : cloud.loadBalancers()) {
      boolean meant =
          !balancer.sourceNat()
              && (rule.destinations().isEmpty()
                  || rule.destinations().stream().anyMatch(d -> d.contains(balancer.virtualIP())))
              && (rule.ports().isEmpty()
                  || rule.ports().stream().anyMatch(p -> p.contains(balancer.port())));
      if (meant) {
        for (Workload member : members(balancer)) {
          Integer port = memberPort(balancer, member);
          if (port != null) {
            rules.add(
                rule(
                    rule.name() + " by " + balancer.name() + " to " + member.name(),
                    rules,
                    action,
                    rule.sources(),
                    List.of(Cidr.of(member.address().getHostAddress())),
                    List.of(new PortRange(port, port))));
          }
        }
      }
    }
  }

  private static Rule rule(
      String name,
      List<Rule> before,
      Action action,
      List<Cidr> from,
      List<Cidr> to,
      List<PortRange> ports) {
    return new Rule(name, before.size() + 1, action, Protocol.ANY, from, List.of(), to, ports);
  }
}
