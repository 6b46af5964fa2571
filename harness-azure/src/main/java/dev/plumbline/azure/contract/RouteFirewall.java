package dev.plumbline.azure.contract;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;

import dev.plumbline.azure.model.ApplicationGateway;
import dev.plumbline.azure.model.ApplicationGateway.RequestRoutingRule;
import dev.plumbline.azure.model.WebApplicationFirewallConfiguration;
import dev.plumbline.azure.model.WebApplicationFirewallConfiguration.FirewallMode;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.PolicySettings;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.State;
import dev.plumbline.azure.rules.ManagedRuleGroups;
import dev.plumbline.lab.Lab;
import dev.plumbline.network.Network.VirtualHost;
import dev.plumbline.network.WebFirewall;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The tests of the web application firewall on one way through an application gateway. */
final class RouteFirewall {

  private static final String PREVENTION = "Prevention";

  /** "Integrate API Management in an internal VNET with Application Gateway". */
  private static final int BREAKS_DOWNLOADS = 942200;

  private final Subject subject;
  private final GatewayRoute route;
  private final SampleRequests requests;
  private final ApplicationGateway gateway;

  /**
   * The firewall of one way.
   *
   * @param requests what anyone asks for on this way
   */
  RouteFirewall(Subject subject, GatewayRoute route, SampleRequests requests) {
    this.subject = subject;
    this.route = route;
    this.requests = requests;
    this.gateway = route.gateway();
  }

  /** Adds that it prevents, and leaves out nothing. */
  void addTo(Chapter chapter) {
    chapter.described(
        "the firewall prevents",
        lab ->
            assertThat(
                    lab.stated(
                        "firewall mode of "
                            + gateway.name()
                            + " at listener "
                            + route.listener().name(),
                        firewallMode(),
                        List.of()))
                .says(PREVENTION));
    gaps().ifPresent(gaps -> firewall(chapter, gaps));
  }

  /** Adds that it does not block what the developer portal itself asks for. */
  void addDownloads(Chapter chapter) {
    chapter.described(
        "the firewall lets OpenAPI specifications be downloaded from the portal",
        lab ->
            assertThat(
                    lab.stated(
                        "rule "
                            + BREAKS_DOWNLOADS
                            + " of the firewall of "
                            + gateway.name()
                            + " at listener "
                            + route.listener().name(),
                        downloads(lab),
                        List.of(
                            "it blocks what the portal itself asks for: disable it in the policy"
                                + " of this listener, or of the path rule that takes all paths")))
                .says("off"));
  }

  /** A firewall in prevention mode prevents only what it looks for, where it looks. */
  private void firewall(Chapter chapter, FirewallGaps gaps) {
    none(chapter, "no group of its rules is off", "groups of rules", gaps.groups(), gaps.rules());
    none(
        chapter,
        "it looks at every part of a request",
        "parts of requests",
        gaps.parts(),
        gaps.exclusions());
    none(
        chapter,
        "nothing lets every caller past its rules",
        "callers",
        gaps.callers(),
        gaps.allowed());
  }

  /** What is no gap but narrows the firewall is told, so that a report holds it. */
  private void none(
      Chapter chapter, String title, String of, List<String> gaps, List<String> narrower) {
    String says =
        (gaps.isEmpty() ? "none" : String.join(", ", gaps))
            + (narrower.isEmpty() ? "" : "; besides " + String.join(", ", narrower));
    chapter.described(
        "the firewall: " + title,
        lab ->
            Answers.require(
                assertThat(
                    lab.stated(
                        of
                            + " that the firewall of "
                            + gateway.name()
                            + " leaves out at listener "
                            + route.listener().name(),
                        says,
                        List.of())),
                says,
                "none",
                seen -> gaps.isEmpty()));
  }

  /**
   * By the firewall in force: that of the path rule which takes all paths, else the listener's. The
   * virtual hosts are those of the listener's rules, whose labels they carry.
   */
  private String downloads(Lab lab) {
    List<String> rules =
        gateway.requestRoutingRules().stream()
            .filter(rule -> rule.httpListener().equals(route.listener().name()))
            .map(RequestRoutingRule::name)
            .toList();
    List<VirtualHost> hosts =
        lab.network().orElseThrow().hosts().stream()
            .filter(host -> host.name().equals(gateway.name()))
            .flatMap(host -> host.listeners().stream())
            .flatMap(listener -> Stream.ofNullable(listener.http()))
            .flatMap(http -> http.hosts().stream())
            .filter(virtual -> virtual.label() != null && rules.contains(virtual.label()))
            .toList();
    if (hosts.isEmpty()) {
      return "unknown: no virtual host of the network stands for this listener";
    }
    return hosts.stream().anyMatch(RouteFirewall::breaksDownloads) ? "blocks" : "off";
  }

  private static boolean breaksDownloads(VirtualHost virtual) {
    WebFirewall firewall =
        virtual.routes().stream()
            .filter(path -> path.paths().contains(GatewayRoute.ALL))
            .findFirst()
            .flatMap(path -> Optional.ofNullable(path.firewall()))
            .orElse(virtual.firewall());
    return firewall != null
        && firewall.mode() == WebFirewall.Mode.BLOCKS
        && firewall.rules().stream()
            .anyMatch(
                rule ->
                    rule.id() == BREAKS_DOWNLOADS
                        && rule.enabled()
                        && (rule.action() == WebFirewall.Action.SCORE
                            || rule.action() == WebFirewall.Action.BLOCK));
  }

  private String firewallMode() {
    String policy = route.firewallPolicy();
    if (policy != null) {
      return policy(policy)
          .map(RouteFirewall::mode)
          .orElse("unknown: policy " + policy + " is not in the topology");
    }
    WebApplicationFirewallConfiguration own = gateway.webApplicationFirewallConfiguration();
    return own == null ? "none" : own.enabled() ? word(own.firewallMode()) : "off";
  }

  private Optional<WebApplicationFirewallPolicy> policy(String name) {
    return subject.topology().webApplicationFirewallPolicies().stream()
        .filter(p -> p.name().equals(name))
        .findFirst();
  }

  /** Empty where there is no firewall: then it prevents nothing, which is enough to say. */
  private Optional<FirewallGaps> gaps() {
    if (route.firewallPolicy() != null) {
      Everything everything = new Everything(requests);
      return policy(route.firewallPolicy()).map(policy -> FirewallGaps.of(policy, everything));
    }
    return Optional.ofNullable(gateway.webApplicationFirewallConfiguration()).map(FirewallGaps::of);
  }

  private static String mode(WebApplicationFirewallPolicy policy) {
    @Nullable PolicySettings settings = policy.policySettings();
    if (settings == null) {
      return word(FirewallMode.DETECTION);
    }
    if (settings.state() != State.ENABLED) {
      return "off";
    }
    return word(settings.mode()) + lacking(policy);
  }

  private static String lacking(WebApplicationFirewallPolicy policy) {
    if (policy.managedRuleSets().isEmpty()) {
      return ", but policy " + policy.name() + " has no managed rule sets";
    }
    boolean finds =
        policy.managedRuleSets().stream()
            .anyMatch(set -> ManagedRuleGroups.findsAttacks(set.ruleSetType()));
    return finds ? "" : ", but policy " + policy.name() + " has no rule set that finds attacks";
  }

  private static String word(FirewallMode mode) {
    return mode == FirewallMode.PREVENTION ? PREVENTION : "Detection";
  }
}
