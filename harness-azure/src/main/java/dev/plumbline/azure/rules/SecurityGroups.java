package dev.plumbline.azure.rules;

import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.NetworkInterface;
import dev.plumbline.azure.model.NetworkInterface.IpConfiguration;
import dev.plumbline.azure.model.NetworkSecurityGroup;
import dev.plumbline.azure.model.NetworkSecurityGroup.Access;
import dev.plumbline.azure.model.NetworkSecurityGroup.Direction;
import dev.plumbline.azure.model.NetworkSecurityGroup.SecurityRule;
import dev.plumbline.azure.model.PrivateEndpoint;
import dev.plumbline.azure.model.PublicIPAddress;
import dev.plumbline.azure.model.VirtualNetwork.PrivateEndpointNetworkPolicies;
import dev.plumbline.azure.model.VirtualNetwork.Subnet;
import dev.plumbline.azure.rules.SecurityEvaluation.GroupEvaluation;
import dev.plumbline.azure.rules.SecurityEvaluation.Level;
import dev.plumbline.azure.rules.SecurityEvaluation.RuleEvaluation;
import dev.plumbline.azure.rules.Subnets.Placed;
import dev.plumbline.network.Cidr;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The network security groups of a topology, made ready once and asked often.
 *
 * <ul>
 *   <li>Of each group the rule with the smallest priority that matches decides; behind a topology's
 *       own rules stand the platform's (65000, 65001, 65500).
 *   <li>On the way out a network interface's group is asked, then its subnet's; on the way in the
 *       subnet's, then the network interface's. Each must allow; where none is attached, everything
 *       is allowed. Flows within a subnet are asked about like all others.
 *   <li>Groups are stateful: the answer to an allowed flow is never asked about.
 *   <li>On the way in the destination is the private address, after its translation; on the way out
 *       the source is.
 *   <li>Flows to the platform's addresses (168.63.129.16, 169.254.169.254, licensing) pass, unless
 *       a rule names the tag for them ({@code AzurePlatformDNS}, {@code AzurePlatformIMDS}, {@code
 *       AzurePlatformLKM}); only such rules are asked about them.
 *   <li>An application security group stands for the addresses of the network interfaces and
 *       private endpoints in it; one without any matches nothing.
 *   <li>Private endpoints are asked about only where their subnet has network policies for security
 *       groups.
 *   <li>A network interface with a public address of another SKU than Basic and no group at either
 *       level is asked about as if it had one with the default rules only, on the way in.
 *   <li>Flows without ports (ICMP, ESP, AH) match a rule only if it is for all ports.
 * </ul>
 *
 * <p>Source: Azure documentation, "Azure network security groups overview", "How network security
 * groups filter network traffic".
 */
public final class SecurityGroups {

  /** The tags of addresses that no other rule is asked about. */
  private static final List<String> PLATFORM_TAGS =
      List.of("AzurePlatformDNS", "AzurePlatformIMDS", "AzurePlatformLKM");

  /** Stands for the default rules where a public address is closed without a group. */
  public static final String CLOSED = "(none: a Standard public IP address is closed without one)";

  private final Subnets subnets;
  private final ServiceTags tags;
  private final VirtualNetworkTag virtualNetworkTag;
  private final PrefixSet platform;
  private final Map<String, NetworkSecurityGroup> groups = new HashMap<>();
  private final Map<String, List<Cidr>> members = new HashMap<>();
  private final Map<String, Map<InetAddress, Attached>> attached = new HashMap<>();
  private final Map<Key, Ready> ready = new HashMap<>();
  private final Map<List<String>, List<PrefixSet>> plain = new HashMap<>();
  private final Map<List<Cidr>, PrefixSet[]> networks = new HashMap<>();

  private SecurityGroups(AzureTopology topology) {
    this.subnets = Subnets.of(topology);
    this.tags = ServiceTags.of(topology);
    this.virtualNetworkTag = new VirtualNetworkTag(topology, tags);
    this.platform = PrefixSet.of(platform(PLATFORM_TAGS));
    topology.networkSecurityGroups().forEach(g -> groups.putIfAbsent(g.name(), g));
    topology.applicationSecurityGroups().forEach(g -> members.put(g.name(), new ArrayList<>()));
    if (topology.networkInterfaces().isEmpty() && topology.privateEndpoints().isEmpty()) {
      return;
    }
    AddressPlan plan = AddressPlan.of(topology);
    for (NetworkInterface nic : topology.networkInterfaces()) {
      for (IpConfiguration ip : nic.ipConfigurations()) {
        attach(
            ip.subnet(),
            plan.of(ip),
            new Attached(
                nic.name(), nic.networkSecurityGroup(), false, isClosed(topology, subnets, nic)),
            ip.applicationSecurityGroups());
      }
    }
    for (PrivateEndpoint endpoint : topology.privateEndpoints()) {
      attach(
          endpoint.subnet(),
          plan.of(endpoint),
          new Attached(endpoint.name(), null, true, false),
          endpoint.applicationSecurityGroups());
    }
  }

  private void attach(String subnet, InetAddress address, Attached what, List<String> asgs) {
    subnets
        .find(subnet)
        .ifPresent(
            s -> attached.computeIfAbsent(s.name(), k -> new HashMap<>()).put(address, what));
    Cidr host = new Cidr(address, address.getAddress().length * 8);
    asgs.forEach(asg -> members.computeIfAbsent(asg, k -> new ArrayList<>()).add(host));
  }

  /** What has an address in a subnet, where rules know of it. */
  private record Attached(
      String name, @Nullable String securityGroup, boolean privateEndpoint, boolean closed) {}

  private record Key(String group, List<Cidr> virtualNetwork) {}

  /** A group with its rules ready, in order. */
  private record Ready(
      String name, List<SecurityRuleMatcher> inbound, List<SecurityRuleMatcher> outbound) {}

  /** Returns the security groups of a topology, of which every name must be known. */
  public static SecurityGroups of(AzureTopology topology) {
    return new SecurityGroups(topology);
  }

  /**
   * Returns whether an interface lets in from outside what no rule allows though there is no
   * network security group: a public address of another SKU than Basic is closed by default. One of
   * Azure Bastion is not, which the platform looks after.
   *
   * <p>Source: Azure documentation, "Public IP addresses", SKU.
   */
  public static boolean isClosed(AzureTopology topology, Subnets subnets, NetworkInterface nic) {
    return nic.networkSecurityGroup() == null
        && nic.ipConfigurations().stream()
            .allMatch(
                ip ->
                    subnets
                        .find(ip.subnet())
                        .filter(s -> s.subnet().networkSecurityGroup() == null)
                        .filter(s -> !ReservedSubnet.BASTION.is(s.subnet()))
                        .isPresent())
        && nic.ipConfigurations().stream()
            .map(IpConfiguration::publicIPAddress)
            .anyMatch(
                name ->
                    topology.publicIPAddresses().stream()
                        .anyMatch(
                            a -> a.name().equals(name) && a.sku() != PublicIPAddress.Sku.BASIC));
  }

  /**
   * Returns the tags of the platform's addresses, about which only rules that name them are asked.
   */
  public static List<String> platformTags() {
    return PLATFORM_TAGS;
  }

  /** Returns whether a name is one of {@link #platformTags()}. */
  public static boolean isPlatformTag(String name) {
    return PLATFORM_TAGS.stream().anyMatch(name::equalsIgnoreCase);
  }

  /**
   * Returns what the groups say of a flow out of a subnet.
   *
   * @param subnet the subnet that its source is in, by its name in the topology
   * @throws IllegalArgumentException when there is no such subnet
   */
  public SecurityEvaluation outbound(String subnet, FiveTuple flow) {
    return outbound(subnet, flow.source(), flow);
  }

  /** As above, of a flow that the host with an address sends, be it its own or forwarded. */
  SecurityEvaluation outbound(String subnet, InetAddress sender, FiveTuple flow) {
    Placed placed = placed(subnet);
    Attached host = host(placed, sender);
    List<GroupEvaluation> asked = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    boolean platform = isPlatform(flow.destination());
    boolean goesOn = true;
    if (host != null && host.securityGroup() != null) {
      goesOn =
          ask(
              asked,
              notes,
              ready(host.securityGroup(), placed),
              Level.NETWORK_INTERFACE,
              host.name(),
              Direction.OUTBOUND,
              flow,
              platform);
    }
    String group = placed.subnet().networkSecurityGroup();
    if (goesOn && group != null) {
      ask(
          asked,
          notes,
          ready(group, placed),
          Level.SUBNET,
          placed.name(),
          Direction.OUTBOUND,
          flow,
          platform);
    }
    return new SecurityEvaluation(flow, asked, notes);
  }

  /**
   * Returns what the groups say of a flow into a subnet.
   *
   * @param subnet the subnet that its destination is in, by its name in the topology
   * @throws IllegalArgumentException when there is no such subnet
   */
  public SecurityEvaluation inbound(String subnet, FiveTuple flow) {
    return inbound(subnet, flow.destination(), flow);
  }

  /** As above, of a flow that comes to the host with an address, be it the last one or not. */
  SecurityEvaluation inbound(String subnet, InetAddress receiver, FiveTuple flow) {
    Placed placed = placed(subnet);
    Attached host = host(placed, receiver);
    List<GroupEvaluation> asked = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    if (host != null && host.privateEndpoint() && !filtersPrivateEndpoints(placed.subnet())) {
      notes.add(
          "private endpoint "
              + host.name()
              + ": the network policies of subnet "
              + placed.name()
              + " leave security groups out");
      return new SecurityEvaluation(flow, asked, notes);
    }
    String group = placed.subnet().networkSecurityGroup();
    boolean goesOn =
        group == null
            || ask(
                asked,
                notes,
                ready(group, placed),
                Level.SUBNET,
                placed.name(),
                Direction.INBOUND,
                flow,
                false);
    if (goesOn && host != null && host.securityGroup() != null) {
      ask(
          asked,
          notes,
          ready(host.securityGroup(), placed),
          Level.NETWORK_INTERFACE,
          host.name(),
          Direction.INBOUND,
          flow,
          false);
    } else if (goesOn && host != null && host.closed()) {
      ask(
          asked,
          notes,
          ready(CLOSED, placed),
          Level.NETWORK_INTERFACE,
          host.name(),
          Direction.INBOUND,
          flow,
          false);
    }
    return new SecurityEvaluation(flow, asked, notes);
  }

  /**
   * Returns what the groups at both ends say of a flow; the end of the way in is not asked when the
   * way out denies.
   *
   * @param from the subnet that its source is in; null when it is in none
   * @param to the subnet that its destination is in; null when it is in none
   */
  public SecurityEvaluation explain(@Nullable String from, FiveTuple flow, @Nullable String to) {
    SecurityEvaluation out =
        from == null ? new SecurityEvaluation(flow, List.of(), List.of()) : outbound(from, flow);
    return to == null || !out.allowed() ? out : out.and(inbound(to, flow));
  }

  /**
   * Returns whether the groups at both ends let a flow through; as {@link #explain}, without the
   * words.
   */
  public boolean allows(@Nullable String from, FiveTuple flow, @Nullable String to) {
    return (from == null || allowsOut(placed(from), flow))
        && (to == null || allowsIn(placed(to), flow));
  }

  /** Returns the prefixes of the tag {@code VirtualNetwork} in a subnet. */
  public List<Cidr> virtualNetwork(String subnet) {
    return virtualNetworkTag.of(placed(subnet));
  }

  /**
   * Returns what the tag {@code Internet} leaves out: the prefixes of {@code VirtualNetwork} but
   * default routes. A user-defined or learned 0.0.0.0/0 makes {@code VirtualNetwork} hold
   * everything; the internet stays what is outside of the networks and reached in public, so that
   * both tags hold it then. Longer prefixes of routes are left out.
   *
   * <p>Source: Azure documentation, "Virtual network service tags", which says of {@code
   * VirtualNetwork} only that it might hold default routes.
   *
   * @param virtualNetwork the prefixes of {@code VirtualNetwork} in a subnet
   */
  public static List<Cidr> outsideInternet(List<Cidr> virtualNetwork) {
    return virtualNetwork.stream().filter(p -> p.length() > 0).toList();
  }

  private boolean allowsOut(Placed subnet, FiveTuple flow) {
    Attached host = host(subnet, flow.source());
    boolean platform = isPlatform(flow.destination());
    return allows(
            host == null ? null : host.securityGroup(), subnet, Direction.OUTBOUND, flow, platform)
        && allows(
            subnet.subnet().networkSecurityGroup(), subnet, Direction.OUTBOUND, flow, platform);
  }

  private boolean allowsIn(Placed subnet, FiveTuple flow) {
    Attached host = host(subnet, flow.destination());
    if (host != null && host.privateEndpoint() && !filtersPrivateEndpoints(subnet.subnet())) {
      return true;
    }
    return allows(subnet.subnet().networkSecurityGroup(), subnet, Direction.INBOUND, flow, false)
        && allows(
            host == null ? null : host.closed() ? CLOSED : host.securityGroup(),
            subnet,
            Direction.INBOUND,
            flow,
            false);
  }

  private boolean allows(
      @Nullable String group,
      Placed subnet,
      Direction direction,
      FiveTuple flow,
      boolean platform) {
    if (group == null) {
      return true;
    }
    Ready rules = ready(group, subnet);
    for (SecurityRuleMatcher rule :
        direction == Direction.INBOUND ? rules.inbound() : rules.outbound()) {
      if ((!platform || rule.platformDestination().contains(flow.destination()))
          && rule.matches(flow)) {
        return rule.access() == Access.ALLOW;
      }
    }
    return platform;
  }

  private static boolean ask(
      List<GroupEvaluation> asked,
      List<String> notes,
      Ready group,
      Level level,
      String place,
      Direction direction,
      FiveTuple flow,
      boolean platform) {
    List<RuleEvaluation> tried = new ArrayList<>();
    for (SecurityRuleMatcher rule :
        direction == Direction.INBOUND ? group.inbound() : group.outbound()) {
      if (platform && !rule.platformDestination().contains(flow.destination())) {
        continue;
      }
      RuleEvaluation evaluation = rule.evaluate(flow);
      tried.add(evaluation);
      if (evaluation.matched()) {
        asked.add(new GroupEvaluation(group.name(), level, place, direction, tried));
        return rule.access() == Access.ALLOW;
      }
    }
    // The last default rule matches everything, so this is a flow to the platform.
    notes.add(
        group.name()
            + " is not asked about "
            + flow.destination().getHostAddress()
            + ": it is an address of the platform, and no rule that names its tag matches");
    return true;
  }

  /** Returns whether rules are asked about flows to the private endpoints of a subnet. */
  public static boolean filtersPrivateEndpoints(Subnet subnet) {
    PrivateEndpointNetworkPolicies policies = subnet.privateEndpointNetworkPolicies();
    return policies == PrivateEndpointNetworkPolicies.ENABLED
        || policies == PrivateEndpointNetworkPolicies.NETWORK_SECURITY_GROUP_ENABLED;
  }

  /**
   * Returns whether an address is one of the platform's own, about which only rules that name the
   * tag for it are asked.
   */
  public boolean isPlatform(InetAddress address) {
    return platform.contains(address);
  }

  private Placed placed(String subnet) {
    return subnets
        .find(subnet)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no subnet \"" + subnet + "\"; there are " + subnets.names()));
  }

  private @Nullable Attached host(Placed subnet, InetAddress address) {
    Map<InetAddress, Attached> hosts = attached.get(subnet.name());
    return hosts == null ? null : hosts.get(address);
  }

  private synchronized Ready ready(String name, Placed subnet) {
    List<Cidr> virtualNetwork = virtualNetworkTag.of(subnet);
    return ready.computeIfAbsent(
        new Key(name, virtualNetwork),
        key -> {
          NetworkSecurityGroup group =
              name.equals(CLOSED) ? new NetworkSecurityGroup(CLOSED, List.of()) : groups.get(name);
          if (group == null) {
            throw new IllegalArgumentException(
                "no network security group \"" + name + "\"; there are " + groups.keySet());
          }
          return prepare(group, virtualNetwork);
        });
  }

  private Ready prepare(NetworkSecurityGroup group, List<Cidr> virtualNetwork) {
    return new Ready(
        group.name(),
        rules(group, Direction.INBOUND, virtualNetwork),
        rules(group, Direction.OUTBOUND, virtualNetwork));
  }

  private List<SecurityRuleMatcher> rules(
      NetworkSecurityGroup group, Direction direction, List<Cidr> virtualNetwork) {
    return Stream.concat(
            group.securityRules().stream().filter(r -> r.direction() == direction),
            DefaultSecurityRules.of(direction).stream())
        .sorted(Comparator.comparingInt(SecurityRule::priority))
        .map(r -> rule(r, virtualNetwork))
        .toList();
  }

  private SecurityRuleMatcher rule(SecurityRule rule, List<Cidr> virtualNetwork) {
    return new SecurityRuleMatcher(
        rule.name(),
        rule.priority(),
        rule.access(),
        rule.protocol(),
        addresses(
            rule.sourceAddressPrefixes(), rule.sourceApplicationSecurityGroups(), virtualNetwork),
        rule.sourcePortRanges(),
        addresses(
            rule.destinationAddressPrefixes(),
            rule.destinationApplicationSecurityGroups(),
            virtualNetwork),
        rule.destinationPortRanges(),
        PrefixSet.of(platform(rule.destinationAddressPrefixes())));
  }

  /** Returns the platform addresses that a rule names by their tags. */
  private List<Cidr> platform(List<String> names) {
    return names.stream()
        .filter(SecurityGroups::isPlatformTag)
        .flatMap(n -> tags.prefixes(n).stream())
        .toList();
  }

  private List<PrefixSet> addresses(
      List<String> names, List<String> asgs, List<Cidr> virtualNetwork) {
    if (!asgs.isEmpty()) {
      List<Cidr> hosts = new ArrayList<>();
      for (String asg : asgs) {
        List<Cidr> own = members.get(asg);
        if (own == null) {
          throw new IllegalArgumentException(
              "no application security group \"" + asg + "\"; there are " + members.keySet());
        }
        hosts.addAll(own);
      }
      return List.of(PrefixSet.of(hosts));
    }
    if (names.contains("*")) {
      return List.of(PrefixSet.ALL);
    }
    if (names.stream()
        .noneMatch(n -> ServiceTags.isVirtualNetwork(n) || ServiceTags.isInternet(n))) {
      return plain.computeIfAbsent(names, n -> List.of(PrefixSet.of(prefixes(n))));
    }
    PrefixSet[] sets =
        networks.computeIfAbsent(
            virtualNetwork,
            v -> new PrefixSet[] {PrefixSet.of(v), PrefixSet.allBut(outsideInternet(v))});
    List<PrefixSet> all = new ArrayList<>();
    List<String> others = new ArrayList<>();
    for (String name : names) {
      if (ServiceTags.isVirtualNetwork(name)) {
        all.add(sets[0]);
      } else if (ServiceTags.isInternet(name)) {
        all.add(sets[1]);
      } else {
        others.add(name);
      }
    }
    if (!others.isEmpty()) {
      all.add(PrefixSet.of(prefixes(others)));
    }
    return List.copyOf(all);
  }

  private List<Cidr> prefixes(List<String> names) {
    List<Cidr> all = new ArrayList<>();
    for (String name : names) {
      if (tags.isTag(name)) {
        all.addAll(tags.prefixes(name));
      } else {
        all.add(Cidr.of(name));
      }
    }
    return all;
  }
}
