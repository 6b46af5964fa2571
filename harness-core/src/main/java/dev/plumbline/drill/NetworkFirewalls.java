package dev.plumbline.drill;

import dev.plumbline.drill.Catalogue.Places;
import dev.plumbline.network.CustomRule;
import dev.plumbline.network.Network;
import dev.plumbline.network.WebFirewall;
import dev.plumbline.network.WebFirewall.Exclusion;
import dev.plumbline.network.WebFirewall.Rule;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Mistakes with web application firewalls. */
final class NetworkFirewalls {

  private final Network network;
  private final Catalogue<Network> catalogue;

  NetworkFirewalls(Network network, Catalogue<Network> catalogue) {
    this.network = network;
    this.catalogue = catalogue;
  }

  void add() {
    String nowhere = "no web application firewall blocks";
    catalogue
        .add("firewall-in-detection", nowhere, mode(WebFirewall.Mode.LOGS))
        .add("firewall-off", nowhere, mode(WebFirewall.Mode.OFF))
        .add("firewall-rule-disabled", nowhere, places -> blocking(this::rule, places))
        .add("firewall-rule-group-disabled", nowhere, places -> blocking(this::groups, places))
        .add(
            "firewall-exclusion-too-wide",
            nowhere,
            places ->
                blocking(
                    (firewall, where) ->
                        places.add(
                            where,
                            Edit.change(
                                network,
                                firewall,
                                "exclusions",
                                NetworkMisconfigurations.before(
                                    new Exclusion(
                                        Exclusion.Part.ARGUMENT,
                                        Exclusion.Comparison.EQUALS_ANY,
                                        "*"),
                                    firewall.exclusions()))),
                    places))
        .add(
            "firewall-body-inspection-off",
            "no web application firewall looks at bodies",
            places ->
                blocking(
                    (firewall, where) ->
                        places.add(where, Edit.change(network, firewall, "readsBodies", false)),
                    places))
        .add(
            "firewall-custom-rule-missing",
            "no web application firewall has rules of its own",
            places ->
                blocking(
                    (firewall, where) -> {
                      for (CustomRule rule : firewall.customRules()) {
                        places.add(
                            "rule " + rule.name() + " of " + where, Edit.remove(network, rule));
                      }
                    },
                    places));
  }

  private Consumer<Places<Network>> mode(WebFirewall.Mode mode) {
    return places ->
        blocking(
            (firewall, where) -> places.add(where, Edit.change(network, firewall, "mode", mode)),
            places);
  }

  private void blocking(Rules rules, Places<Network> places) {
    blocking((firewall, where) -> rules.add(firewall, where, places), places);
  }

  private void blocking(BiConsumer<WebFirewall, String> each, Places<Network> places) {
    for (WebFirewall firewall : Edit.all(network, WebFirewall.class)) {
      if (firewall.mode() == WebFirewall.Mode.BLOCKS) {
        each.accept(firewall, "firewall " + firewall.name());
      }
    }
  }

  private void rule(WebFirewall firewall, String where, Places<Network> places) {
    for (Rule rule : firewall.rules()) {
      // One for all: a rule that finds SQL injection, and that every known set has.
      if (rule.enabled() && rule.id() == 942100) {
        places.add(
            "rule " + rule.id() + " of " + where, Edit.replace(network, rule, rule.disabled()));
      }
    }
  }

  private void groups(WebFirewall firewall, String where, Places<Network> places) {
    Set<String> groups = new LinkedHashSet<>();
    for (Rule rule : firewall.rules()) {
      if (rule.enabled() && rule.group() != null && rule.id() / 1000 == 942) {
        groups.add(rule.group());
      }
    }
    for (String group : groups) {
      List<Rule> rules =
          firewall.rules().stream()
              .map(rule -> group.equals(rule.group()) ? rule.disabled() : rule)
              .toList();
      places.add("group " + group + " of " + where, Edit.change(network, firewall, "rules", rules));
    }
  }

  /** Adds the places of one firewall. */
  private interface Rules {
    void add(WebFirewall firewall, String where, Places<Network> places);
  }
}
