package dev.plumbline.azure.model;

import dev.plumbline.descriptor.Default;
import dev.plumbline.descriptor.Doc;
import dev.plumbline.network.Cidr;
import dev.plumbline.network.Network.PortRange;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An Azure VMware Solution private cloud ({@code Microsoft.AVS/privateClouds}). Virtual networks
 * reach it over its own ExpressRoute circuit.
 *
 * @param name its name
 * @param networkBlock the block of its management, a /22
 * @param circuit its ExpressRoute circuit, by name; null for the one that the platform makes,
 *     {@code <name>-circuit}
 * @param segments its workload segments
 * @param loadBalancers its NSX load balancers
 * @param firewallRules the rules of its tier-1 gateway's firewall; everything enters when empty
 */
public record VmwarePrivateCloud(
    @Doc("Its name") String name,
    @Doc("The block of its management, a /22") Cidr networkBlock,
    @Doc("Its ExpressRoute circuit, by name") @Nullable String circuit,
    @Doc("Its workload segments") List<Segment> segments,
    @Doc("Its NSX load balancers") List<NsxLoadBalancer> loadBalancers,
    @Doc("The rules of its tier-1 gateway's firewall") List<FirewallRule> firewallRules) {
  /** Copies the lists. */
  public VmwarePrivateCloud {
    segments = List.copyOf(segments);
    loadBalancers = List.copyOf(loadBalancers);
    firewallRules = List.copyOf(firewallRules);
  }

  /**
   * A workload segment. It becomes a segment of its name.
   *
   * @param name its name
   * @param prefix its address prefix
   * @param workloads the machines in it
   */
  public record Segment(
      @Doc("Its name") String name,
      @Doc("Its address prefix") Cidr prefix,
      @Doc("The machines in it") List<Workload> workloads) {
    /** Copies the list. */
    public Segment {
      workloads = List.copyOf(workloads);
    }
  }

  /**
   * A machine of a segment.
   *
   * @param name its name
   * @param address its address
   * @param ports the ports it answers HTTP on
   */
  public record Workload(
      @Doc("Its name") String name,
      @Doc("Its address") InetAddress address,
      @Doc("The ports it answers HTTP on") List<Integer> ports) {
    /** Copies the list. */
    public Workload {
      ports = List.copyOf(ports);
    }
  }

  /**
   * A load balancer of NSX: one virtual IP address over machines, which take turns. A machine that
   * accepts no connection is left out. TLS goes through to the machines.
   *
   * @param name its name
   * @param virtualIP the virtual IP address, in a segment or outside all of them
   * @param port the port
   * @param members the machines, by name
   * @param tls whether TLS is spoken there
   * @param hostNames the names of its certificate
   * @param sourceNat whether machines see its address in place of the client's
   * @param memberPort the port of the machines; null for the first port that each answers on
   */
  public record NsxLoadBalancer(
      @Doc("Its name") String name,
      @Doc("The virtual IP address") InetAddress virtualIP,
      @Default("443") @Doc("The port") int port,
      @Doc("The machines, by name") List<String> members,
      @Default("true") @Doc("Whether TLS is spoken there") boolean tls,
      @Doc("The names of its certificate") List<String> hostNames,
      @Default("true") @Doc("Whether machines see its address in place of the client's")
          boolean sourceNat,
      @Doc("The port of the machines; the first port that each answers on when absent")
          @Nullable Integer memberPort) {
    /** Copies the lists. */
    public NsxLoadBalancer {
      members = List.copyOf(members);
      hostNames = List.copyOf(hostNames);
    }

    /** Makes a load balancer to the first port that each machine answers on. */
    public NsxLoadBalancer(
        String name,
        InetAddress virtualIP,
        int port,
        List<String> members,
        boolean tls,
        List<String> hostNames,
        boolean sourceNat) {
      this(name, virtualIP, port, members, tls, hostNames, sourceNat, null);
    }
  }

  /**
   * A rule of the tier-1 gateway's firewall, for what enters the private cloud.
   *
   * @param name its name
   * @param action allow or deny; what no rule takes is dropped once there is any
   * @param sources where flows come from; empty for anywhere
   * @param destinations where they go to; empty for anywhere
   * @param ports the destination ports; empty for all
   */
  public record FirewallRule(
      @Doc("Its name") String name,
      @Default("allow") @Doc("Allow or deny") NetworkSecurityGroup.Access action,
      @Doc("Where flows come from") List<Cidr> sources,
      @Doc("Where they go to") List<Cidr> destinations,
      @Doc("The destination ports") List<PortRange> ports) {
    /** Copies the lists. */
    public FirewallRule {
      sources = List.copyOf(sources);
      destinations = List.copyOf(destinations);
      ports = List.copyOf(ports);
    }
  }
}
