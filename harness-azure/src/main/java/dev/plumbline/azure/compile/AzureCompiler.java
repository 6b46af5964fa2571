package dev.plumbline.azure.compile;

import dev.plumbline.azure.model.ApiManagementService;
import dev.plumbline.azure.model.ApplicationGateway;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.ConnectedNetwork;
import dev.plumbline.azure.model.VirtualNetwork;
import dev.plumbline.azure.model.VirtualNetwork.Subnet;
import dev.plumbline.descriptor.Problems;
import dev.plumbline.network.Cidr;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.CertificateSpec;
import dev.plumbline.network.Network.Dns;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Link;
import dev.plumbline.network.Network.Listener;
import dev.plumbline.network.Network.Segment;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

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
 *   <li>An API Management service becomes a host of its name at the private virtual IP; in internal
 *       mode a second host, {@code name-control-plane}, stands behind the public address and takes
 *       port 3443 only.
 *   <li>Network security groups become the filters of their subnets, with the platform's default
 *       rules.
 *   <li>The platform's load balancers in front of gateways and services drop what goes to a port
 *       that nothing listens to.
 * </ul>
 */
public final class AzureCompiler {

  /** The name of the segment that is the internet. */
  public static final String INTERNET = "internet";

  /** The address of the platform's resolver, reachable from every virtual network. */
  public static final String PLATFORM_RESOLVER = "168.63.129.16";

  /**
   * The address of the public resolver that the internet asks; from the block for documentation,
   * RFC 5737.
   */
  public static final String PUBLIC_RESOLVER = "192.0.2.53";

  /**
   * The address that the internet sees when a subnet or connected network without an address of its
   * own goes out; from the block for documentation, RFC 5737.
   */
  public static final String DEFAULT_OUTBOUND = "192.0.2.1";

  /** The name of the segment in which the platform's resolver is. */
  static final String PLATFORM = "azure-platform";

  private final AzureTopology topology;
  private final List<Segment> segments = new ArrayList<>();
  private final List<Link> links = new ArrayList<>();
  private final List<Host> hosts = new ArrayList<>();
  private final List<CertificateSpec> certificates = new ArrayList<>();

  private AzureCompiler(AzureTopology topology) {
    this.topology = topology;
  }

  /**
   * Returns the network that the resources describe.
   *
   * @throws dev.plumbline.descriptor.DescriptorException when the platform would refuse them, or a
   *     name leads nowhere; it lists all that is wrong
   */
  public static Network compile(AzureTopology topology) {
    Problems problems =
        Problems.inCode("the Azure topology \"" + topology.name() + "\" is not valid");
    Validation.check(topology, new Findings(problems, ""));
    problems.throwIfAny();
    return compileValid(topology);
  }

  /** Returns the network of a topology that was found to be valid. */
  static Network compileValid(AzureTopology topology) {
    return new AzureCompiler(topology).compile();
  }

  private Network compile() {
    AddressPlan addresses = new AddressPlan(topology);
    addPlatform();
    topology.virtualNetworks().forEach(this::add);
    topology.connectedNetworks().forEach(this::add);
    for (ApiManagementService service : topology.apiManagement()) {
      ApiManagementCompiler compiler = new ApiManagementCompiler(topology, service, addresses);
      hosts.addAll(compiler.hosts());
      certificates.addAll(compiler.certificates());
    }
    for (ApplicationGateway gateway : topology.applicationGateways()) {
      ApplicationGatewayCompiler compiler =
          new ApplicationGatewayCompiler(topology, gateway, addresses);
      hosts.add(compiler.host());
      certificates.addAll(compiler.certificates());
    }
    return new Network(
        topology.name(),
        segments,
        links,
        hosts,
        certificates,
        new NameResolution(topology).zones(),
        List.of());
  }

  private void addPlatform() {
    segments.add(
        new Segment(
            INTERNET, List.of(), true, IpAddresses.parse(PUBLIC_RESOLVER), null, null, List.of()));
    hosts.add(resolver("public-resolver", INTERNET, IpAddresses.parse(PUBLIC_RESOLVER)));
    segments.add(
        new Segment(
            PLATFORM, List.of(Cidr.of(PLATFORM_RESOLVER)), false, null, null, null, List.of()));
    hosts.add(resolver("azure-dns", PLATFORM, IpAddresses.parse(PLATFORM_RESOLVER)));
  }

  private void add(VirtualNetwork vnet) {
    for (Subnet subnet : vnet.subnets()) {
      segments.add(
          new Segment(
              subnet.name(),
              List.of(subnet.addressPrefix()),
              false,
              IpAddresses.parse(PLATFORM_RESOLVER),
              IpAddresses.parse(DEFAULT_OUTBOUND),
              SecurityRules.of(topology, vnet, subnet),
              List.of()));
      links.add(link(subnet.name(), INTERNET));
      links.add(link(INTERNET, subnet.name()));
      links.add(link(subnet.name(), PLATFORM));
      for (Subnet other : vnet.subnets()) {
        if (!other.name().equals(subnet.name())) {
          links.add(link(subnet.name(), other.name()));
        }
      }
    }
  }

  private void add(ConnectedNetwork network) {
    InetAddress resolver = Subnets.addressAt(network.addressPrefixes().get(0), 53);
    segments.add(
        new Segment(
            network.name(),
            network.addressPrefixes(),
            false,
            resolver,
            IpAddresses.parse(DEFAULT_OUTBOUND),
            null,
            List.of()));
    hosts.add(resolver(network.name() + "-resolver", network.name(), resolver));
    links.add(link(network.name(), INTERNET));
    for (VirtualNetwork vnet : topology.virtualNetworks()) {
      if (network.connectedTo().contains(vnet.name())) {
        for (Subnet subnet : vnet.subnets()) {
          links.add(link(network.name(), subnet.name()));
          links.add(link(subnet.name(), network.name()));
        }
      }
    }
  }

  private static Link link(String from, String to) {
    return new Link(from, to, Duration.ZERO);
  }

  private static Host resolver(String name, String segment, InetAddress address) {
    Listener dns = new Listener(53, List.of(), null, 0, null, new Dns(true, List.of()), null);
    return new Host(
        name, segment, List.of(address), List.of(), false, null, List.of(dns), List.of());
  }
}
