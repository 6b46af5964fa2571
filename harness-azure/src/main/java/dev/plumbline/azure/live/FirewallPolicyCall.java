package dev.plumbline.azure.live;

import dev.plumbline.azure.arm.ResourceId;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.PolicySettings;
import dev.plumbline.azure.read.Topology;
import dev.plumbline.azure.read.TopologyOptions;
import dev.plumbline.descriptor.DescriptorException;
import dev.plumbline.descriptor.Source;
import java.util.ArrayList;
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

  /** A policy, and what Azure says of it beside. */
  record Told(WebApplicationFirewallPolicy policy, List<String> unread) {}

  Told ask(ArmConnection azure) {
    JsonNode answer = azure.get(question(), policy.text() + "?api-version=" + ApiVersions.of(TYPE));
    FirewallPolicyMembers.require(new Reading(question()), answer.path("properties"));
    Topology read;
    try {
      read =
          Topology.from(
              TopologyOptions.defaults().withName(policy.lastName()),
              Source.of(question().subject(), answer.toPrettyString()));
    } catch (DescriptorException e) {
      throw Failures.broken(question(), e.problems().get(0).toString());
    }
    List<WebApplicationFirewallPolicy> all = read.model().webApplicationFirewallPolicies();
    if (all.size() != 1) {
      throw Failures.broken(question(), "it holds " + all.size() + " policies");
    }
    List<String> unread = new ArrayList<>(FirewallPolicyMembers.unread(answer));
    read.notes().forEach(note -> unread.add(note.toString()));
    return new Told(all.get(0), unread);
  }

  static Saying told(Told told) {
    WebApplicationFirewallPolicy policy = told.policy();
    PolicySettings settings = policy.policySettings();
    List<String> facts =
        new ArrayList<>(
            List.of(
                "settings: " + settings,
                "managed rule sets: " + policy.managedRuleSets(),
                "exclusions: " + policy.exclusions(),
                "custom rules: " + policy.customRules()));
    told.unread().forEach(one -> facts.add("not understood: " + one));
    return new Saying(
        settings == null
            ? "without settings"
            : (settings.mode() + ", " + settings.state()).toLowerCase(Locale.ROOT),
        facts);
  }
}
