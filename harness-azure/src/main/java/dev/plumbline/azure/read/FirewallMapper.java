package dev.plumbline.azure.read;

import dev.plumbline.azure.arm.ArmResource;
import dev.plumbline.azure.arm.ResourceTypes;
import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonValue;
import dev.plumbline.azure.model.AzureFirewall;
import dev.plumbline.azure.model.FirewallPolicy;
import dev.plumbline.azure.model.FirewallPolicy.Action;
import dev.plumbline.azure.model.FirewallPolicy.ApplicationProtocol;
import dev.plumbline.azure.model.FirewallPolicy.ApplicationProtocolType;
import dev.plumbline.azure.model.FirewallPolicy.ApplicationRule;
import dev.plumbline.azure.model.FirewallPolicy.FirewallProtocol;
import dev.plumbline.azure.model.FirewallPolicy.NatRule;
import dev.plumbline.azure.model.FirewallPolicy.NetworkRule;
import dev.plumbline.azure.model.FirewallPolicy.RuleCollection;
import dev.plumbline.azure.model.FirewallPolicy.RuleCollectionGroup;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Azure Firewalls with their own collections of rules, and firewall policies. */
final class FirewallMapper {

  private static final Map<String, FirewallProtocol> PROTOCOLS =
      Map.of(
          "tcp", FirewallProtocol.TCP,
          "udp", FirewallProtocol.UDP,
          "icmp", FirewallProtocol.ICMP,
          "any", FirewallProtocol.ANY);

  private final Mapping mapping;

  FirewallMapper(Mapping mapping) {
    this.mapping = mapping;
  }

  List<AzureFirewall> firewalls() {
    return mapping.all(ResourceTypes.FIREWALL, this::firewall);
  }

  private @Nullable AzureFirewall firewall(ArmResource resource) {
    Part part = Part.of(resource.body());
    List<Part> addresses = part.parts("ipConfigurations");
    if (addresses.isEmpty()) {
      mapping.note(
          Note.Kind.IGNORED,
          resource.mark(),
          "the firewall "
              + resource.name()
              + " stands in no subnet (virtual hub); it was left out");
      return null;
    }
    Set<String> publicAddresses = new LinkedHashSet<>();
    for (Part address : addresses) {
      String name = mapping.reference(address, "publicIPAddress");
      if (name != null) {
        publicAddresses.add(name);
      }
    }
    List<Part> withSubnet = addresses.stream().filter(a -> a.has("subnet")).toList();
    if (withSubnet.isEmpty()) {
      throw addresses.get(0).mark("subnet").refuse("subnet is missing");
    }
    List<RuleCollection> collections = new ArrayList<>();
    for (String kind :
        List.of("natRuleCollections", "networkRuleCollections", "applicationRuleCollections")) {
      collections.addAll(mapping.each(part.parts(kind), c -> classic(c, kind)));
    }
    String policy = mapping.reference(part, "firewallPolicy");
    return new AzureFirewall(
        mapping.estate.local(resource),
        mapping.requiredReference(withSubnet.get(0), "subnet"),
        withSubnet.get(0).address("privateIPAddress"),
        List.copyOf(publicAddresses),
        policy,
        policy == null ? collections : List.of(),
        mapping.reference(part.part("managementIpConfiguration"), "subnet"));
  }

  /** Returns a port, or the first one of a range. */
  private static int firstPort(JsonValue ports) {
    String first = ports.scalar().replaceAll("-.*", "").strip();
    if (!first.matches("\\d{1,5}")) {
      throw ports.mark().refuse("a port such as 443 is expected, found " + ports.described());
    }
    return Integer.parseInt(first);
  }

  private RuleCollection classic(Part part, String kind) {
    List<Part> rules = part.parts("rules");
    return new RuleCollection(
        part.name(),
        part.requiredInteger("priority"),
        action(part),
        kind.startsWith("nat") ? natRules(rules) : List.of(),
        kind.startsWith("network") ? mapping.each(rules, this::networkRule) : List.of(),
        kind.startsWith("application") ? applicationRules(rules, action(part)) : List.of());
  }

  private static Action action(Part part) {
    return part.part("action")
        .word(
            "type",
            Map.of(
                "allow", Action.ALLOW,
                "deny", Action.DENY,
                "dnat", Action.ALLOW,
                "snat", Action.ALLOW),
            Action.ALLOW);
  }

  /** A policy as the platform shows it names groups that are listed apart, and may be left out. */
  private void missing(ArmResource policy, List<JsonValue> groups) {
    for (JsonValue group : groups) {
      JsonValue id = group instanceof JsonObject object ? object.value("id") : null;
      if (id != null && mapping.estate.find(id.scalar()) == null) {
        mapping.note(
            Note.Kind.ASSUMED,
            id.mark(),
            "rule collection group "
                + id.scalar().replaceAll(".*/", "")
                + " of firewall policy "
                + policy.name()
                + " is not in the files; the policy is taken to have no such rules; add the file"
                + " that lists its groups");
      }
    }
  }

  List<FirewallPolicy> policies() {
    return mapping.all(
        ResourceTypes.FIREWALL_POLICY,
        resource -> {
          Part part = Part.of(resource.body());
          List<RuleCollectionGroup> groups = new ArrayList<>();
          for (ArmResource group : mapping.estate.separate(resource, "ruleCollectionGroups")) {
            groups.addAll(mapping.each(List.of(Part.of(group.body())), this::group));
          }
          for (ArmResource group : mapping.estate.separate(resource, "ruleGroups")) {
            groups.addAll(mapping.each(List.of(Part.of(group.body())), this::group));
          }
          missing(resource, part.values("ruleCollectionGroups"));
          Part dns = part.part("dnsSettings");
          return new FirewallPolicy(
              mapping.estate.local(resource),
              mapping.reference(part, "basePolicy"),
              groups,
              part.part("snat").texts("privateRanges"),
              dns.bool("enableProxy", false),
              mapping.values(dns.values("servers"), Part::address));
        });
  }

  private RuleCollectionGroup group(Part part) {
    List<Part> collections = new ArrayList<>(part.parts("ruleCollections"));
    collections.addAll(
        part.parts("rules").stream()
            .filter(r -> r.has("ruleCollectionType") || r.has("ruleType"))
            .toList());
    return new RuleCollectionGroup(
        part.name(), part.requiredInteger("priority"), mapping.each(collections, this::collection));
  }

  private RuleCollection collection(Part part) {
    List<Part> nat = new ArrayList<>();
    List<Part> network = new ArrayList<>();
    List<Part> application = new ArrayList<>();
    for (Part rule : part.parts("rules")) {
      rule.word(
              "ruleType",
              Map.of(
                  "natrule", nat,
                  "natrulecondition", nat,
                  "applicationrule", application,
                  "applicationrulecondition", application,
                  "networkrule", network,
                  "networkrulecondition", network),
              network)
          .add(rule);
    }
    return new RuleCollection(
        part.name(),
        part.requiredInteger("priority"),
        action(part),
        natRules(nat),
        mapping.each(network, this::networkRule),
        applicationRules(application, action(part)));
  }

  private NetworkRule networkRule(Part part) {
    return new NetworkRule(
        part.name(),
        protocols(part),
        addresses(part, "source"),
        addresses(part, "destination"),
        part.texts("destinationFqdns"),
        SecurityMapper.ports(part.values("destinationPorts")));
  }

  private static List<FirewallProtocol> protocols(Part part) {
    List<FirewallProtocol> all = new ArrayList<>();
    List<JsonValue> values = new ArrayList<>(part.values("ipProtocols"));
    values.addAll(part.values("protocols"));
    for (JsonValue value : values) {
      FirewallProtocol protocol = PROTOCOLS.get(value.scalar().toLowerCase(Locale.ROOT));
      if (protocol == null) {
        throw value
            .mark()
            .refuse(value.described() + " is no protocol; allowed are TCP, UDP, ICMP, Any");
      }
      all.add(protocol);
    }
    return all;
  }

  /** Returns prefixes, ranges as they are, and what is in IP groups. */
  private List<String> addresses(Part part, String side) {
    List<String> all = new ArrayList<>(part.texts(side + "Addresses"));
    for (JsonValue id : part.values(side + "IpGroups")) {
      String text = id.scalar();
      ArmResource group = mapping.estate.find(text);
      if (group == null) {
        throw id.mark()
            .refuse(
                "the IP group "
                    + text.substring(text.lastIndexOf('/') + 1)
                    + " is not in the files; add the file that describes it");
      }
      all.addAll(Part.of(group.body()).texts("ipAddresses"));
    }
    return all;
  }

  private List<ApplicationRule> applicationRules(List<Part> rules, Action action) {
    return mapping.each(rules, rule -> applicationRule(rule, action));
  }

  /**
   * Which names are in a web category is the platform's to know: a rule of nothing else is left
   * out. So is one that denies paths, as it lets the connection through; one that allows paths
   * allows the connection to their host.
   */
  private @Nullable ApplicationRule applicationRule(Part part, Action action) {
    List<ApplicationProtocol> protocols = new ArrayList<>();
    for (Part protocol : part.parts("protocols")) {
      ApplicationProtocolType type =
          protocol.word(
              "protocolType",
              Map.of(
                  "http", ApplicationProtocolType.HTTP,
                  "https", ApplicationProtocolType.HTTPS,
                  "mssql", ApplicationProtocolType.MSSQL),
              null);
      int port =
          switch (type) {
            case HTTP -> 80;
            case HTTPS -> 443;
            case MSSQL -> 1433;
          };
      protocols.add(new ApplicationProtocol(type, protocol.integer("port", port)));
    }
    List<String> names = new ArrayList<>(part.texts("targetFqdns"));
    List<String> urls = part.texts("targetUrls");
    List<String> paths = urls.stream().filter(url -> !url.matches("[^/]*(/\\*?)?")).toList();
    List<String> left = new ArrayList<>(part.texts("webCategories"));
    urls.stream()
        .filter(url -> action == Action.ALLOW || !paths.contains(url))
        .map(url -> url.replaceAll("/.*", ""))
        .filter(name -> !names.contains(name))
        .forEach(names::add);
    if (action == Action.DENY) {
      left.addAll(paths);
    } else if (!paths.isEmpty()) {
      mapping.note(
          Note.Kind.ASSUMED,
          part.mark("targetUrls"),
          "the application rule "
              + part.name()
              + " allows every path of "
              + String.join(", ", names)
              + " here: paths are not looked at");
    }
    boolean nothing = names.isEmpty() && part.texts("fqdnTags").isEmpty();
    if (!left.isEmpty()) {
      mapping.note(
          Note.Kind.ASSUMED,
          part.mark(),
          "the application rule "
              + part.name()
              + (nothing ? " was left out" : " was read without a part")
              + ": which names are in web categories, and what paths are asked for, is not known"
              + " here ("
              + String.join(", ", left)
              + ")");
    }
    if (nothing && !left.isEmpty()) {
      return null;
    }
    return new ApplicationRule(
        part.name(), addresses(part, "source"), names, part.texts("fqdnTags"), protocols);
  }

  private List<NatRule> natRules(List<Part> rules) {
    List<NatRule> all = new ArrayList<>();
    for (Part rule : rules) {
      all.addAll(mapping.each(List.of(rule), this::natRule));
    }
    return all;
  }

  private NatRule natRule(Part part) {
    List<JsonValue> destinations = part.values("destinationAddresses");
    if (destinations.isEmpty()) {
      throw part.mark("destinationAddresses").refuse("destinationAddresses is missing");
    }
    InetAddress address = part.address("translatedAddress");
    List<JsonValue> ports = part.values("destinationPorts");
    int port = ports.isEmpty() ? 0 : firstPort(ports.get(0));
    if (destinations.size() > 1
        || ports.size() > 1
        || !ports.isEmpty() && !ports.get(0).scalar().equals(String.valueOf(port))) {
      mapping.note(
          Note.Kind.ASSUMED,
          part.mark(),
          "of the destinations and ports of the rule "
              + part.name()
              + " only "
              + destinations.get(0).scalar()
              + " and "
              + port
              + " were read");
    }
    return new NatRule(
        part.name(),
        protocols(part),
        addresses(part, "source"),
        Part.address(destinations.get(0)),
        port,
        address,
        address == null ? part.text("translatedFqdn", "") : null,
        part.integer("translatedPort", port));
  }
}
