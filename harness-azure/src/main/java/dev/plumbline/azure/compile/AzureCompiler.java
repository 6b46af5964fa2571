package dev.plumbline.azure.compile;

import dev.plumbline.azure.model.ApiManagementService;
import dev.plumbline.azure.model.ApplicationGateway;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.PlatformService;
import dev.plumbline.azure.validation.Validation;
import dev.plumbline.descriptor.DescriptorException;
import dev.plumbline.descriptor.Problems;
import dev.plumbline.network.Network;
import dev.plumbline.network.Networks;
import java.util.Optional;

/**
 * Turns Azure resources into a network description.
 *
 * <ul>
 *   <li>Every subnet becomes a segment of its name; subnets of one virtual network, and networks
 *       connected to it, reach one another.
 *   <li>{@value #INTERNET} is the segment of the internet, with a public resolver at {@value
 *       #PUBLIC_RESOLVER}.
 *   <li>Subnets ask the platform's resolver at {@value #PLATFORM_RESOLVER}, which sees the private
 *       zones linked to their virtual network.
 *   <li>An application gateway becomes a host of its name in its subnet; its upstreams are named
 *       {@code pool/settings}, its probes as in Azure ({@code gateway/probe} where another gateway
 *       has one of that name), the default probe {@code gateway/pool/settings/default}.
 *   <li>An API Management service becomes a host of its name, of its subnet where it is injected
 *       (there its instances have addresses of their own), else of the internet; a further region a
 *       host {@code name-region}. In internal mode the public virtual IP takes port 3443 only.
 *   <li>An approved private endpoint is a further address of its service.
 *   <li>A service of the platform becomes a host of its name in the internet.
 *   <li>Network security groups become the filters of their subnets and network interfaces, with
 *       the platform's default rules; effective routes become the routes of segments, peerings
 *       become links.
 *   <li>A network interface becomes a host of its name; with IP forwarding it is a stateful
 *       appliance.
 *   <li>The services of service tags that rules, routes and service endpoints name are hosts of the
 *       internet, {@value #SERVICE_TAG_HOST} before the tag.
 *   <li>The platform's load balancers in front of gateways and services drop what goes to a port
 *       that nothing listens to.
 * </ul>
 */
public final class AzureCompiler {

  /** The name of the segment that is the internet. */
  public static final String INTERNET = Platform.INTERNET;

  /** The address of the platform's resolver, reachable from every virtual network. */
  public static final String PLATFORM_RESOLVER = Platform.RESOLVER;

  /**
   * The address of the public resolver that the internet asks; from the block for documentation,
   * RFC 5737.
   */
  public static final String PUBLIC_RESOLVER = Platform.PUBLIC_RESOLVER;

  /**
   * The address that the internet sees when a subnet or connected network without an address of its
   * own goes out; from the block for documentation, RFC 5737.
   */
  public static final String DEFAULT_OUTBOUND = Platform.DEFAULT_OUTBOUND;

  /**
   * What the name of the host begins with that stands for the service of a service tag, before the
   * tag as it is written; its address is in {@link dev.plumbline.azure.rules.ServiceTags#address}.
   */
  public static final String SERVICE_TAG_HOST = Platform.SERVICE_TAG_HOST;

  private AzureCompiler() {}

  /**
   * Returns the network that the resources describe.
   *
   * @throws dev.plumbline.descriptor.DescriptorException when the platform would refuse them, or a
   *     name leads nowhere; it lists all that is wrong
   */
  public static Network compile(AzureTopology topology) {
    Problems problems =
        Problems.inCode("the Azure topology \"" + topology.name() + "\" is not valid");
    Optional<Network> network = check(topology, problems, "");
    problems.throwIfAny();
    return network.orElseThrow();
  }

  /**
   * Returns the network that the resources describe, or adds what the platform would refuse about
   * them, and names that lead nowhere.
   *
   * @param problems told all that is wrong
   * @param prefix what the paths of the problems start with, for example {@code azure.}
   * @return the network; empty when something is wrong, here or in what {@code problems} holds
   *     before
   */
  public static Optional<Network> check(AzureTopology topology, Problems problems, String prefix) {
    Validation.check(topology, problems, prefix);
    if (!problems.found().isEmpty()) {
      return Optional.empty();
    }
    // What was not foreseen is found in the network that the topology stands for.
    try {
      Network network = network(ApiManagementLocations.told(topology));
      Networks.check(network);
      return Optional.of(network);
    } catch (DescriptorException e) {
      e.problems()
          .forEach(
              p ->
                  problems.add(
                      prefix + "name",
                      "the network made of it cannot be used: " + p.path() + ": " + p.message()));
      return Optional.empty();
    }
  }

  /** Returns the network of a topology that was found to be valid. */
  private static Network network(AzureTopology topology) {
    NetworkParts parts = new NetworkParts(topology);
    PlatformCompiler.add(parts);
    VirtualNetworkCompiler.add(parts);
    ConnectedNetworkCompiler.add(parts);
    parts
        .topology
        .vmwarePrivateClouds()
        .forEach(cloud -> new PrivateCloudCompiler(parts, cloud).add());
    new HybridWays(parts).add();
    NetworkInterfaceCompiler.add(parts);
    LoadBalancerCompiler.add(parts);
    PrivateLinkServiceCompiler.add(parts);
    for (ApiManagementService service : topology.apiManagement()) {
      new ApiManagementCompiler(parts, service).add();
    }
    for (PlatformService service : topology.platformServices()) {
      new PlatformServiceCompiler(parts, service).add();
    }
    PrivateEndpointCompiler.addUnconnected(parts);
    for (ApplicationGateway gateway : topology.applicationGateways()) {
      new ApplicationGatewayCompiler(parts, gateway).add();
    }
    NameResolution.add(parts);
    // A firewall's rules name hosts, and mean their addresses.
    topology.azureFirewalls().forEach(firewall -> AzureFirewallCompiler.add(parts, firewall));
    ForwardedTraffic.add(parts);
    return parts.network();
  }
}
