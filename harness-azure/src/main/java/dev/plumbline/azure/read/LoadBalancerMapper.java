package dev.plumbline.azure.read;

import dev.plumbline.azure.arm.ArmResource;
import dev.plumbline.azure.arm.ResourceTypes;
import dev.plumbline.azure.json.JsonString;
import dev.plumbline.azure.json.JsonUnknown;
import dev.plumbline.azure.json.JsonValue;
import dev.plumbline.azure.model.LoadBalancer;
import dev.plumbline.azure.model.LoadBalancer.BackendAddressPool;
import dev.plumbline.azure.model.LoadBalancer.FrontendIPConfiguration;
import dev.plumbline.azure.model.LoadBalancer.HealthProbe;
import dev.plumbline.azure.model.LoadBalancer.InboundNatRule;
import dev.plumbline.azure.model.LoadBalancer.LoadBalancerProtocol;
import dev.plumbline.azure.model.LoadBalancer.LoadBalancingRule;
import dev.plumbline.azure.model.LoadBalancer.LoadDistribution;
import dev.plumbline.azure.model.LoadBalancer.ProbeProtocol;
import dev.plumbline.azure.model.LoadBalancer.Sku;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Load balancers of layer 4. */
final class LoadBalancerMapper {

  private static final Map<String, LoadBalancerProtocol> PROTOCOLS =
      Map.of(
          "tcp", LoadBalancerProtocol.TCP,
          "udp", LoadBalancerProtocol.UDP,
          "all", LoadBalancerProtocol.ALL,
          "*", LoadBalancerProtocol.ALL);

  private final Mapping mapping;
  private final Members members;
  private final RegionalRules regional;

  LoadBalancerMapper(Mapping mapping, Members members) {
    this.mapping = mapping;
    this.members = members;
    this.regional = new RegionalRules(mapping);
  }

  List<LoadBalancer> balancers() {
    return mapping.all(ResourceTypes.LOAD_BALANCER, this::balancer);
  }

  private LoadBalancer balancer(ArmResource resource) {
    Part part = Part.of(resource.body());
    Set<String> left = new HashSet<>();
    List<FrontendIPConfiguration> frontends =
        mapping.each(part.parts("frontendIPConfigurations"), f -> frontend(f, resource, left));
    List<Part> pools = mapping.estate.children(resource, "backendAddressPools");
    List<InboundNatRule> nat = new ArrayList<>();
    for (Part rule : mapping.estate.children(resource, "inboundNatRules")) {
      nat.addAll(natRules(resource, rule, left));
    }
    for (Part pool : part.parts("inboundNatPools")) {
      List<String> machines = members.of(resource.id() + "/inboundNatPools/" + pool.name());
      for (int i = 0; i < machines.size(); i++) {
        nat.add(
            mapping.made(
                new InboundNatRule(
                    pool.name() + "." + i,
                    mapping.innerRequired(pool, "frontendIPConfiguration"),
                    pool.word("protocol", PROTOCOLS, LoadBalancerProtocol.TCP),
                    pool.integer("frontendPortRangeStart", 1) + i,
                    pool.integer("backendPort", 0),
                    machines.get(i)),
                pool));
      }
    }
    List<HealthProbe> probes =
        new ArrayList<>(mapping.each(part.parts("probes"), LoadBalancerMapper::probe));
    return new LoadBalancer(
        mapping.estate.local(resource),
        frontends,
        mapping.each(pools, p -> pool(p, resource)),
        mapping.each(
            part.parts("loadBalancingRules"), r -> across(rule(r, left), r, pools, probes)),
        probes,
        nat,
        outbound(part, frontends),
        sku(part));
  }

  /** Without a SKU a load balancer is Basic, whatever the version of the API. */
  private static Sku sku(Part part) {
    Map<String, Sku> words =
        Map.of("basic", Sku.BASIC, "standard", Sku.STANDARD, "gateway", Sku.GATEWAY);
    return part.value("sku") instanceof JsonString
        ? part.word("sku", words, Sku.BASIC)
        : part.part("sku").word("name", words, Sku.BASIC);
  }

  private @Nullable FrontendIPConfiguration frontend(
      Part part, ArmResource resource, Set<String> left) {
    String address = mapping.reference(part, "publicIPAddress");
    if (address == null) {
      address = mapping.reference(part, "publicIPPrefix");
    }
    if (six(part)) {
      left.add(part.name());
      mapping.note(
          Note.Kind.IGNORED,
          part.mark(),
          "the IPv6 frontend " + part.name() + " of " + resource.name() + " was left out");
      return null;
    }
    chained(mapping, part, "the frontend " + part.name() + " of " + resource.name());
    if (address == null && Mapping.id(part, "subnet") instanceof JsonUnknown) {
      left.add(part.name());
    }
    return new FrontendIPConfiguration(
        part.name(),
        address == null ? mapping.requiredReference(part, "subnet") : null,
        address == null ? mapping.privateAddress(part) : null,
        address);
  }

  /** Says what is taken for granted of the appliances behind a gateway load balancer. */
  static void chained(Mapping mapping, Part part, String what) {
    JsonValue gateway = Mapping.id(part, "gatewayLoadBalancer");
    if (gateway != null) {
      mapping.note(
          Note.Kind.ASSUMED,
          gateway.mark(),
          "flows of "
              + what
              + " pass a gateway load balancer; the appliances behind it are taken to let"
              + " everything through");
    }
  }

  private boolean six(Part part) {
    return part.six("privateIPAddressVersion") || PublicAddressMapper.six(mapping, part);
  }

  private BackendAddressPool pool(Part part, ArmResource resource) {
    List<InetAddress> addresses = new ArrayList<>();
    for (Part address : part.parts("loadBalancerBackendAddresses")) {
      InetAddress one = address.address("ipAddress");
      if (one != null && !addresses.contains(one)) {
        addresses.add(one);
      }
    }
    List<String> interfaces = members.of(resource, "backendAddressPools", part);
    if (RegionalRules.isCrossRegion(part)) {
      List<ArmResource> owners = new ArrayList<>();
      List<Part> pools = regional.pools(regional.behind(part), owners);
      Set<String> machines = new LinkedHashSet<>(interfaces);
      for (int i = 0; i < pools.size(); i++) {
        BackendAddressPool one = pool(pools.get(i), owners.get(i));
        machines.addAll(one.networkInterfaces());
        one.addresses().stream().filter(a -> !addresses.contains(a)).forEach(addresses::add);
      }
      return new BackendAddressPool(part.name(), List.copyOf(machines), addresses);
    }
    return new BackendAddressPool(
        part.name(), interfaces, interfaces.isEmpty() ? addresses : List.of());
  }

  /**
   * Returns a rule as it is, or, before the frontends of regional load balancers, with the port and
   * the probe of the regional rule that takes it on; null when none does: then it leads nowhere.
   */
  private @Nullable LoadBalancingRule across(
      @Nullable LoadBalancingRule rule, Part part, List<Part> pools, List<HealthProbe> probes) {
    Part pool =
        rule == null
            ? null
            : pools.stream()
                .filter(p -> p.name().equals(rule.backendAddressPool()))
                .findFirst()
                .orElse(null);
    if (rule == null || pool == null || !RegionalRules.isCrossRegion(pool)) {
      return rule;
    }
    String protocol = part.text("protocol", "Tcp").toLowerCase(Locale.ROOT);
    List<RegionalRules.Regional> all =
        regional.behind(pool).stream()
            .filter(r -> r.frontendPort() == rule.backendPort() && r.protocol().equals(protocol))
            .toList();
    if (all.stream().map(RegionalRules.Regional::backendPort).distinct().count() != 1) {
      mapping.note(
          Note.Kind.ASSUMED,
          part.mark(),
          "the rule "
              + rule.name()
              + " was left out: the regional load balancers behind it "
              + (all.isEmpty()
                  ? "have no rule for port " + rule.backendPort()
                  : "lead port " + rule.backendPort() + " to different ports"));
      return null;
    }
    RegionalRules.Regional first = all.get(0);
    Part probe = regional.probe(first);
    String name = null;
    if (probe != null) {
      name = first.balancer().name() + "/" + probe.name();
      HealthProbe one = probe(probe);
      HealthProbe named = new HealthProbe(name, one.protocol(), one.port(), one.requestPath());
      if (!probes.contains(named)) {
        probes.add(mapping.made(named, probe));
      }
    }
    return mapping.made(
        new LoadBalancingRule(
            rule.name(),
            rule.frontendIPConfiguration(),
            rule.backendAddressPool(),
            rule.protocol(),
            rule.frontendPort(),
            first.backendPort(),
            name,
            rule.enableFloatingIP(),
            rule.loadDistribution()),
        part);
  }

  private @Nullable LoadBalancingRule rule(Part part, Set<String> left) {
    String frontend = mapping.innerRequired(part, "frontendIPConfiguration");
    List<String> pools = mapping.inners(part, "backendAddressPools");
    String pool = poolOf(part);
    if (pools.size() > 1) {
      mapping.note(
          Note.Kind.READ,
          part.mark(),
          "of the pools of the rule " + part.name() + " only " + pool + " was read");
    }
    if (left.contains(frontend) || pool == null) {
      return null;
    }
    return new LoadBalancingRule(
        part.name(),
        frontend,
        pool,
        part.word("protocol", PROTOCOLS, LoadBalancerProtocol.TCP),
        part.integer("frontendPort", 0),
        part.integer("backendPort", part.integer("frontendPort", 0)),
        mapping.inner(part, "probe"),
        part.bool("enableFloatingIP", false),
        part.word(
            "loadDistribution",
            Map.of(
                "default", LoadDistribution.DEFAULT,
                "sourceip", LoadDistribution.SOURCE_IP,
                "sourceipprotocol", LoadDistribution.SOURCE_IP_PROTOCOL),
            LoadDistribution.DEFAULT));
  }

  /** A rule names its pool, or lists it. */
  private @Nullable String poolOf(Part rule) {
    String pool = mapping.inner(rule, "backendAddressPool");
    List<String> pools = mapping.inners(rule, "backendAddressPools");
    return pool != null || pools.isEmpty() ? pool : pools.get(0);
  }

  private static HealthProbe probe(Part part) {
    ProbeProtocol protocol =
        part.word(
            "protocol",
            Map.of(
                "tcp", ProbeProtocol.TCP,
                "http", ProbeProtocol.HTTP,
                "https", ProbeProtocol.HTTPS),
            ProbeProtocol.TCP);
    return new HealthProbe(
        part.name(),
        protocol,
        part.requiredInteger("port"),
        protocol == ProbeProtocol.TCP ? null : part.text("requestPath", "/"));
  }

  private List<InboundNatRule> natRules(ArmResource resource, Part part, Set<String> left) {
    String frontend = mapping.inner(part, "frontendIPConfiguration");
    if (frontend == null || left.contains(frontend)) {
      return List.of();
    }
    LoadBalancerProtocol protocol = part.word("protocol", PROTOCOLS, LoadBalancerProtocol.TCP);
    List<String> machines = new ArrayList<>(members.of(resource, "inboundNatRules", part));
    String pool = mapping.inner(part, "backendAddressPool");
    Integer start = part.integer("frontendPortRangeStart");
    List<InboundNatRule> rules = new ArrayList<>();
    if (pool != null && start != null && start > 0) {
      List<String> all =
          mapping.estate.children(resource, "backendAddressPools").stream()
              .filter(p -> p.name().equalsIgnoreCase(pool))
              .flatMap(p -> members.of(resource, "backendAddressPools", p).stream())
              .toList();
      for (int i = 0; i < all.size(); i++) {
        rules.add(
            mapping.made(
                new InboundNatRule(
                    part.name() + "." + i,
                    frontend,
                    protocol,
                    start + i,
                    part.integer("backendPort", 0),
                    all.get(i)),
                part));
      }
      return rules;
    }
    rules.add(
        mapping.made(
            new InboundNatRule(
                part.name(),
                frontend,
                protocol,
                part.integer("frontendPort", 0),
                part.integer("backendPort", 0),
                machines.isEmpty() ? null : machines.get(0)),
            part));
    return rules;
  }

  /** Outbound rules, and rules of public frontends that do not say otherwise. */
  private List<String> outbound(Part part, List<FrontendIPConfiguration> frontends) {
    Set<String> pools = new LinkedHashSet<>();
    for (Part rule : part.parts("outboundRules")) {
      String pool = mapping.inner(rule, "backendAddressPool");
      if (pool != null) {
        pools.add(pool);
      }
    }
    for (Part rule : part.parts("loadBalancingRules")) {
      String frontend = mapping.inner(rule, "frontendIPConfiguration");
      String pool = poolOf(rule);
      boolean open =
          frontends.stream()
              .anyMatch(f -> f.name().equalsIgnoreCase(frontend) && f.publicIPAddress() != null);
      if (open && pool != null && !rule.bool("disableOutboundSnat", false)) {
        pools.add(pool);
      }
    }
    return List.copyOf(pools);
  }
}
