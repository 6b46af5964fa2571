package dev.plumbline.azure.rules;

import dev.plumbline.azure.model.ApiManagementService;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.PlatformService;
import dev.plumbline.azure.model.VirtualNetwork;
import dev.plumbline.descriptor.NearestName;
import dev.plumbline.network.Cidr;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The service tags that rules and routes of a topology can name, and their prefixes.
 *
 * <ul>
 *   <li>Names are compared without case. The regional form of a tag ({@code Storage.WestEurope})
 *       holds that region's part of it.
 *   <li>Prefixes that the topology gives take the place of the built-in ones. Its regional forms
 *       need no entry of their own: without one they stand for the same prefixes.
 *   <li>The built-in prefixes are simulated, since the real ones change weekly: they lie in
 *       198.18.0.0/15 (RFC 2544), where no service is, and no two tags share an address.
 *   <li>The public addresses of platform services of the topology are in the tags of their resource
 *       types, and in the regional forms of their regions; those and all its public IP addresses
 *       are in {@code AzureCloud}. A service that tells no region is in that of the virtual
 *       networks and API Management services, where they are all in one; else in no regional form.
 *   <li>{@code VirtualNetwork} and {@code Internet} mean something else in each subnet; {@link
 *       SecurityGroups} knows what.
 * </ul>
 *
 * <p>Source: Azure documentation, "Virtual network service tags".
 */
public final class ServiceTags {

  /** The network of a subnet: its own and all that is connected with it. */
  public static final String VIRTUAL_NETWORK = "VirtualNetwork";

  /**
   * Everything outside {@link #VIRTUAL_NETWORK}, Azure's own public addresses included. A default
   * route that {@link #VIRTUAL_NETWORK} holds takes nothing from it.
   */
  public static final String INTERNET = "Internet";

  /** Where the probes of load balancers come from, 168.63.129.16; not the clients. */
  public static final String AZURE_LOAD_BALANCER = "AzureLoadBalancer";

  static final Cidr HOST = Cidr.of("168.63.129.16");
  static final Cidr METADATA = Cidr.of("169.254.169.254");

  private static final Map<String, List<Cidr>> PLATFORM =
      Map.of(
          ServiceTagTable.key(AZURE_LOAD_BALANCER), List.of(HOST),
          ServiceTagTable.key("AzurePlatformDNS"), List.of(HOST),
          ServiceTagTable.key("AzurePlatformIMDS"), List.of(METADATA));

  private static final List<String> PLATFORM_NAMES =
      List.of(
          VIRTUAL_NETWORK, INTERNET, AZURE_LOAD_BALANCER, "AzurePlatformDNS", "AzurePlatformIMDS");

  /** The tag of the services that have service endpoints. */
  private static final Map<String, String> SERVICE_ENDPOINTS =
      Map.ofEntries(
          Map.entry("microsoft.azureactivedirectory", "AzureActiveDirectory"),
          Map.entry("microsoft.azurecosmosdb", "AzureCosmosDB"),
          Map.entry("microsoft.cognitiveservices", "CognitiveServicesManagement"),
          Map.entry("microsoft.containerregistry", "AzureContainerRegistry"),
          Map.entry("microsoft.eventhub", "EventHub"),
          Map.entry("microsoft.keyvault", "AzureKeyVault"),
          Map.entry("microsoft.servicebus", "ServiceBus"),
          Map.entry("microsoft.sql", "Sql"),
          Map.entry("microsoft.storage", "Storage"),
          Map.entry("microsoft.storage.global", "Storage"),
          Map.entry("microsoft.web", "AppService"));

  /** The tag of the services of a resource type. */
  private static final Map<String, String> RESOURCE_TYPES =
      Map.ofEntries(
          Map.entry("microsoft.storage/storageaccounts", "Storage"),
          Map.entry("microsoft.sql/servers", "Sql"),
          Map.entry("microsoft.keyvault/vaults", "AzureKeyVault"),
          Map.entry("microsoft.eventhub/namespaces", "EventHub"),
          Map.entry("microsoft.servicebus/namespaces", "ServiceBus"),
          Map.entry("microsoft.documentdb/databaseaccounts", "AzureCosmosDB"),
          Map.entry("microsoft.containerregistry/registries", "AzureContainerRegistry"),
          Map.entry("microsoft.cognitiveservices/accounts", "CognitiveServicesManagement"),
          Map.entry("microsoft.web/sites", "AppService"),
          Map.entry("microsoft.appconfiguration/configurationstores", "AppConfiguration"),
          Map.entry("microsoft.search/searchservices", "AzureCognitiveSearch"),
          Map.entry("microsoft.signalrservice/signalr", "AzureSignalR"),
          Map.entry("microsoft.signalrservice/webpubsub", "AzureWebPubSub"),
          Map.entry("microsoft.eventgrid/topics", "AzureEventGrid"),
          Map.entry("microsoft.devices/iothubs", "AzureIoTHub"),
          Map.entry("microsoft.apimanagement/service", "ApiManagement"));

  private final Map<String, List<Cidr>> given = new HashMap<>();
  private final Map<String, List<Cidr>> added = new HashMap<>();
  private final Set<String> own;

  private ServiceTags(AzureTopology topology) {
    topology
        .serviceTags()
        .forEach((name, prefixes) -> given.put(ServiceTagTable.key(name), prefixes));
    own = topology.serviceTags().keySet();
    String cloud = ServiceTagTable.key(ServiceTagTable.AZURE_CLOUD);
    String only = onlyRegion(topology);
    if (!topology.platformServices().isEmpty()) {
      // Those that the topology does not tell the address of have one of the platform all the same.
      PublicVips vips = PublicVips.of(topology);
      for (PlatformService service : topology.platformServices()) {
        InetAddress address = vips.of(service);
        String region = service.location() == null ? only : service.location();
        String tag = RESOURCE_TYPES.get(ServiceTagTable.key(service.resourceType()));
        add(cloud, region, address);
        if (tag != null) {
          add(ServiceTagTable.key(tag), region, address);
        }
      }
    }
    topology.publicIPAddresses().forEach(a -> add(cloud, only, a.ipAddress()));
  }

  private void add(String key, @Nullable String region, InetAddress address) {
    Cidr host = new Cidr(address, address.getAddress().length * 8);
    added.computeIfAbsent(key, k -> new ArrayList<>()).add(host);
    if (region != null && ServiceTagTable.BUILT_IN.isRegion(region)) {
      added.computeIfAbsent(key + "." + canonical(region), k -> new ArrayList<>()).add(host);
    }
  }

  /** Regions have several names in tags. */
  private static int canonical(String region) {
    return ServiceTagTable.BUILT_IN.region(region);
  }

  private static @Nullable String onlyRegion(AzureTopology topology) {
    Set<Integer> numbers = new LinkedHashSet<>();
    String last = null;
    for (String region : regions(topology)) {
      if (ServiceTagTable.BUILT_IN.isRegion(region)) {
        numbers.add(canonical(region));
        last = region;
      }
    }
    return numbers.size() == 1 ? last : null;
  }

  /** Returns the regions of the virtual networks and API Management services of a topology. */
  public static List<String> regions(AzureTopology topology) {
    Set<String> regions = new LinkedHashSet<>();
    topology.virtualNetworks().stream()
        .map(VirtualNetwork::location)
        .filter(Objects::nonNull)
        .forEach(regions::add);
    for (ApiManagementService service : topology.apiManagement()) {
      if (service.location() != null) {
        regions.add(service.location());
      }
      service.additionalLocations().forEach(one -> regions.add(one.location()));
    }
    return List.copyOf(regions);
  }

  /** Returns the service tags of a topology. */
  public static ServiceTags of(AzureTopology topology) {
    return new ServiceTags(topology);
  }

  /**
   * Returns the names of all tags, in order; regional forms are left out unless they were given.
   */
  public List<String> names() {
    Set<String> all = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    all.addAll(PLATFORM_NAMES);
    all.addAll(ServiceTagTable.BUILT_IN.names());
    all.addAll(own);
    return List.copyOf(all);
  }

  /**
   * Returns whether a tag stands for other addresses in each network, or for the platform's own:
   * {@code VirtualNetwork}, {@code Internet}, {@code AzureLoadBalancer} and their like.
   */
  public static boolean isOfThePlatform(String name) {
    return PLATFORM_NAMES.stream().anyMatch(name::equalsIgnoreCase);
  }

  /** Returns whether a name is that of a service tag, {@code VirtualNetwork} among them. */
  public boolean isTag(String name) {
    return isVirtualNetwork(name) || isInternet(name) || find(name) != null;
  }

  /**
   * Returns the prefixes of a tag.
   *
   * @throws IllegalArgumentException when there is no such tag, or what it means depends on the
   *     subnet ({@code VirtualNetwork}, {@code Internet})
   */
  public List<Cidr> prefixes(String name) {
    if (isVirtualNetwork(name) || isInternet(name)) {
      throw new IllegalArgumentException(
          name + " means something else in each subnet: ask the security groups for it");
    }
    List<Cidr> prefixes = find(name);
    if (prefixes == null) {
      throw new IllegalArgumentException(unknown(name));
    }
    return prefixes;
  }

  /**
   * Returns the prefixes of a tag in a region; those of the whole tag where the region is not
   * known.
   *
   * @param region a region such as {@code westeurope}, in any case, with or without spaces; null
   *     for none
   * @throws IllegalArgumentException as for {@link #prefixes}
   */
  public List<Cidr> prefixesIn(String name, @Nullable String region) {
    List<Cidr> regional =
        region == null || !ServiceTagTable.BUILT_IN.isRegion(region)
            ? null
            : find(name + "." + Locations.key(region));
    return regional == null ? prefixes(name) : regional;
  }

  /** Returns what is wrong with a name that is neither a prefix nor a service tag. */
  public String unknown(String name) {
    return "\""
        + name
        + "\" is neither an address prefix nor a known service tag"
        + NearestName.to(name, names()).map(n -> "; did you mean \"" + n + "\"?").orElse("")
        + " (a tag that is not built in needs its prefixes under serviceTags)";
  }

  /**
   * Returns the tag of the service of a service endpoint, for example {@code Storage} for {@code
   * Microsoft.Storage}; empty when there is no such endpoint.
   */
  public static Optional<String> ofServiceEndpoint(String service) {
    return Optional.ofNullable(SERVICE_ENDPOINTS.get(ServiceTagTable.key(service)));
  }

  /** Returns the services that have service endpoints, as {@code microsoft.storage}. */
  public static List<String> serviceEndpoints() {
    return SERVICE_ENDPOINTS.keySet().stream().sorted().toList();
  }

  /**
   * Returns the addresses that stand for the service of a built-in tag, so that flows to it and
   * from it can be asked: the first is in no region, the others are in the regions given. Empty for
   * a tag whose prefixes the topology gives, and for one that is not built in.
   *
   * @param regions regions such as {@code westeurope}; those that are not known are left out
   */
  public List<InetAddress> addresses(String name, List<String> regions) {
    ServiceTagTable.Tag tag = ServiceTagTable.BUILT_IN.tag(name);
    if (tag == null || given.containsKey(ServiceTagTable.key(name))) {
      return List.of();
    }
    Set<InetAddress> addresses = new LinkedHashSet<>();
    addresses.add(ServiceTagTable.address(tag, null));
    regions.stream()
        .filter(ServiceTagTable.BUILT_IN::isRegion)
        .forEach(r -> addresses.add(ServiceTagTable.address(tag, r)));
    return List.copyOf(addresses);
  }

  /**
   * Returns the address that stands for the service of a built-in tag, in no region; empty where
   * {@link #addresses} is.
   */
  public Optional<InetAddress> address(String name) {
    return addresses(name, List.of()).stream().findFirst();
  }

  /**
   * Returns the TCP ports at which the service of a built-in tag is reached; empty for one that
   * only calls.
   */
  public static List<Integer> ports(String name) {
    ServiceTagTable.Tag tag = ServiceTagTable.BUILT_IN.tag(name);
    return tag == null ? List.of() : tag.ports();
  }

  static boolean isVirtualNetwork(String name) {
    return VIRTUAL_NETWORK.equalsIgnoreCase(name);
  }

  static boolean isInternet(String name) {
    return INTERNET.equalsIgnoreCase(name);
  }

  /** Returns the tag without its region; the name itself when it has none. */
  public static String withoutRegion(String name) {
    String whole = ServiceTagTable.BUILT_IN.withoutRegion(name);
    return whole == null ? name : whole;
  }

  private @Nullable List<Cidr> find(String name) {
    String key = ServiceTagTable.key(name);
    List<Cidr> own = given.get(key);
    List<Cidr> prefixes = own != null ? own : PLATFORM.get(key);
    if (prefixes == null) {
      // A regional form of a tag that was given is no part of the built-in one.
      List<Cidr> all = given.get(ServiceTagTable.key(withoutRegion(name)));
      prefixes = all != null ? all : ServiceTagTable.BUILT_IN.prefixes(name);
    }
    String whole = ServiceTagTable.BUILT_IN.withoutRegion(name);
    List<Cidr> more =
        added.get(
            whole == null
                ? key
                : ServiceTagTable.key(whole) + "." + canonical(name.substring(whole.length() + 1)));
    if (prefixes == null || more == null) {
      return prefixes;
    }
    Set<Cidr> all = new LinkedHashSet<>(prefixes);
    all.addAll(more);
    return List.copyOf(all);
  }
}
