package dev.plumbline.azure.compile;

import dev.plumbline.azure.model.ApiManagementService;
import dev.plumbline.azure.model.ApiManagementService.HostnameType;
import dev.plumbline.azure.model.ApiManagementService.PlatformVersion;
import dev.plumbline.azure.model.ApiManagementService.Sku;
import dev.plumbline.azure.rules.ApiManagementRegion;
import dev.plumbline.azure.rules.NetworkMode;
import dev.plumbline.azure.rules.Subnets.Placed;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network.Action;
import dev.plumbline.network.Network.Attachment;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.InstanceProbe;
import dev.plumbline.network.Network.Instances;
import dev.plumbline.network.Network.Listener;
import dev.plumbline.network.Network.Protocol;
import dev.plumbline.network.Network.Rule;
import dev.plumbline.network.Network.RuleSet;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An API Management service as hosts, one for each region, that answer only on its names.
 *
 * <ul>
 *   <li>Without a virtual network: a host of the internet at the public virtual IP.
 *   <li>Injected (classic): a host of the subnet, at the private virtual IP, and in external mode
 *       at the public one; in internal mode that takes port 3443 only. What it opens starts from
 *       its instances. Without a network security group, stv2 lets nothing in. In the Premium tier
 *       nothing gets in while the platform's load balancer does not reach port 6390.
 *   <li>Injected (v2): the gateway at the private virtual IP; developer portal and management on
 *       the internet, which the documents leave open, as with outbound integration.
 *   <li>Integrated (v2): public, opening connections from its instances in the subnet.
 *   <li>Approved private endpoints are further addresses, of the gateway of the first region only.
 * </ul>
 */
final class ApiManagementCompiler {

  private final NetworkParts parts;
  private final ApiManagementService service;
  private final NetworkMode mode;
  private final ApiManagementListeners listeners;
  private final Set<HostnameType> endpoints;

  ApiManagementCompiler(NetworkParts parts, ApiManagementService service) {
    this.parts = parts;
    this.service = service;
    this.mode = NetworkMode.of(service);
    this.listeners = new ApiManagementListeners(service);
    this.endpoints = NetworkMode.endpoints(service.sku());
  }

  void add() {
    for (ApiManagementRegion region : ApiManagementRegion.of(service)) {
      region(region);
    }
    listeners.certificates().forEach(parts::add);
  }

  private void region(ApiManagementRegion region) {
    InetAddress vip = parts.vips.of(region.owner());
    Set<HostnameType> here = region.first() ? endpoints : EnumSet.of(HostnameType.PROXY);
    Placed subnet =
        mode == NetworkMode.NONE ? null : parts.subnets.find(region.subnet()).orElse(null);
    if (subnet == null) {
      parts.add(publicOnly(region.host(), vip, clientsOf(region, here, vip), attachments(region)));
    } else if (mode == NetworkMode.OUTBOUND_INTEGRATION) {
      parts.add(integrated(region, subnet, vip, here));
    } else if (mode == NetworkMode.INJECTION_V2) {
      parts.add(injected(region, subnet, vip, EnumSet.of(HostnameType.PROXY)));
      Set<HostnameType> others = EnumSet.copyOf(here);
      others.remove(HostnameType.PROXY);
      parts.add(
          publicOnly(
              ApiManagementRegion.publicHost(service),
              vip,
              listeners.clients(region, others, List.of(vip)),
              List.of()));
    } else {
      parts.link(Platform.SEGMENT, subnet.name());
      parts.add(injected(region, subnet, vip, here));
    }
  }

  private Host publicOnly(
      String name, InetAddress vip, List<Listener> listening, List<Attachment> attachments) {
    return host(
        name,
        Platform.INTERNET,
        List.of(vip),
        List.of(),
        LoadBalancer.passing("load balancer of " + name, listening),
        listening,
        attachments,
        null);
  }

  /** Lives in the subnet, from where it calls; clients come to an address of the internet. */
  private Host integrated(
      ApiManagementRegion region, Placed subnet, InetAddress vip, Set<HostnameType> here) {
    List<InetAddress> instances = parts.addresses.instances(region.owner());
    List<Attachment> attachments = new ArrayList<>(attachments(region));
    attachments.add(new Attachment(Platform.INTERNET, vip));
    return host(
        region.host(),
        subnet.name(),
        instances,
        List.of(),
        null,
        clientsOf(region, here, vip),
        attachments,
        new Instances(instances, null));
  }

  private Host injected(
      ApiManagementRegion region, Placed subnet, InetAddress publicVip, Set<HostnameType> here) {
    InetAddress vip = parts.addresses.of(region.owner());
    List<InetAddress> instances = parts.addresses.instances(region.owner());
    List<InetAddress> everywhere = List.of(vip, publicVip);
    List<Listener> listening =
        new ArrayList<>(
            listeners.clients(
                region, here, mode == NetworkMode.EXTERNAL ? everywhere : List.of(vip)));
    if (mode.isClassicInjection()) {
      listening.add(listeners.management(everywhere));
      listening.add(listeners.probe(instances));
    }
    List<InetAddress> endpoints = attachments(region).stream().map(Attachment::address).toList();
    if (mode == NetworkMode.INJECTION_V2 && !endpoints.isEmpty()) {
      listening.addAll(listeners.clients(region, here, endpoints));
    }
    // The Developer tier goes without: of one instance there is nothing to choose.
    InstanceProbe probe =
        service.sku() == Sku.PREMIUM
            ? new InstanceProbe(
                Platform.SEGMENT,
                IpAddresses.parse(Platform.RESOLVER),
                ApiManagementListeners.PROBE_PORT)
            : null;
    return host(
        region.host(),
        subnet.name(),
        Stream.concat(Stream.of(vip), instances.stream()).toList(),
        mode.isClassicInjection() ? List.of(publicVip) : List.of(),
        secureByDefault(region.host(), subnet),
        listening,
        mode == NetworkMode.INJECTION_V2 ? attachments(region) : List.of(),
        new Instances(instances, probe));
  }

  /** Returns what keeps everything out where no network security group lets it in; else null. */
  private @Nullable RuleSet secureByDefault(String host, Placed subnet) {
    if (service.platformVersion() == PlatformVersion.STV1
        || subnet.subnet().networkSecurityGroup() != null) {
      return null;
    }
    Rule closed =
        new Rule(
            "secure-by-default, since subnet " + subnet.name() + " has no network security group,",
            1,
            Action.DROP,
            Protocol.ANY,
            List.of(),
            List.of(),
            List.of(),
            List.of());
    return new RuleSet(
        "the load balancer of " + host, List.of(closed), List.of(), Action.DROP, Action.ALLOW);
  }

  /** Returns the listeners of a gateway on the internet and at its private endpoints. */
  private List<Listener> clientsOf(
      ApiManagementRegion region, Set<HostnameType> here, InetAddress vip) {
    List<Listener> all = new ArrayList<>();
    all.addAll(
        service.publicNetworkAccess()
            ? listeners.clients(region, here, List.of(vip))
            : listeners.refusing(region, here, List.of(vip)));
    List<InetAddress> endpoints = attachments(region).stream().map(Attachment::address).toList();
    if (!endpoints.isEmpty()) {
      all.addAll(listeners.clients(region, EnumSet.of(HostnameType.PROXY), endpoints));
    }
    return all;
  }

  /** Returns the addresses of the approved private endpoints: they lead to the first region. */
  private List<Attachment> attachments(ApiManagementRegion region) {
    if (!region.first()) {
      return List.of();
    }
    return PrivateEndpointCompiler.attachments(parts, service.name());
  }

  private Host host(
      String name,
      String segment,
      List<InetAddress> addresses,
      List<InetAddress> publicAddresses,
      @Nullable RuleSet rules,
      List<Listener> listening,
      List<Attachment> attachments,
      @Nullable Instances instances) {
    return new Host(
        name,
        segment,
        addresses,
        publicAddresses,
        false,
        rules,
        listening,
        ApiManagementBackends.of(service),
        true,
        List.of(),
        List.of(),
        List.of(),
        attachments,
        instances,
        List.of());
  }
}
