package dev.plumbline.azure.read;

import dev.plumbline.azure.arm.ArmResource;
import dev.plumbline.azure.arm.ResourceId;
import dev.plumbline.azure.arm.ResourceTypes;
import dev.plumbline.azure.json.JsonNull;
import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonUnknown;
import dev.plumbline.azure.json.JsonValue;
import dev.plumbline.azure.model.DnsForwardingRuleset;
import dev.plumbline.azure.model.DnsForwardingRuleset.ForwardingRule;
import dev.plumbline.azure.model.DnsForwardingRuleset.TargetDnsServer;
import dev.plumbline.azure.model.DnsResolver;
import dev.plumbline.azure.model.DnsResolver.InboundEndpoint;
import dev.plumbline.azure.model.DnsResolver.OutboundEndpoint;
import dev.plumbline.azure.model.DnsZone;
import dev.plumbline.azure.model.PrivateDnsZone;
import dev.plumbline.azure.model.PrivateDnsZone.ResolutionPolicy;
import dev.plumbline.azure.model.PrivateDnsZone.VirtualNetworkLink;
import dev.plumbline.azure.model.PublicIPAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Private and public DNS zones with their records, resolvers and forwarding rulesets. */
final class DnsMapper {

  private static final List<String> TYPES =
      List.of("A", "AAAA", "CNAME", "MX", "TXT", "SRV", "PTR", "CAA", "NS");

  private final Mapping mapping;
  private final List<PublicIPAddress> addresses;

  DnsMapper(Mapping mapping, List<PublicIPAddress> addresses) {
    this.mapping = mapping;
    this.addresses = addresses;
  }

  List<PrivateDnsZone> privateZones() {
    return mapping.all(ResourceTypes.PRIVATE_DNS_ZONE, this::privateZone);
  }

  private @Nullable PrivateDnsZone privateZone(ArmResource resource) {
    List<Part> links = mapping.estate.children(resource, "virtualNetworkLinks");
    missing(resource, "numberOfVirtualNetworkLinks", links.size(), "virtual network links");
    return new PrivateDnsZone(resource.name(), mapping.each(links, this::link), records(resource));
  }

  private @Nullable VirtualNetworkLink link(Part part) {
    String network = mapping.reference(part, "virtualNetwork");
    return network == null
        ? null
        : new VirtualNetworkLink(
            network,
            part.word(
                "resolutionPolicy",
                Map.of(
                    "default", ResolutionPolicy.DEFAULT,
                    "nxdomainredirect", ResolutionPolicy.NX_DOMAIN_REDIRECT),
                ResolutionPolicy.DEFAULT),
            part.bool("registrationEnabled", false));
  }

  List<DnsZone> zones() {
    return mapping.all(
        ResourceTypes.DNS_ZONE, resource -> new DnsZone(resource.name(), records(resource)));
  }

  /** A zone as the platform shows it counts what is listed apart, and may be left out. */
  private void missing(ArmResource zone, String count, int found, String what) {
    JsonValue told = Part.of(zone.body()).value(count);
    if (told != null
        && !(told instanceof JsonUnknown)
        && !(told instanceof JsonNull)
        && Part.integer(told) > found) {
      mapping.note(
          Note.Kind.ASSUMED,
          told.mark(),
          "zone "
              + zone.name()
              + " has "
              + Part.integer(told)
              + " "
              + what
              + ", of which the files tell "
              + found
              + "; it is taken to have no others; add the file that lists them");
    }
  }

  private List<String> records(ArmResource zone) {
    List<String> lines = new ArrayList<>();
    // Each zone has sets that nobody writes: SOA, and NS of a public one.
    long own = zone.is(ResourceTypes.DNS_ZONE) ? 2 : 1;
    long sets =
        TYPES.stream()
            .flatMap(type -> mapping.estate.separate(zone, type).stream())
            .filter(set -> !(set.typeKey().endsWith("/ns") && set.lastName().equals("@")))
            .count();
    missing(zone, "numberOfRecordSets", Math.toIntExact(own + sets), "record sets");
    for (String type : TYPES) {
      for (ArmResource set : mapping.estate.separate(zone, type)) {
        Part part = Part.of(set.body());
        if (!ofThePlatform(part, type, set.lastName())) {
          lines.addAll(
              mapping.eachKnown(List.of(part), p -> lines(p, set, type)).stream()
                  .flatMap(List::stream)
                  .toList());
        }
      }
    }
    return lines;
  }

  /** Records of registration and of private endpoints are made by the platform. */
  private static boolean ofThePlatform(Part part, String type, String name) {
    String creator = part.part("metadata").textIfKnown("creator");
    return part.bool("isAutoRegistered", false)
        || type.equals("NS") && name.equals("@")
        || creator != null
            && creator.toLowerCase(Locale.ROOT).startsWith("created by private endpoint");
  }

  private List<String> lines(Part part, ArmResource set, String type) {
    String start = set.lastName() + " " + part.integer("ttl", 3600) + " ";
    List<String> lines = new ArrayList<>();
    JsonValue target = Mapping.id(part, "targetResource");
    if (target != null) {
      if (mapping.reference(target) != null) {
        alias(target.scalar(), start, type, lines);
      }
    }
    List<Part> records =
        !type.equals("CNAME")
            ? part.parts(type + "Records")
            : part.has("cnameRecord") ? List.of(part.part("cnameRecord")) : List.of();
    for (Part record : records) {
      String data = data(record, type);
      if (data != null) {
        lines.add(start + type + " " + data);
      }
    }
    return lines;
  }

  /** An alias record leads to the address or name that a resource has at the time. */
  private void alias(String id, String start, String type, List<String> lines) {
    String name = mapping.estate.local(id);
    ArmResource resource = mapping.estate.find(id);
    if (resource == null) {
      return;
    }
    if (resource.is(ResourceTypes.PUBLIC_IP_ADDRESS)) {
      addresses.stream()
          .filter(a -> a.name().equals(name))
          .findFirst()
          .ifPresent(
              a ->
                  lines.add(
                      type.equals("CNAME") && a.fqdn() != null
                          ? start + "CNAME " + absolute(a.fqdn())
                          : start + type + " " + a.ipAddress().getHostAddress()));
    } else if (resource.is(ResourceTypes.TRAFFIC_MANAGER_PROFILE) && type.equals("CNAME")) {
      lines.add(
          start
              + "CNAME "
              + absolute(TrafficManagerMapper.label(resource) + ".trafficmanager.net"));
    } else if (type.equals("CNAME")) {
      List<String> names = PlatformServiceMapper.hostNames(resource);
      if (!names.isEmpty()) {
        lines.add(start + "CNAME " + absolute(names.get(0)));
      }
    }
  }

  private static String absolute(String name) {
    return name.endsWith(".") ? name : name + ".";
  }

  private static @Nullable String data(Part record, String type) {
    return switch (type) {
      case "A" -> Part.address(value(record, "ipv4Address")).getHostAddress();
      case "AAAA" -> Part.address(value(record, "ipv6Address")).getHostAddress();
      case "CNAME" -> absolute(record.required("cname"));
      case "MX" -> record.integer("preference", 10) + " " + absolute(record.required("exchange"));
      case "TXT" -> text(record);
      case "SRV" ->
          record.integer("priority", 0)
              + " "
              + record.integer("weight", 0)
              + " "
              + record.integer("port", 0)
              + " "
              + absolute(record.required("target"));
      case "PTR" -> absolute(record.required("ptrdname"));
      case "NS" -> absolute(record.required("nsdname"));
      case "CAA" ->
          record.integer("flags", 0)
              + " "
              + record.required("tag")
              + " \""
              + record.text("value", "")
              + "\"";
      default -> null;
    };
  }

  private static JsonValue value(Part record, String name) {
    JsonValue value = record.value(name);
    if (value == null) {
      throw record.mark(name).refuse(name + " is missing");
    }
    return value;
  }

  private static @Nullable String text(Part record) {
    List<String> parts = record.texts("value");
    return parts.isEmpty()
        ? null
        : String.join(
            " ",
            parts.stream()
                .map(p -> "\"" + p.replace("\\", "\\\\").replace("\"", "\\\"") + "\"")
                .toList());
  }

  List<DnsResolver> resolvers() {
    return mapping.all(
        ResourceTypes.DNS_RESOLVER,
        resource ->
            resource.existing()
                ? null
                : new DnsResolver(
                    mapping.estate.local(resource),
                    mapping.requiredReference(Part.of(resource.body()), "virtualNetwork"),
                    mapping.each(
                        mapping.estate.children(resource, "inboundEndpoints"), this::inbound),
                    mapping.each(
                        mapping.estate.children(resource, "outboundEndpoints"),
                        e ->
                            new OutboundEndpoint(
                                e.name(), mapping.requiredReference(e, "subnet")))));
  }

  private InboundEndpoint inbound(Part part) {
    List<Part> addresses = part.parts("ipConfigurations");
    if (addresses.isEmpty()) {
      throw part.mark("ipConfigurations").refuse("ipConfigurations is missing");
    }
    return new InboundEndpoint(
        part.name(),
        mapping.requiredReference(addresses.get(0), "subnet"),
        mapping.privateAddress(addresses.get(0)));
  }

  List<DnsForwardingRuleset> rulesets() {
    return mapping.all(
        ResourceTypes.DNS_FORWARDING_RULESET,
        resource -> {
          Part part = Part.of(resource.body());
          List<String> endpoints = new ArrayList<>();
          for (JsonValue value : part.values("dnsResolverOutboundEndpoints")) {
            JsonValue id = value instanceof JsonObject object ? object.value("id") : value;
            String text = id == null ? "" : id.scalar();
            int end = ResourceId.key(text).indexOf("/outboundendpoints/");
            String resolver = end < 0 ? null : mapping.estate.local(text.substring(0, end));
            if (resolver != null) {
              endpoints.add(resolver + "/" + text.substring(text.lastIndexOf('/') + 1));
            }
          }
          List<String> networks = new ArrayList<>();
          for (Part link : mapping.estate.children(resource, "virtualNetworkLinks")) {
            String network = mapping.reference(link, "virtualNetwork");
            if (network != null) {
              networks.add(network);
            }
          }
          return new DnsForwardingRuleset(
              mapping.estate.local(resource),
              endpoints,
              mapping.each(
                  mapping.estate.children(resource, "forwardingRules"), this::forwardingRule),
              networks);
        });
  }

  private ForwardingRule forwardingRule(Part part) {
    return new ForwardingRule(
        part.name(),
        absolute(part.required("domainName")),
        part.parts("targetDnsServers").stream()
            .map(
                t ->
                    new TargetDnsServer(Part.address(value(t, "ipAddress")), t.integer("port", 53)))
            .toList(),
        part.enabled("forwardingRuleState", true));
  }
}
