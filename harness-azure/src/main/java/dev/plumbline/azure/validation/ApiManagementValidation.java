package dev.plumbline.azure.validation;

import dev.plumbline.azure.model.ApiManagementService;
import dev.plumbline.azure.model.ApiManagementService.AdditionalLocation;
import dev.plumbline.azure.model.ApiManagementService.Api;
import dev.plumbline.azure.model.ApiManagementService.HostnameConfiguration;
import dev.plumbline.azure.model.ApiManagementService.HostnameType;
import dev.plumbline.azure.model.ApiManagementService.PlatformVersion;
import dev.plumbline.azure.model.ApiManagementService.Sku;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.PrivateEndpoint;
import dev.plumbline.azure.model.PrivateEndpoint.ConnectionState;
import dev.plumbline.azure.model.PublicIPAddress;
import dev.plumbline.azure.rules.AddressPlan;
import dev.plumbline.azure.rules.ApiManagementRegion;
import dev.plumbline.azure.rules.BackendUrl;
import dev.plumbline.azure.rules.Locations;
import dev.plumbline.azure.rules.NetworkMode;
import dev.plumbline.azure.rules.Subnets;
import dev.plumbline.azure.rules.Subnets.Placed;
import dev.plumbline.network.Cidr;
import dev.plumbline.network.HostNames;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the platform would refuse of an API Management service.
 *
 * <p>A subnet without a network security group is not refused in the classic tiers: the deployment
 * is accepted, but nothing gets in, and what fails says so.
 */
final class ApiManagementValidation {

  private static final String HOSTING_ENVIRONMENTS = "Microsoft.Web/hostingEnvironments";
  private static final String SERVER_FARMS = "Microsoft.Web/serverFarms";

  private static final Pattern NAME = Pattern.compile("[A-Za-z]([A-Za-z0-9-]{0,48}[A-Za-z0-9])?");

  private final AzureTopology topology;
  private final ApiManagementService service;
  private final String path;
  private final Findings problems;
  private final NetworkMode mode;
  private final Subnets subnets;

  ApiManagementValidation(
      AzureTopology topology, ApiManagementService service, String path, Findings problems) {
    this.topology = topology;
    this.service = service;
    this.path = path;
    this.problems = problems;
    this.mode = NetworkMode.of(service);
    this.subnets = Subnets.of(topology);
  }

  void check() {
    if (!mode.tiers().contains(service.sku())) {
      refuse(
          "virtualNetworkType",
          ApiManagementRefusal.TIER_OF_MODE,
          "the " + NetworkMode.tier(service.sku()) + " tier has no " + mode.inWords());
    } else {
      place("", service, service.location(), service.subnet(), service.publicIPAddress());
      privateAddress("", service.subnet(), service.privateIPAddress());
    }
    name();
    units("", service.capacity(), service.zones(), service.publicIPAddress());
    regions();
    hostNames();
    apis();
    if (!service.publicNetworkAccess() && !hasApprovedEndpoint()) {
      refuse(
          "publicNetworkAccess",
          ApiManagementRefusal.PUBLIC_ACCESS,
          service.name() + " has no approved private endpoint");
    }
  }

  private void name() {
    if (!NAME.matcher(service.name()).matches()) {
      problems.add(
          path + ".name",
          "\""
              + service.name()
              + "\" is not the name of a service: 1 to 50 letters, digits and hyphens, a letter"
              + " first and no hyphen last");
    }
  }

  private void regions() {
    Set<String> seen = new HashSet<>();
    seen.add(Locations.key(subnets.region(service.location(), service.subnet())));
    for (int i = 0; i < service.additionalLocations().size(); i++) {
      AdditionalLocation other = service.additionalLocations().get(i);
      String at = "additionalLocations[" + i + "].";
      if (service.sku() != Sku.PREMIUM) {
        refuse(
            "additionalLocations[" + i + "]",
            ApiManagementRefusal.REGIONS_OF_TIER,
            "the " + NetworkMode.tier(service.sku()) + " tier has one region");
        continue;
      }
      if (!seen.add(Locations.key(other.location()))) {
        refuse(
            at + "location",
            ApiManagementRefusal.REGION_TWICE,
            other.location() + " is a region of the service already");
      }
      place(at, other, other.location(), other.subnet(), other.publicIPAddress());
      privateAddress(at, other.subnet(), other.privateIPAddress());
      units(at, other.capacity(), other.zones(), other.publicIPAddress());
    }
  }

  private void place(
      String at,
      Object owner,
      @Nullable String location,
      @Nullable String subnet,
      @Nullable String publicIPAddress) {
    problems.known(path + "." + at + "subnet", "a subnet", subnet, subnets.names());
    problems.known(
        path + "." + at + "publicIPAddress",
        "a public IP address",
        publicIPAddress,
        topology.publicIPAddresses().stream().map(PublicIPAddress::name).toList());
    topology.publicIPAddresses().stream()
        .filter(address -> address.name().equals(publicIPAddress))
        .filter(address -> mode.isClassicInjection())
        .findFirst()
        .ifPresent(address -> publicIPAddress(at, address, location));
    if (publicIPAddress != null && !mode.isClassicInjection()) {
      refuse(
          at + "publicIPAddress",
          ApiManagementRefusal.PUBLIC_IP_OF_MODE,
          service.name() + " has " + mode.inWords());
    }
    if (mode == NetworkMode.NONE) {
      if (subnet != null) {
        refuse(
            at + "subnet",
            ApiManagementRefusal.SUBNET_WITHOUT_MODE,
            "subnet " + subnet + " is given, but virtualNetworkType is none");
      }
      return;
    }
    if (subnet == null) {
      refuse(at + "subnet", ApiManagementRefusal.NO_SUBNET, "no subnet is given");
    }
    if (!problems.broken("virtualNetworks")) {
      subnets.find(subnet).ifPresent(placed -> subnet(at, owner, placed, location));
    }
  }

  private void publicIPAddress(String at, PublicIPAddress address, @Nullable String location) {
    String where = at + "publicIPAddress";
    if (address.sku() != PublicIPAddress.Sku.STANDARD) {
      refuse(
          where,
          ApiManagementRefusal.PUBLIC_IP_SKU,
          address.name() + " is " + address.sku().name().toLowerCase(Locale.ROOT));
    }
    if (!(address.ipAddress() instanceof Inet4Address)) {
      refuse(
          where,
          ApiManagementRefusal.PUBLIC_IP_VERSION,
          address.name() + " is " + address.ipAddress().getHostAddress());
    }
    String fqdn = address.fqdn();
    if (fqdn == null) {
      if (service.platformVersion() != PlatformVersion.STV1) {
        refuse(where, ApiManagementRefusal.PUBLIC_IP_LABEL, address.name() + " has none");
      }
      return;
    }
    String[] labels = fqdn.split("\\.");
    String region = Locations.key(location);
    if (labels.length > 1
        && !region.isEmpty()
        && !labels[1].equals("location")
        && !Locations.key(labels[1]).equals(region)) {
      refuse(
          where,
          ApiManagementRefusal.REGION_OF_PUBLIC_IP,
          address.name() + " is in " + labels[1] + ", not in " + region);
    }
  }

  private void subnet(String at, Object owner, Placed placed, @Nullable String location) {
    String where = at + "subnet";
    String there = placed.virtualNetwork().location();
    if (there != null
        && location != null
        && !Locations.key(there).equals(Locations.key(location))) {
      refuse(
          where,
          ApiManagementRefusal.REGION_OF_SUBNET,
          "subnet " + placed.name() + " is in " + there + ", not in " + location);
    }
    if (mode.isClassicInjection()) {
      classic(where, owner, placed);
    } else {
      v2(where, owner, placed);
    }
  }

  private void classic(String where, Object owner, Placed placed) {
    List<String> delegations = placed.subnet().delegations();
    if (!delegations.isEmpty()) {
      refuse(
          where,
          ApiManagementRefusal.DELEGATED,
          "subnet " + placed.name() + " is delegated to " + String.join(", ", delegations));
    }
    Cidr prefix = placed.subnet().prefixes().get(0);
    int needed = instances(owner) + 1;
    if (prefix.length() > 29 || Subnets.usable(prefix) < needed) {
      refuse(
          where,
          ApiManagementRefusal.SUBNET_OF_CLASSIC_TIER,
          "subnet "
              + placed.subnet().name()
              + " ("
              + prefix
              + ") has "
              + Subnets.usable(prefix)
              + " usable addresses, the "
              + NetworkMode.tier(service.sku())
              + " tier needs "
              + needed);
    }
    platform(where, placed);
  }

  /** Platform stv1 has its subnet for API Management alone, and not together with stv2. */
  private void platform(String where, Placed placed) {
    int ofServices = 0;
    boolean older = false;
    for (ApiManagementService other : topology.apiManagement()) {
      for (ApiManagementRegion region : ApiManagementRegion.of(other)) {
        if (subnets.find(region.subnet()).filter(placed::equals).isPresent()) {
          ofServices += AddressPlan.instances(other.sku(), region.capacity()) + 1;
          older |= other.platformVersion() == PlatformVersion.STV1;
        }
      }
    }
    if (service.platformVersion() == PlatformVersion.STV1) {
      if (AddressPlan.needed(topology).getOrDefault(placed.name(), 0) > ofServices) {
        refuse(
            where,
            ApiManagementRefusal.SUBNET_OF_FIRST_PLATFORM,
            "other resources stand in subnet " + placed.name());
      }
    } else if (older) {
      refuse(
          where,
          ApiManagementRefusal.PLATFORMS_IN_SUBNET,
          "a service of platform stv1 stands in subnet " + placed.name());
    }
  }

  private void v2(String where, Object owner, Placed placed) {
    boolean injected = mode == NetworkMode.INJECTION_V2;
    String delegation = injected ? HOSTING_ENVIRONMENTS : SERVER_FARMS;
    List<String> delegations = placed.subnet().delegations();
    if (delegations.stream().noneMatch(delegation::equalsIgnoreCase)) {
      refuse(
          where,
          injected
              ? ApiManagementRefusal.DELEGATION_OF_INJECTION
              : ApiManagementRefusal.DELEGATION_OF_INTEGRATION,
          "subnet "
              + placed.name()
              + (delegations.isEmpty()
                  ? " is not delegated"
                  : " is delegated to " + String.join(", ", delegations)));
    }
    Cidr prefix = placed.subnet().prefixes().get(0);
    if (prefix.length() > 27) {
      refuse(
          where,
          ApiManagementRefusal.SUBNET_OF_V2_TIER,
          "subnet " + placed.name() + " is " + prefix);
    }
    int own = instances(owner) + (injected ? 1 : 0);
    if (AddressPlan.needed(topology).getOrDefault(placed.name(), 0) > own) {
      refuse(
          where,
          ApiManagementRefusal.SHARED_SUBNET,
          "other resources stand in subnet " + placed.name());
    }
    if (injected && placed.subnet().networkSecurityGroup() == null) {
      refuse(
          where, ApiManagementRefusal.NO_SECURITY_GROUP, "subnet " + placed.name() + " has none");
    }
  }

  private int instances(Object owner) {
    int capacity =
        owner instanceof AdditionalLocation other ? other.capacity() : service.capacity();
    return AddressPlan.instances(service.sku(), capacity);
  }

  private void privateAddress(String at, @Nullable String subnet, @Nullable InetAddress address) {
    if (address != null && !mode.isInjected()) {
      refuse(
          at + "privateIPAddress",
          ApiManagementRefusal.PRIVATE_IP_OF_MODE,
          service.name() + " has " + mode.inWords());
      return;
    }
    Optional<Placed> placed = subnets.find(subnet);
    if (address == null || placed.isEmpty() || problems.broken("virtualNetworks")) {
      return;
    }
    Cidr prefix = placed.get().subnet().prefixes().get(0);
    if (!prefix.contains(address)) {
      problems.add(
          path + "." + at + "privateIPAddress",
          address.getHostAddress()
              + " lies outside subnet "
              + placed.get().subnet().name()
              + " ("
              + prefix
              + ")");
    }
  }

  private void units(
      String at, int capacity, List<String> zones, @Nullable String publicIPAddress) {
    if (capacity < 1 && service.sku() != Sku.CONSUMPTION) {
      refuse(at + "capacity", ApiManagementRefusal.CAPACITY, capacity + " is too few");
    }
    if (capacity > 1 && service.sku() == Sku.DEVELOPER) {
      refuse(at + "capacity", ApiManagementRefusal.DEVELOPER_CAPACITY, capacity + " is too many");
    }
    if ((capacity > 2 && service.sku() == Sku.BASIC)
        || (capacity > 4 && service.sku() == Sku.STANDARD)) {
      refuse(
          at + "capacity",
          ApiManagementRefusal.CAPACITY_OF_TIER,
          capacity + " are too many for the " + NetworkMode.tier(service.sku()) + " tier");
    }
    if (zones.isEmpty()) {
      return;
    }
    if (service.sku() != Sku.PREMIUM && service.sku() != Sku.PREMIUM_V2) {
      refuse(
          at + "zones",
          ApiManagementRefusal.ZONES_OF_TIER,
          "the " + NetworkMode.tier(service.sku()) + " tier has none");
    } else if (mode.isClassicInjection() && publicIPAddress == null) {
      refuse(
          at + "zones",
          ApiManagementRefusal.ZONES_WITHOUT_PUBLIC_IP,
          "no publicIPAddress is given");
    }
  }

  private void hostNames() {
    Set<String> seen = new HashSet<>();
    boolean bound = false;
    int gateways = 0;
    for (int i = 0; i < service.hostnameConfigurations().size(); i++) {
      HostnameConfiguration custom = service.hostnameConfigurations().get(i);
      String at = "hostnameConfigurations[" + i + "].";
      String hostName = custom.hostName();
      boolean wild = hostName.startsWith("*.");
      if (!HostNames.isHostName(wild ? hostName.substring(2) : hostName)) {
        problems.add(
            path + "." + at + "hostName",
            "\"" + hostName + "\" is not a host name such as api.contoso.net or *.contoso.net");
      } else if (wild && service.sku() == Sku.CONSUMPTION) {
        refuse(
            at + "hostName", ApiManagementRefusal.WILDCARD, "\"" + hostName + "\" has a wildcard");
      }
      for (int n = 0; n < custom.certificateNames().size(); n++) {
        String name = custom.certificateNames().get(n);
        if (!HostNames.isHostName(name.startsWith("*.") ? name.substring(2) : name)) {
          problems.add(
              path + "." + at + "certificateNames[" + n + "]",
              "\"" + name + "\" is not a DNS name such as api.contoso.net or *.contoso.net");
        }
      }
      gateways += custom.type() == HostnameType.PROXY ? 1 : 0;
      if (custom.type() == HostnameType.PROXY
          && gateways > 1
          && service.sku() != Sku.DEVELOPER
          && service.sku() != Sku.PREMIUM) {
        refuse(
            at + "hostName",
            ApiManagementRefusal.HOST_NAMES_OF_TIER,
            "\"" + hostName + "\" is a further one of the gateway");
      }
      if (!seen.add(hostName.toLowerCase(Locale.ROOT))) {
        refuse(
            at + "hostName",
            ApiManagementRefusal.HOST_NAME_TWICE,
            "\"" + hostName + "\" is configured twice");
      }
      if (!NetworkMode.endpoints(service.sku()).contains(custom.type())) {
        refuse(
            at + "type",
            ApiManagementRefusal.ENDPOINT_MISSING,
            custom.type().name().toLowerCase(Locale.ROOT)
                + " is none of the "
                + NetworkMode.tier(service.sku())
                + " tier");
      }
      if (custom.defaultSslBinding() && (custom.type() != HostnameType.PROXY || bound)) {
        refuse(
            at + "defaultSslBinding",
            ApiManagementRefusal.DEFAULT_SSL_BINDING,
            bound ? "another host name has it" : hostName + " is not one of the gateway");
      }
      bound |= custom.defaultSslBinding();
    }
  }

  private void apis() {
    Set<String> paths = new HashSet<>();
    for (int i = 0; i < service.apis().size(); i++) {
      Api api = service.apis().get(i);
      String at = path + ".apis[" + i + "]";
      if (!api.path().startsWith("/") || api.path().endsWith("/")) {
        problems.add(at + ".path", "\"" + api.path() + "\" must start with / and not end with it");
      }
      if (!paths.add(api.path().toLowerCase(Locale.ROOT))) {
        problems.add(at + ".path", "\"" + api.path() + "\" is the path of another API");
      }
      if (api.backend() != null && BackendUrl.parse(api.backend()).isEmpty()) {
        problems.add(
            at + ".backend",
            "\"" + api.backend() + "\" is not a URL such as https://10.5.0.10/orders");
      }
    }
  }

  private boolean hasApprovedEndpoint() {
    return topology.privateEndpoints().stream()
        .filter(endpoint -> endpoint.service().equals(service.name()))
        .map(PrivateEndpoint::connectionState)
        .anyMatch(ConnectionState.APPROVED::equals);
  }

  private void refuse(String at, ApiManagementRefusal refusal, String found) {
    problems.add(path + "." + at, refusal.because(found));
  }
}
