package dev.plumbline.azure.rules;

import dev.plumbline.azure.model.ApiManagementService;
import dev.plumbline.azure.model.ApiManagementService.AdditionalLocation;
import dev.plumbline.azure.model.ApiManagementService.Sku;
import dev.plumbline.azure.model.ApplicationGateway;
import dev.plumbline.azure.model.AzureFirewall;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.DnsResolver;
import dev.plumbline.azure.model.LoadBalancer;
import dev.plumbline.azure.model.NetworkInterface;
import dev.plumbline.azure.model.PrivateEndpoint;
import dev.plumbline.azure.model.PrivateLinkService;
import dev.plumbline.azure.model.VirtualNetworkGateway;
import dev.plumbline.network.Cidr;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The private addresses of all resources: those that are written, and for the others the first free
 * ones of their subnets, kind by kind in the order API Management, application gateways, firewalls,
 * virtual network gateways, load balancers, resolvers, network interfaces, private endpoints,
 * private link services, each in the order of the topology. Two resources never have the same one.
 */
public final class AddressPlan {

  private final Subnets subnets;
  private final Set<InetAddress> taken = new HashSet<>();
  private final Map<Object, List<InetAddress>> instances = new IdentityHashMap<>();
  private final Map<Object, InetAddress> addresses = new IdentityHashMap<>();
  private final Map<String, Integer> used = new HashMap<>();

  private AddressPlan(AzureTopology topology, boolean assigning) {
    this.subnets = Subnets.of(topology);
    if (assigning) {
      claims(topology).forEach(claim -> take(claim.given()));
    }
    for (Claim claim : claims(topology)) {
      Optional<Subnets.Placed> subnet = subnets.find(claim.subnet());
      if (subnet.isEmpty()) {
        continue;
      }
      used.merge(
          subnet.get().name(), claim.instances() + (claim.hasAddress() ? 1 : 0), Integer::sum);
      if (assigning) {
        List<InetAddress> own = new ArrayList<>();
        for (int i = 0; i < claim.instances(); i++) {
          own.add(next(subnet.get()));
        }
        instances.put(claim.owner(), List.copyOf(own));
        if (claim.hasAddress()) {
          InetAddress given = claim.given();
          addresses.put(claim.owner(), given != null ? given : next(subnet.get()));
        }
      }
    }
  }

  /**
   * Returns the plan of a valid topology.
   *
   * @throws IllegalStateException when a subnet has too few addresses
   */
  public static AddressPlan of(AzureTopology topology) {
    return new AddressPlan(topology, true);
  }

  /** Returns how many addresses of each subnet its resources need, by the subnet's name. */
  public static Map<String, Integer> needed(AzureTopology topology) {
    return Map.copyOf(new AddressPlan(topology, false).used);
  }

  /**
   * Returns the private address of something that has one: an {@link ApiManagementService}'s
   * virtual IP, an {@link AdditionalLocation}'s, an {@link AzureFirewall}, a private frontend of a
   * load balancer or application gateway, an inbound endpoint, an IP configuration of a network
   * interface, a {@link PrivateEndpoint}. The very record of the topology is asked for.
   *
   * @throws IllegalArgumentException when it has none
   */
  public InetAddress of(Object owner) {
    InetAddress address = addresses.get(owner);
    if (address == null) {
      throw new IllegalArgumentException("no private address: " + owner);
    }
    return address;
  }

  /**
   * Returns whether something has a private address of its own; a service that is integrated for
   * outbound calls only has none.
   */
  public boolean has(Object owner) {
    return addresses.containsKey(owner);
  }

  /**
   * Returns the addresses of the instances of an {@link ApiManagementService}, {@link
   * AdditionalLocation}, {@link ApplicationGateway}, {@link VirtualNetworkGateway} or {@link
   * PrivateLinkService}: where the connections start that it opens. Empty when it is in no subnet.
   */
  public List<InetAddress> instances(Object owner) {
    return instances.getOrDefault(owner, List.of());
  }

  /** Returns how many instances so many units of a tier have in one region. */
  public static int instances(Sku sku, int capacity) {
    return sku == Sku.PREMIUM ? 2 * capacity : capacity;
  }

  /**
   * Returns how many instances an application gateway has: its capacity, or the fewest it scales
   * down to, but one at least.
   */
  public static int instanceCount(ApplicationGateway gateway) {
    Integer capacity = gateway.capacity();
    ApplicationGateway.AutoscaleConfiguration scale = gateway.autoscaleConfiguration();
    return Math.max(1, capacity != null ? capacity : scale != null ? scale.minCapacity() : 1);
  }

  /** Something that needs addresses of a subnet. */
  private record Claim(
      Object owner,
      @Nullable String subnet,
      int instances,
      boolean hasAddress,
      @Nullable InetAddress given) {}

  private static List<Claim> claims(AzureTopology topology) {
    List<Claim> claims = new ArrayList<>();
    for (ApiManagementService service : topology.apiManagement()) {
      int own = instances(service.sku(), service.capacity());
      boolean vip = NetworkMode.of(service) != NetworkMode.OUTBOUND_INTEGRATION;
      String subnet = NetworkMode.of(service) == NetworkMode.NONE ? null : service.subnet();
      claims.add(new Claim(service, subnet, own, vip, service.privateIPAddress()));
      for (AdditionalLocation location : service.additionalLocations()) {
        int there = instances(service.sku(), location.capacity());
        claims.add(
            new Claim(location, location.subnet(), there, true, location.privateIPAddress()));
      }
    }
    for (ApplicationGateway gateway : topology.applicationGateways()) {
      claims.add(new Claim(gateway, gateway.subnet(), instanceCount(gateway), false, null));
      for (ApplicationGateway.FrontendIPConfiguration frontend :
          gateway.frontendIPConfigurations()) {
        if (frontend.publicIPAddress() == null) {
          claims.add(new Claim(frontend, gateway.subnet(), 0, true, frontend.privateIPAddress()));
        }
      }
    }
    for (AzureFirewall firewall : topology.azureFirewalls()) {
      claims.add(new Claim(firewall, firewall.subnet(), 0, true, firewall.privateIPAddress()));
    }
    for (VirtualNetworkGateway gateway : topology.virtualNetworkGateways()) {
      claims.add(new Claim(gateway, gateway.subnet(), 1, false, null));
    }
    for (LoadBalancer balancer : topology.loadBalancers()) {
      for (LoadBalancer.FrontendIPConfiguration frontend : balancer.frontendIPConfigurations()) {
        if (frontend.subnet() != null) {
          claims.add(new Claim(frontend, frontend.subnet(), 0, true, frontend.privateIPAddress()));
        }
      }
    }
    for (DnsResolver resolver : topology.dnsResolvers()) {
      for (DnsResolver.InboundEndpoint endpoint : resolver.inboundEndpoints()) {
        claims.add(new Claim(endpoint, endpoint.subnet(), 0, true, endpoint.privateIPAddress()));
      }
      // It has no address that one could know, but its questions come from one.
      for (DnsResolver.OutboundEndpoint endpoint : resolver.outboundEndpoints()) {
        claims.add(new Claim(endpoint, endpoint.subnet(), 0, true, null));
      }
    }
    for (NetworkInterface nic : topology.networkInterfaces()) {
      for (NetworkInterface.IpConfiguration ip : nic.ipConfigurations()) {
        claims.add(new Claim(ip, ip.subnet(), 0, true, ip.privateIPAddress()));
      }
    }
    for (PrivateEndpoint endpoint : topology.privateEndpoints()) {
      claims.add(new Claim(endpoint, endpoint.subnet(), 0, true, endpoint.privateIPAddress()));
    }
    for (PrivateLinkService service : topology.privateLinkServices()) {
      claims.add(new Claim(service, service.subnet(), 1, false, null));
    }
    return claims;
  }

  private void take(@Nullable InetAddress address) {
    if (address != null) {
      taken.add(address);
    }
  }

  private InetAddress next(Subnets.Placed subnet) {
    Cidr prefix =
        subnet.subnet().prefixes().stream()
            .filter(p -> p.address().getAddress().length == 4)
            .findFirst()
            .orElseGet(() -> subnet.subnet().prefixes().get(0));
    InetAddress address = Subnets.firstFree(prefix, taken);
    taken.add(address);
    return address;
  }
}
