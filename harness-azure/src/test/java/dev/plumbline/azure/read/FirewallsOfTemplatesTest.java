package dev.plumbline.azure.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.plumbline.azure.model.FirewallPolicy.ApplicationRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Application rules of firewall policies as templates write them. */
class FirewallsOfTemplatesTest {

  @TempDir private Path folder;

  private Topology policy(String action, String destinations) throws IOException {
    return Topology.from(
        Files.writeString(
            folder.resolve("net.json"),
            """
            {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
             "contentVersion": "1.0.0.0", "resources": [
              {"type": "Microsoft.Network/firewallPolicies", "apiVersion": "2023-09-01",
               "name": "policy", "location": "westeurope", "properties": {}},
              {"type": "Microsoft.Network/firewallPolicies/ruleCollectionGroups",
               "apiVersion": "2023-09-01", "name": "policy/group", "properties": {"priority": 200,
                "ruleCollections": [{"name": "web", "priority": 100,
                 "ruleCollectionType": "FirewallPolicyFilterRuleCollection",
                 "action": {"type": "ACTION"}, "rules": [{"ruleType": "ApplicationRule",
                  "name": "rule", "sourceAddresses": ["*"], DESTINATIONS,
                  "protocols": [{"protocolType": "Https", "port": 443}]}]}]}}]}
            """
                .replace("ACTION", action)
                .replace("DESTINATIONS", destinations)));
  }

  private static List<ApplicationRule> rules(Topology topology) {
    return topology
        .model()
        .firewallPolicies()
        .get(0)
        .ruleCollectionGroups()
        .get(0)
        .ruleCollections()
        .get(0)
        .applicationRules();
  }

  /** Web categories and target URLs are features of the Premium SKU. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          Allow | "webCategories": ["business", "news"]             | business, news
          Deny  | "webCategories": ["gambling"]                     | gambling
          Deny  | "targetUrls": ["www.contoso.net/events/*"]        | www.contoso.net/events/*
          """)
  void a_rule_of_which_nobody_knows_what_it_is_about_is_left_out_and_said(
      String action, String destinations, String left) throws IOException {
    Topology topology = policy(action, destinations);

    assertThat(rules(topology)).isEmpty();
    assertThat(topology.notes())
        .extracting(Note::kind, Note::message)
        .containsExactly(
            tuple(
                Note.Kind.ASSUMED,
                "the application rule rule was left out: which names are in web categories, and"
                    + " what paths are asked for, is not known here ("
                    + left
                    + ")"));
  }

  @ParameterizedTest
  @CsvSource({"Allow, www.contoso.net", "Deny, www.contoso.net", "Deny, www.contoso.net/*"})
  void an_address_of_a_whole_site_is_its_name(String action, String url) throws IOException {
    Topology topology = policy(action, "\"targetUrls\": [\"" + url + "\"]");

    assertThat(rules(topology).get(0).targetFqdns()).containsExactly("www.contoso.net");
    assertThat(topology.notes()).isEmpty();
  }

  @Test
  void a_path_that_is_allowed_allows_its_host_and_that_is_said() throws IOException {
    Topology topology = policy("Allow", "\"targetUrls\": [\"www.contoso.net/a\"]");

    assertThat(rules(topology).get(0).targetFqdns()).containsExactly("www.contoso.net");
    assertThat(topology.notes())
        .extracting(Note::message)
        .containsExactly(
            "the application rule rule allows every path of www.contoso.net here: paths are not"
                + " looked at");
  }

  @Test
  void a_rule_keeps_the_names_beside_its_categories() throws IOException {
    Topology topology =
        policy("Allow", "\"targetFqdns\": [\"a.contoso.net\"], \"webCategories\": [\"news\"]");

    assertThat(rules(topology).get(0).targetFqdns()).containsExactly("a.contoso.net");
    assertThat(topology.notes())
        .extracting(Note::message)
        .containsExactly(
            "the application rule rule was read without a part: which names are in web categories,"
                + " and what paths are asked for, is not known here (news)");
  }
}
