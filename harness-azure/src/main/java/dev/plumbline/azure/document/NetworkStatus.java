package dev.plumbline.azure.document;

import dev.plumbline.azure.compile.AzureCompiler;
import dev.plumbline.azure.model.ApiManagementService;
import dev.plumbline.azure.model.ApiManagementService.AdditionalLocation;
import dev.plumbline.azure.model.ApiManagementService.PlatformVersion;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.rules.AddressPlan;
import dev.plumbline.azure.rules.Locations;
import dev.plumbline.azure.rules.NetworkMode;
import dev.plumbline.azure.rules.ServiceTags;
import dev.plumbline.azure.rules.Subnets;
import dev.plumbline.azure.rules.Subnets.Placed;
import dev.plumbline.network.Flow;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Protocol;
import dev.plumbline.network.Verdict;
import dev.plumbline.network.Verdict.Fate;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The network status of one region of an API Management service, as {@code GET …/networkstatus}
 * gives it: for each service that it depends on, whether its instances reach it.
 *
 * <p>It is recomputed: the flow of each instance to the service is decided by the rules and routes
 * of the network, as every other flow is; so is that of its questions to the virtual network's own
 * DNS servers, without which nothing is reached. What is required and what optional is taken from
 * the samples of the API, which call monitoring and metrics optional, where the table of rules in
 * the virtual network reference wants them. Key Vault is required on platform stv2 only, and the
 * database in the service's first region only ("Deploy your API Management instance to a virtual
 * network - internal mode"): elsewhere they are optional. An injected service of a v2 tier depends
 * on Storage, and on Key Vault if it uses one; the platform sees to the rest.
 *
 * @param location the region; empty when the service does not tell it
 * @param dnsServers the DNS servers that the instances ask
 * @param connectivityStatus the services it depends on; empty for a service that is not injected
 */
public record NetworkStatus(
    String location, List<String> dnsServers, List<Connectivity> connectivityStatus) {

  private static final int SOURCE_PORT = 49152;
  private static final int DNS_PORT = 53;

  /** Stands for a server that no service tag holds (RFC 5737). */
  private static final InetAddress ANYWHERE = IpAddresses.parse("192.0.2.25");

  private static final List<Dependency> CLASSIC =
      List.of(
          new Dependency("blob.core.windows.net", "BlobStorage", "Storage", 443, false),
          new Dependency("table.core.windows.net", "TableStorage", "Storage", 443, false),
          new Dependency("database.windows.net", "SQLDatabase", "Sql", 1433, false),
          new Dependency("vault.azure.net", "KeyVault", "AzureKeyVault", 443, false),
          new Dependency("queue.core.windows.net", "Queue", "Storage", 443, true),
          new Dependency("file.core.windows.net", "FileStorage", "Storage", 445, true),
          new Dependency("prod.warmpath.msftcloudes.com", "Monitoring", "AzureMonitor", 443, true),
          new Dependency("prod3.metrics.nsatc.net", "Metrics", "AzureMonitor", 1886, true),
          new Dependency(
              "login.microsoftonline.com",
              "AzureActiveDirectory",
              "AzureActiveDirectory",
              443,
              true),
          new Dependency("servicebus.windows.net", "EventHub", "EventHub", 5671, true),
          new Dependency("smtpi-ch1.msn.com", "Email", ServiceTags.INTERNET, 25028, true));

  private static final List<Dependency> INJECTED_V2 =
      List.of(
          new Dependency("blob.core.windows.net", "BlobStorage", "Storage", 443, false),
          new Dependency("vault.azure.net", "KeyVault", "AzureKeyVault", 443, true));

  /** Copies the lists. */
  public NetworkStatus {
    dnsServers = List.copyOf(dnsServers);
    connectivityStatus = List.copyOf(connectivityStatus);
  }

  /** Whether a service can be reached. */
  public enum Status {
    /** It was not tried yet; never the case here. */
    INITIALIZING,
    /** It can. */
    SUCCESS,
    /** It cannot. */
    FAILURE
  }

  /**
   * A service that API Management depends on.
   *
   * @param name its host name, with the port where it is not 443
   * @param resourceType its kind, for example {@code BlobStorage}
   * @param isOptional whether only some feature fails without it
   * @param status whether it can be reached
   * @param error why not, with the rule or route that decided; empty when it can
   */
  public record Connectivity(
      String name, String resourceType, boolean isOptional, Status status, String error) {}

  private record Dependency(
      String name, String resourceType, String tag, int port, boolean optional) {
    String shown() {
      return port == 443 ? name : name + ":" + port;
    }

    Connectivity failing(String error) {
      return new Connectivity(shown(), resourceType, optional, Status.FAILURE, error);
    }

    Dependency asOptional() {
      return new Dependency(name, resourceType, tag, port, true);
    }
  }

  /**
   * Returns the status of all regions of a service, its first one first.
   *
   * @param topology the resources
   * @param network the network that {@link AzureCompiler#compile} makes of them, or that network
   *     with changes
   * @param service the service, by name
   * @throws IllegalArgumentException when the topology has no such service
   */
  public static List<NetworkStatus> of(AzureTopology topology, Network network, String service) {
    ApiManagementService found =
        topology.apiManagement().stream()
            .filter(s -> s.name().equals(service))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "no API Management service \""
                            + service
                            + "\"; there are "
                            + topology.apiManagement().stream()
                                .map(ApiManagementService::name)
                                .toList()));
    AddressPlan addresses = AddressPlan.of(topology);
    List<NetworkStatus> all = new ArrayList<>();
    all.add(region(topology, network, found, found.location(), found.subnet(), addresses, found));
    for (AdditionalLocation other : found.additionalLocations()) {
      all.add(region(topology, network, found, other.location(), other.subnet(), addresses, other));
    }
    return List.copyOf(all);
  }

  /** Returns the services that fail and are required. */
  public List<Connectivity> failedRequirements() {
    return connectivityStatus.stream()
        .filter(c -> c.status() == Status.FAILURE && !c.isOptional())
        .toList();
  }

  /**
   * Returns the service of a kind, for example {@code SQLDatabase}; empty when it does not depend
   * on one.
   */
  public Optional<Connectivity> dependency(String resourceType) {
    return connectivityStatus.stream()
        .filter(c -> c.resourceType().equals(resourceType))
        .findFirst();
  }

  /**
   * Returns the status of regions in the shape of the API: a list with the status of each.
   *
   * @param at when the status was found; the API refreshes it about every 15 minutes
   */
  public static String json(List<NetworkStatus> regions, Instant at) {
    return JsonText.of(regions.stream().map(region -> region.shape(at)).toList());
  }

  private Map<String, Object> shape(Instant at) {
    List<Object> items = new ArrayList<>();
    for (Connectivity connectivity : connectivityStatus) {
      Map<String, Object> item = new LinkedHashMap<>();
      item.put("name", connectivity.name());
      item.put("status", connectivity.status().name().toLowerCase(Locale.ROOT));
      item.put("error", connectivity.error());
      item.put("lastUpdated", at.toString());
      item.put("lastStatusChange", at.toString());
      item.put("resourceType", connectivity.resourceType());
      item.put("isOptional", connectivity.isOptional());
      items.add(item);
    }
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("dnsServers", dnsServers);
    status.put("connectivityStatus", items);
    Map<String, Object> region = new LinkedHashMap<>();
    region.put("location", location);
    region.put("networkStatus", status);
    return region;
  }

  private static NetworkStatus region(
      AzureTopology topology,
      Network network,
      ApiManagementService service,
      @Nullable String location,
      @Nullable String subnet,
      AddressPlan addresses,
      Object owner) {
    String shown = location == null ? "" : location;
    NetworkMode mode = NetworkMode.of(service);
    Subnets subnets = Subnets.of(topology);
    Optional<Placed> placed = subnets.find(subnet);
    if (!mode.isInjected() || placed.isEmpty()) {
      return new NetworkStatus(shown, List.of(), List.of());
    }
    List<String> servers =
        placed.get().virtualNetwork().dnsServers().stream()
            .map(InetAddress::getHostAddress)
            .toList();
    ServiceTags tags = ServiceTags.of(topology);
    String unresolved =
        unresolved(
            network,
            placed.get().name(),
            addresses.instances(owner),
            placed.get().virtualNetwork().dnsServers());
    List<Connectivity> connectivity = new ArrayList<>();
    boolean first = owner == service;
    String own = subnets.region(location, subnet);
    String primary = first ? null : subnets.region(service.location(), service.subnet());
    for (Dependency listed : mode == NetworkMode.INJECTION_V2 ? INJECTED_V2 : CLASSIC) {
      Dependency dependency = isOptional(listed, service, first) ? listed.asOptional() : listed;
      if (unresolved != null) {
        connectivity.add(dependency.failing(unresolved));
        continue;
      }
      connectivity.add(
          tried(
              network,
              placed.get().name(),
              addresses.instances(owner),
              dependency,
              destinations(tags, dependency, regionsOf(dependency, own, primary))));
    }
    return new NetworkStatus(
        shown,
        servers.isEmpty() ? List.of(AzureCompiler.PLATFORM_RESOLVER) : servers,
        connectivity);
  }

  private static boolean isOptional(
      Dependency dependency, ApiManagementService service, boolean first) {
    return switch (dependency.tag()) {
      case "AzureKeyVault" -> service.platformVersion() == PlatformVersion.STV1;
      case "Sql" -> !first;
      default -> false;
    };
  }

  /**
   * The regions of a dependency. A further region depends on storage and event hubs of its own and
   * of the first one; the database is in the first one ("Virtual network configuration reference:
   * API Management", section "Regional service tags").
   */
  private static List<String> regionsOf(
      Dependency dependency, @Nullable String own, @Nullable String first) {
    List<String> regions = new ArrayList<>();
    boolean shared = dependency.tag().equals("Storage") || dependency.tag().equals("EventHub");
    if (own != null && !(dependency.tag().equals("Sql") && first != null)) {
      regions.add(own);
    }
    if (first != null && (shared || dependency.tag().equals("Sql"))) {
      regions.add(first);
    }
    return regions.stream().map(Locations::key).distinct().toList();
  }

  /** Returns an address of the service in each region, or where the tag's prefixes begin. */
  private static Set<InetAddress> destinations(
      ServiceTags tags, Dependency dependency, List<String> regions) {
    if (dependency.tag().equals(ServiceTags.INTERNET)) {
      return Set.of(ANYWHERE);
    }
    Set<InetAddress> addresses = new LinkedHashSet<>();
    for (String region : regions) {
      List<InetAddress> known = tags.addresses(dependency.tag(), List.of(region));
      addresses.add(
          known.isEmpty()
              ? tags.prefixesIn(dependency.tag(), region).get(0).address()
              : known.get(known.size() - 1));
    }
    if (addresses.isEmpty()) {
      addresses.add(
          tags.address(dependency.tag())
              .orElseGet(() -> tags.prefixes(dependency.tag()).get(0).address()));
    }
    return addresses;
  }

  private static Connectivity tried(
      Network network,
      String segment,
      List<InetAddress> instances,
      Dependency dependency,
      Set<InetAddress> destinations) {
    for (InetAddress destination : destinations) {
      Network reachable = withHost(network, dependency, destination);
      for (InetAddress instance : instances) {
        Verdict verdict =
            reachable.fate(
                new Flow(
                    segment, instance, SOURCE_PORT, destination, dependency.port(), Protocol.TCP));
        if (verdict.fate() != Fate.DELIVERED) {
          return dependency.failing(verdict.explanation());
        }
      }
    }
    return new Connectivity(
        dependency.shown(), dependency.resourceType(), dependency.optional(), Status.SUCCESS, "");
  }

  /**
   * Returns why an instance cannot ask any of the virtual network's own DNS servers; null when each
   * can ask one, and where there are none: the platform's resolver is never out of reach.
   */
  private static @Nullable String unresolved(
      Network network, String segment, List<InetAddress> instances, List<InetAddress> servers) {
    for (InetAddress instance : servers.isEmpty() ? List.<InetAddress>of() : instances) {
      List<String> causes = new ArrayList<>();
      for (InetAddress server : servers) {
        Verdict verdict =
            withServer(network, server)
                .fate(new Flow(segment, instance, SOURCE_PORT, server, DNS_PORT, Protocol.UDP));
        if (verdict.fate() != Fate.DELIVERED) {
          causes.add(verdict.explanation());
        }
      }
      if (causes.size() == servers.size()) {
        return "no DNS server can be asked: " + String.join("; ", causes);
      }
    }
    return null;
  }

  /** A server that nothing of the topology stands for is where its address belongs. */
  private static Network withServer(Network network, InetAddress server) {
    if (network.hosts().stream().anyMatch(host -> host.addresses().contains(server))) {
      return network;
    }
    String segment =
        network.segments().stream()
            .filter(one -> one.prefixes().stream().anyMatch(p -> p.contains(server)))
            .findFirst()
            .map(Network.Segment::name)
            .orElse(AzureCompiler.INTERNET);
    return network.toBuilder()
        .host("DNS server", segment, server.getHostAddress(), host -> host.dns())
        .build();
  }

  /** The service itself is there, also where nothing of the topology stands for it. */
  private static Network withHost(Network network, Dependency dependency, InetAddress address) {
    for (Host host : network.hosts()) {
      if (host.addresses().contains(address)) {
        return network;
      }
    }
    return network.toBuilder()
        .host(
            "dependency " + dependency.resourceType(),
            AzureCompiler.INTERNET,
            address.getHostAddress(),
            host -> host.tcp(dependency.port()))
        .build();
  }
}
