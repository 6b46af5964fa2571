package dev.plumbline.azure.management;

import dev.plumbline.azure.arm.NameBasedId;
import dev.plumbline.azure.arm.ResourceTypes;
import dev.plumbline.azure.model.DnsForwardingRuleset;
import dev.plumbline.azure.model.DnsResolver;
import dev.plumbline.azure.model.DnsZone;
import dev.plumbline.azure.model.NetworkInterface;
import dev.plumbline.azure.model.PrivateDnsZone;
import dev.plumbline.azure.model.PrivateDnsZone.ResolutionPolicy;
import dev.plumbline.azure.model.PrivateEndpoint;
import dev.plumbline.azure.model.TrafficManagerProfile;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Zone;
import dev.plumbline.network.ZoneRecords;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CAARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/**
 * Writes private and public DNS zones, resolvers, forwarding rulesets, Traffic Manager profiles.
 */
final class DnsResources {

  private static final String GLOBAL = "global";

  /** The time to live of records that tell none, as in the simulated network. */
  private static final Duration TTL = Duration.ofSeconds(300);

  private final Estate estate;
  private final ResourceIds ids;
  private final Network network;

  /**
   * Makes it.
   *
   * @param network what the topology is compiled to: it has the records that the platform adds
   */
  DnsResources(Estate estate, Network network) {
    this.estate = estate;
    this.ids = estate.ids;
    this.network = network;
  }

  void add() {
    estate.topology.privateDnsZones().forEach(this::privateZone);
    estate.topology.dnsZones().forEach(this::zone);
    estate.topology.dnsResolvers().forEach(this::resolver);
    estate.topology.dnsForwardingRulesets().forEach(this::ruleset);
    estate.topology.trafficManagerProfiles().forEach(this::profile);
  }

  private void privateZone(PrivateDnsZone zone) {
    String id = ids.of(ResourceTypes.PRIVATE_DNS_ZONE, zone.name());
    List<String> lines =
        network.zones().stream()
            .filter(one -> ("private DNS zone " + zone.name()).equals(one.title()))
            .findFirst()
            .map(Zone::records)
            .orElse(zone.records());
    List<Record> written = parse(zone.name(), zone.records());
    List<List<Record>> sets = sets(parse(zone.name(), lines), false);
    estate.add(
        ResourceTypes.PRIVATE_DNS_ZONE,
        zone.name(),
        GLOBAL,
        Fields.of(),
        Fields.of()
            .with("maxNumberOfRecordSets", 25000)
            .with("numberOfRecordSets", sets.size())
            .with("numberOfVirtualNetworkLinks", zone.virtualNetworkLinks().size())
            .with(
                "numberOfVirtualNetworkLinksWithRegistration",
                zone.virtualNetworkLinks().stream()
                    .filter(PrivateDnsZone.VirtualNetworkLink::registrationEnabled)
                    .count()));
    for (PrivateDnsZone.VirtualNetworkLink link : zone.virtualNetworkLinks()) {
      estate.add(
          Resource.of(
              id + "/virtualNetworkLinks/" + link.virtualNetwork().replace('/', '-'),
              GLOBAL,
              Fields.of(),
              Fields.of()
                  .with(
                      "virtualNetwork",
                      estate.reference(ResourceTypes.VIRTUAL_NETWORK, link.virtualNetwork()))
                  .with("registrationEnabled", link.registrationEnabled())
                  .with(
                      "resolutionPolicy",
                      link.resolutionPolicy() == ResolutionPolicy.DEFAULT
                          ? "Default"
                          : "NxDomainRedirect")
                  .with("virtualNetworkLinkState", "Completed")));
    }
    for (List<Record> set : sets) {
      Record first = set.get(0);
      boolean own = first.getType() == Type.SOA || written.containsAll(set);
      Fields more = Fields.of().with("isAutoRegistered", !own && isMachine(set));
      if (!own && !isMachine(set)) {
        creator(set)
            .ifPresent(
                endpoint -> {
                  String endpointId = ids.of(ResourceTypes.PRIVATE_ENDPOINT, endpoint.name());
                  more.with(
                      "metadata",
                      Map.of(
                          "creator",
                          "created by private endpoint "
                              + ResourceIds.last(endpointId)
                              + " with resource guid "
                              + NameBasedId.guid(endpointId)));
                });
      }
      estate.part(setId(id, zone.name(), first), recordSet(set, "ttl", false, more));
    }
  }

  private boolean isMachine(List<Record> set) {
    return estate.topology.networkInterfaces().stream()
        .filter(nic -> nic.virtualMachine() != null)
        .map(NetworkInterface::ipConfigurations)
        .filter(list -> !list.isEmpty())
        .map(list -> estate.addresses.of(list.get(0)))
        .anyMatch(address -> holds(set, address));
  }

  private Optional<PrivateEndpoint> creator(List<Record> set) {
    return estate.topology.privateEndpoints().stream()
        .filter(endpoint -> holds(set, estate.addresses.of(endpoint)))
        .findFirst();
  }

  private static boolean holds(List<Record> set, InetAddress address) {
    return set.stream()
        .anyMatch(record -> record instanceof ARecord a && a.getAddress().equals(address));
  }

  private void zone(DnsZone zone) {
    String id = ids.of(ResourceTypes.DNS_ZONE, zone.name());
    List<List<Record>> sets = sets(parse(zone.name(), zone.records()), true);
    estate.add(
        ResourceTypes.DNS_ZONE,
        zone.name(),
        GLOBAL,
        Fields.of(),
        Fields.of()
            .with("maxNumberOfRecordSets", 10000)
            .with("numberOfRecordSets", sets.size())
            .with("zoneType", "Public"));
    for (List<Record> set : sets) {
      estate.part(setId(id, zone.name(), set.get(0)), recordSet(set, "TTL", true, Fields.of()));
    }
  }

  private static List<Record> parse(String zone, List<String> lines) {
    return ZoneRecords.parse(new Zone(zone, List.of(), List.of(), lines, TTL, false));
  }

  /** Private zones have no NS records of their own. */
  private static List<List<Record>> sets(List<Record> records, boolean withServers) {
    Map<String, List<Record>> sets = new LinkedHashMap<>();
    Name apex = records.get(0).getName();
    for (Record record : records) {
      if (withServers || record.getType() != Type.NS || !record.getName().equals(apex)) {
        sets.computeIfAbsent(
                record.getName().toString().toLowerCase(Locale.ROOT) + " " + record.getType(),
                key -> new ArrayList<>())
            .add(record);
      }
    }
    return List.copyOf(sets.values());
  }

  private static String setId(String zoneId, String zone, Record record) {
    String full = record.getName().toString(true);
    String name =
        full.equalsIgnoreCase(zone) ? "@" : full.substring(0, full.length() - zone.length() - 1);
    return zoneId + "/" + Type.string(record.getType()) + "/" + name;
  }

  /** Members of public zones' record sets begin with capitals where they are abbreviations. */
  private static Fields recordSet(List<Record> set, String ttl, boolean isPublic, Fields more) {
    Record first = set.get(0);
    Fields fields = Fields.of().with("fqdn", first.getName().toString()).with(ttl, first.getTTL());
    more.map().forEach(fields::with);
    String type = Type.string(first.getType());
    String member = isPublic ? type : type.toLowerCase(Locale.ROOT);
    if (first instanceof CNAMERecord one) {
      return fields.with(member + "Record", Map.of("cname", one.getTarget().toString(true)));
    } else if (first instanceof SOARecord soa) {
      return fields.with(
          member + "Record",
          Fields.of()
              .with("host", soa.getHost().toString())
              .with("email", soa.getAdmin().toString())
              .with("serialNumber", soa.getSerial())
              .with("refreshTime", soa.getRefresh())
              .with("retryTime", soa.getRetry())
              .with("expireTime", soa.getExpire())
              .with("minimumTTL", soa.getMinimum()));
    }
    return fields.each(
        (first.getType() == Type.CAA ? "caa" : member) + "Records", set, DnsResources::data);
  }

  private static Fields data(Record record) {
    if (record instanceof ARecord a) {
      return Fields.of().with("ipv4Address", a.getAddress());
    } else if (record instanceof AAAARecord aaaa) {
      return Fields.of().with("ipv6Address", aaaa.getAddress());
    } else if (record instanceof MXRecord mx) {
      return Fields.of()
          .with("preference", mx.getPriority())
          .with("exchange", mx.getTarget().toString(true));
    } else if (record instanceof TXTRecord txt) {
      return Fields.of().with("value", txt.getStrings());
    } else if (record instanceof SRVRecord srv) {
      return Fields.of()
          .with("priority", srv.getPriority())
          .with("weight", srv.getWeight())
          .with("port", srv.getPort())
          .with("target", srv.getTarget().toString(true));
    } else if (record instanceof PTRRecord ptr) {
      return Fields.of().with("ptrdname", ptr.getTarget().toString(true));
    } else if (record instanceof NSRecord ns) {
      return Fields.of().with("nsdname", ns.getTarget().toString());
    } else if (record instanceof CAARecord caa) {
      return Fields.of()
          .with("flags", caa.getFlags())
          .with("tag", caa.getTag())
          .with("value", caa.getValue());
    }
    // A zone of the platform takes no other type, and a topology's zone is checked for that.
    return Fields.of().with("data", record.rdataToString());
  }

  private void resolver(DnsResolver resolver) {
    String id = ids.of(ResourceTypes.DNS_RESOLVER, resolver.name());
    String location =
        estate.topology.virtualNetworks().stream()
            .filter(one -> one.name().equals(resolver.virtualNetwork()))
            .findFirst()
            .map(one -> one.location())
            .orElse(estate.region);
    estate.add(
        ResourceTypes.DNS_RESOLVER,
        resolver.name(),
        location,
        Fields.of(),
        Fields.of()
            .with("dnsResolverState", "Connected")
            .with(
                "virtualNetwork",
                estate.reference(ResourceTypes.VIRTUAL_NETWORK, resolver.virtualNetwork())));
    for (DnsResolver.InboundEndpoint one : resolver.inboundEndpoints()) {
      estate.add(
          Resource.of(
              id + "/inboundEndpoints/" + one.name(),
              location,
              Fields.of(),
              Fields.of()
                  .with(
                      "ipConfigurations",
                      List.of(
                          Fields.of()
                              .with("subnet", estate.subnet(one.subnet()))
                              .with("privateIpAddress", estate.addresses.of(one))
                              .with(
                                  "privateIpAllocationMethod",
                                  one.privateIPAddress() == null ? "Dynamic" : "Static")
                              .map()))));
    }
    for (DnsResolver.OutboundEndpoint one : resolver.outboundEndpoints()) {
      estate.add(
          Resource.of(
              id + "/outboundEndpoints/" + one.name(),
              location,
              Fields.of(),
              Fields.of().with("subnet", estate.subnet(one.subnet()))));
    }
  }

  private void ruleset(DnsForwardingRuleset ruleset) {
    String id = ids.of(ResourceTypes.DNS_FORWARDING_RULESET, ruleset.name());
    estate.add(
        ResourceTypes.DNS_FORWARDING_RULESET,
        ruleset.name(),
        Fields.of()
            .with(
                "dnsResolverOutboundEndpoints",
                Fields.ids(
                    ruleset.dnsResolverOutboundEndpoints().stream().map(this::endpoint).toList())));
    for (DnsForwardingRuleset.ForwardingRule rule : ruleset.forwardingRules()) {
      estate.part(
          id + "/forwardingRules/" + rule.name(),
          Fields.of()
              .with("domainName", rule.domainName())
              .each(
                  "targetDnsServers",
                  rule.targetDnsServers(),
                  one -> Fields.of().with("ipAddress", one.ipAddress()).with("port", one.port()))
              .with("forwardingRuleState", rule.enabled() ? "Enabled" : "Disabled"));
    }
    for (String link : ruleset.virtualNetworkLinks()) {
      estate.part(
          id + "/virtualNetworkLinks/" + link.replace('/', '-'),
          Fields.of()
              .with("virtualNetwork", estate.reference(ResourceTypes.VIRTUAL_NETWORK, link)));
    }
  }

  private String endpoint(String reference) {
    int slash = reference.lastIndexOf('/');
    return ids.of(ResourceTypes.DNS_RESOLVER, reference.substring(0, slash))
        + "/outboundEndpoints/"
        + reference.substring(slash + 1);
  }

  private void profile(TrafficManagerProfile profile) {
    String id = ids.of(ResourceTypes.TRAFFIC_MANAGER_PROFILE, profile.name());
    estate.add(
        ResourceTypes.TRAFFIC_MANAGER_PROFILE,
        profile.name(),
        GLOBAL,
        Fields.of(),
        Fields.of()
            .with("profileStatus", "Enabled")
            .with("trafficRoutingMethod", profile.trafficRoutingMethod())
            .with(
                "dnsConfig",
                Fields.of()
                    .with("relativeName", profile.relativeName())
                    .with("fqdn", profile.relativeName() + ".trafficmanager.net")
                    .with("ttl", profile.ttl().toSeconds()))
            .each("endpoints", profile.endpoints(), one -> endpoint(id, one)));
  }

  private Map<String, Object> endpoint(String profile, TrafficManagerProfile.Endpoint endpoint) {
    String resource = resource(endpoint.target());
    String kind = resource == null ? "externalEndpoints" : "azureEndpoints";
    return estate.part(
        profile + "/" + kind + "/" + endpoint.name(),
        Fields.of()
            .with("targetResourceId", resource)
            .with("target", resource == null ? endpoint.target() : null)
            .with("endpointStatus", endpoint.enabled() ? "Enabled" : "Disabled")
            .with("endpointMonitorStatus", endpoint.healthy() ? "Online" : "Degraded")
            .with("priority", endpoint.priority())
            .with("weight", endpoint.weight())
            .with("endpointLocation", endpoint.location()));
  }

  private @Nullable String resource(String target) {
    if (estate.topology.publicIPAddresses().stream().anyMatch(a -> a.name().equals(target))) {
      return ids.of(ResourceTypes.PUBLIC_IP_ADDRESS, target);
    }
    return estate.topology.apiManagement().stream().anyMatch(s -> s.name().equals(target))
        ? ids.of(ResourceTypes.API_MANAGEMENT, target)
        : null;
  }
}
