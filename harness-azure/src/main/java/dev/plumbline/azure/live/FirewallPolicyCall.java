package dev.plumbline.azure.live;

import dev.plumbline.azure.arm.ResourceId;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.PolicySettings;
import dev.plumbline.azure.read.Topology;
import dev.plumbline.azure.read.TopologyOptions;
import dev.plumbline.descriptor.DescriptorException;
import dev.plumbline.descriptor.Source;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** Reads a web application firewall policy, as files with one are read. */
final class FirewallPolicyCall {

  private static final String TYPE =
      "Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies";

  private final ResourceId policy;

  FirewallPolicyCall(Ids ids, String policy) {
    this.policy = ids.of(TYPE, policy);
  }

  Question question() {
    return new Question(
        "web application firewall policy " + policy.lastName(), TYPE + "/read", policy.text());
  }

  WebApplicationFirewallPolicy ask(ArmConnection azure) {
    JsonNode answer = azure.get(question(), policy.text() + "?api-version=" + ApiVersions.of(TYPE));
    Reading read = new Reading(question());
    // A file may leave them out, for the platform's defaults; an answer never does.
    JsonNode properties = answer.path("properties");
    read.text(properties.path("policySettings"), "mode");
    read.list(properties.path("managedRules"), "managedRuleSets");
    List<WebApplicationFirewallPolicy> all;
    try {
      all =
          Topology.from(
                  TopologyOptions.defaults().withName(policy.lastName()),
                  Source.of(question().subject(), answer.toPrettyString()))
              .model()
              .webApplicationFirewallPolicies();
    } catch (DescriptorException e) {
      throw Failures.broken(question(), e.problems().get(0).toString());
    }
    if (all.size() != 1) {
      throw Failures.broken(question(), "it holds " + all.size() + " policies");
    }
    return all.get(0);
  }

  static Saying told(WebApplicationFirewallPolicy policy) {
    PolicySettings settings = policy.policySettings();
    return new Saying(
        settings == null
            ? "without settings"
            : (settings.mode() + ", " + settings.state()).toLowerCase(Locale.ROOT),
        List.of(
            "settings: " + settings,
            "managed rule sets: " + policy.managedRuleSets(),
            "exclusions: " + policy.exclusions(),
            "custom rules: " + policy.customRules()));
  }
}
