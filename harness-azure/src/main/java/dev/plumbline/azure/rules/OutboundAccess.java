package dev.plumbline.azure.rules;

import dev.plumbline.azure.model.ApiManagementService;
import dev.plumbline.azure.model.ApplicationGateway;
import dev.plumbline.azure.model.AzureFirewall;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.LoadBalancer;
import dev.plumbline.azure.model.LoadBalancer.BackendAddressPool;
import dev.plumbline.azure.model.LoadBalancer.Sku;
import dev.plumbline.azure.model.NetworkInterface;
import dev.plumbline.azure.model.NetworkInterface.IpConfiguration;
import dev.plumbline.azure.model.VirtualNetworkGateway;
import dev.plumbline.azure.rules.Subnets.Placed;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who reaches the internet from a subnet directly, where routes lead there, and why others do not.
 *
 * <ul>
 *   <li>A NAT gateway of the subnet is a way out for all of it.
 *   <li>A machine has one of its own by a public address of its network interface, or by a public
 *       load balancer that its pool goes out by.
 *   <li>Services of the platform in the subnet have ways out of their own.
 *   <li>Others go out by default outbound access, unless the subnet has it disabled, or the machine
 *       is in a pool of a load balancer of the Standard SKU, internal or not: that takes it away.
 * </ul>
 *
 * <p>Sources: Azure documentation, "Default outbound access in Azure", "Use Source Network Address
 * Translation (SNAT) for outbound connections".
 */
public final class OutboundAccess {

  private final Map<String, Map<InetAddress, Machine>> machines = new HashMap<>();
  private final Set<String> services = new HashSet<>();

  private OutboundAccess(AzureTopology topology, AddressPlan plan) {
    Subnets subnets = Subnets.of(topology);
    for (NetworkInterface nic : topology.networkInterfaces()) {
      Machine machine = machine(topology, plan, nic);
      for (IpConfiguration ip : nic.ipConfigurations()) {
        subnets
            .find(ip.subnet())
            .ifPresent(
                s ->
                    machines
                        .computeIfAbsent(s.name(), k -> new LinkedHashMap<>())
                        .put(plan.of(ip), machine));
      }
    }
    Stream.of(
            topology.apiManagement().stream().map(ApiManagementService::subnet),
            topology.apiManagement().stream()
                .flatMap(s -> s.additionalLocations().stream())
                .map(ApiManagementService.AdditionalLocation::subnet),
            topology.applicationGateways().stream().map(ApplicationGateway::subnet),
            topology.azureFirewalls().stream().map(AzureFirewall::subnet),
            topology.virtualNetworkGateways().stream().map(VirtualNetworkGateway::subnet))
        .flatMap(names -> names)
        .flatMap(name -> subnets.find(name).stream())
        .forEach(s -> services.add(s.name()));
  }

  /**
   * A machine of a subnet.
   *
   * @param ownWay whether it has a way out of its own
   * @param standardPool the load balancer of the Standard SKU whose pool it is in; null for none
   * @param forwards whether it passes on what others send
   */
  private record Machine(boolean ownWay, @Nullable String standardPool, boolean forwards) {}

  private static Machine machine(AzureTopology topology, AddressPlan plan, NetworkInterface nic) {
    boolean own = nic.ipConfigurations().stream().anyMatch(ip -> ip.publicIPAddress() != null);
    String standard = null;
    for (LoadBalancer balancer : topology.loadBalancers()) {
      boolean isPublic =
          balancer.frontendIPConfigurations().stream().anyMatch(f -> f.publicIPAddress() != null);
      for (BackendAddressPool pool : balancer.backendAddressPools()) {
        if (pool.networkInterfaces().contains(nic.name())
            || nic.ipConfigurations().stream()
                .anyMatch(ip -> pool.addresses().contains(plan.of(ip)))) {
          own |= isPublic && balancer.sku() == Sku.BASIC;
          own |= balancer.outboundPools().contains(pool.name());
          standard = balancer.sku() == Sku.STANDARD ? balancer.name() : standard;
        }
      }
    }
    return new Machine(own, standard, nic.enableIPForwarding());
  }

  /** Returns the ways out of a valid topology. */
  public static OutboundAccess of(AzureTopology topology, AddressPlan plan) {
    return new OutboundAccess(topology, plan);
  }

  /**
   * Returns why what an address of a subnet sends does not reach the internet directly; empty when
   * it does.
   */
  Optional<String> missing(Placed subnet, InetAddress sender) {
    Machine machine = machines(subnet).get(sender);
    if (subnet.subnet().natGateway() != null || machine != null && machine.ownWay()) {
      return Optional.empty();
    }
    if (machine == null && services.contains(subnet.name())) {
      return Optional.empty();
    }
    if (!subnet.subnet().defaultOutboundAccess()) {
      return Optional.of(privateSubnet(subnet));
    }
    return machine == null || machine.standardPool() == null
        ? Optional.empty()
        : Optional.of(inPool(machine.standardPool()));
  }

  /**
   * What a subnet lets out to the internet.
   *
   * @param because what keeps the rest in
   * @param all whether everything but {@code addresses} goes out; otherwise nothing but them
   * @param passedOn whether what comes from elsewhere and is passed on there goes out
   * @param addresses addresses of the subnet
   */
  public record Limit(String because, boolean all, boolean passedOn, List<InetAddress> addresses) {
    /** Copies the list. */
    public Limit {
      addresses = List.copyOf(addresses);
    }
  }

  /** Returns what a subnet lets out directly; empty when that is everything. */
  public Optional<Limit> limit(Placed subnet) {
    List<InetAddress> without = new ArrayList<>();
    List<InetAddress> with = new ArrayList<>();
    String balancer = null;
    boolean passedOn = true;
    for (Map.Entry<InetAddress, Machine> machine : machines(subnet).entrySet()) {
      boolean missing = missing(subnet, machine.getKey()).isPresent();
      (missing ? without : with).add(machine.getKey());
      balancer = missing ? machine.getValue().standardPool() : balancer;
      passedOn &= !missing || !machine.getValue().forwards();
    }
    boolean closed =
        !subnet.subnet().defaultOutboundAccess() && subnet.subnet().natGateway() == null;
    if (closed && !services.contains(subnet.name())) {
      return Optional.of(new Limit(privateSubnet(subnet), false, false, with));
    }
    if (without.isEmpty()) {
      return Optional.empty();
    }
    String because = closed || balancer == null ? privateSubnet(subnet) : inPool(balancer);
    return Optional.of(new Limit(because, true, passedOn, without));
  }

  private Map<InetAddress, Machine> machines(Placed subnet) {
    return machines.getOrDefault(subnet.name(), Map.of());
  }

  private static String privateSubnet(Placed subnet) {
    return "subnet "
        + subnet.name()
        + " is private (defaultOutboundAccess is false): only a NAT gateway, a public address or a"
        + " load balancer's outbound pool leads out";
  }

  private static String inPool(String balancer) {
    return "a machine in a pool of load balancer "
        + balancer
        + " of the Standard SKU has no default outbound access: only a NAT gateway, a public"
        + " address or an outbound pool leads out";
  }
}
