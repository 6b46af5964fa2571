package dev.plumbline.azure.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.azure.model.ApplicationGateway;
import dev.plumbline.azure.model.ApplicationGateway.HttpListener;
import dev.plumbline.azure.model.ApplicationGateway.Protocol;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.read.Topology;
import dev.plumbline.network.CustomRule;
import dev.plumbline.network.CustomRule.Condition;
import dev.plumbline.network.CustomRule.Operator;
import dev.plumbline.network.CustomRule.RateLimit;
import dev.plumbline.network.CustomRule.RateLimit.GroupBy;
import dev.plumbline.network.CustomRule.Transform;
import dev.plumbline.network.CustomRule.Variable;
import dev.plumbline.network.WebFirewall;
import dev.plumbline.network.WebFirewall.Action;
import dev.plumbline.network.WebFirewall.BodyLimits;
import dev.plumbline.network.WebFirewall.Exclusion;
import dev.plumbline.network.WebFirewall.Exclusion.Comparison;
import dev.plumbline.network.WebFirewall.Exclusion.Part;
import dev.plumbline.network.WebFirewall.Mode;
import dev.plumbline.network.WebFirewall.OnBodyError;
import dev.plumbline.network.WebFirewall.Rule;
import dev.plumbline.network.WebFirewall.RuleSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A policy in the platform's words, as the core's description says it. */
class GatewayFirewallsTest {

  private static final String SQL = "REQUEST-942-APPLICATION-ATTACK-SQLI";

  private static final String OWASP = "{'ruleSetType': 'OWASP', 'ruleSetVersion': '3.2'}";

  @TempDir Path folder;

  @Test
  void settings_become_mode_limits_and_block_answer() throws IOException {
    WebFirewall firewall =
        firewall(
            """
            'policySettings': {'state': 'Enabled', 'mode': 'Prevention', 'requestBodyCheck': true,
             'requestBodyEnforcement': false, 'maxRequestBodySizeInKb': 500, 'requestBodyInspectLimitInKB': 300,
             'fileUploadEnforcement': true, 'fileUploadLimitInMb': 20, 'customBlockResponseStatusCode': 429,
             'customBlockResponseBody': 'bm8='},
            'managedRules': {'managedRuleSets': [%s]}"""
                .formatted(OWASP));

    assertThat(firewall.mode()).isEqualTo(Mode.BLOCKS);
    assertThat(firewall.readsBodies()).isTrue();
    assertThat(firewall.bodyLimits())
        .isEqualTo(new BodyLimits(500, false, 300, 20 * 1024, true, 4, 413));
    assertThat(Objects.requireNonNull(firewall.block()).status()).isEqualTo(429);
    assertThat(Objects.requireNonNull(firewall.block()).body()).isEqualTo("no");
    assertThat(firewall.ruleSets()).containsExactly(new RuleSet("OWASP", "3.2"));
    assertThat(firewall.onBodyError()).isEqualTo(OnBodyError.BLOCK);
  }

  @Test
  void a_policy_without_settings_detects_and_has_the_platforms_limits() throws IOException {
    WebFirewall firewall = firewall("'managedRules': {'managedRuleSets': [%s]}".formatted(OWASP));

    assertThat(firewall.mode()).isEqualTo(Mode.LOGS);
    assertThat(firewall.bodyLimits())
        .isEqualTo(new BodyLimits(128, true, 128, 100 * 1024, true, 4, 413));
  }

  @Test
  void bodies_that_are_not_looked_at_have_no_limits() throws IOException {
    WebFirewall firewall =
        firewall(
            "'policySettings': {'requestBodyCheck': false}, 'managedRules': {'managedRuleSets': [%s]}"
                .formatted(OWASP));

    assertThat(firewall.readsBodies()).isFalse();
    assertThat(firewall.bodyLimits()).isNull();
  }

  @Test
  void rules_keep_score_group_and_set_and_those_that_are_off_are_still_written_down()
      throws IOException {
    WebFirewall firewall =
        firewall(
            """
            'managedRules': {'managedRuleSets': [{'ruleSetType': 'OWASP', 'ruleSetVersion': '3.2',
             'ruleGroupOverrides': [{'ruleGroupName': '%s', 'rules': [
              {'ruleId': '942200', 'state': 'Disabled'}, {'ruleId': '942260', 'state': 'Enabled', 'action': 'Block'},
              {'ruleId': '942370', 'state': 'Enabled', 'action': 'Log'}]}, {'ruleGroupName': 'General'}]}]}"""
                .formatted(SQL));

    assertThat(firewall.rule(942110))
        .contains(new Rule(942110, 3, Action.SCORE, true, SQL, "OWASP"));
    assertThat(firewall.rule(942200))
        .contains(new Rule(942200, 5, Action.SCORE, false, SQL, "OWASP"));
    assertThat(firewall.rule(942260).orElseThrow().action()).isEqualTo(Action.BLOCK);
    assertThat(firewall.rule(942370).orElseThrow().action()).isEqualTo(Action.LOG);
    assertThat(firewall.rules()).hasSize(12);
    assertThat(firewall.onBodyError()).isEqualTo(OnBodyError.IGNORE);
  }

  @Test
  void exclusions_keep_variable_operator_selector_and_the_rules_they_are_for() throws IOException {
    WebFirewall firewall =
        firewall(
            """
            'managedRules': {'managedRuleSets': [%s], 'exclusions': [
             {'matchVariable': 'RequestCookieNames', 'selectorMatchOperator': 'StartsWith', 'selector': 'state'},
             {'matchVariable': 'RequestArgKeys', 'selectorMatchOperator': 'Equals', 'selector': 'q',
              'exclusionManagedRuleSets': [{'ruleSetType': 'OWASP', 'ruleSetVersion': '3.2', 'ruleGroups': [
               {'ruleGroupName': '%s', 'rules': [{'ruleId': '942200'}]}, {'ruleGroupName': 'General'}]}]},
             {'matchVariable': 'RequestHeaderValues', 'selectorMatchOperator': 'EqualsAny', 'selector': '*',
              'exclusionManagedRuleSets': [{'ruleSetType': 'OWASP', 'ruleSetVersion': '3.2'}]}]}"""
                .formatted(OWASP, SQL));

    assertThat(firewall.exclusions())
        .containsExactly(
            new Exclusion(Part.COOKIE, Comparison.STARTS_WITH, "state"),
            new Exclusion(Part.ARGUMENT, Comparison.EQUALS, "q")
                .ofNames()
                .forRules(942200)
                .forGroups("General"),
            new Exclusion(
                Part.HEADER,
                Exclusion.Spared.VALUE,
                Comparison.EQUALS_ANY,
                "*",
                true,
                List.of(),
                List.of(),
                List.of("OWASP")));
  }

  @Test
  void an_exclusion_for_rules_about_bots_is_not_one_for_all_rules() throws IOException {
    WebFirewall firewall =
        firewall(
            """
            'managedRules': {'managedRuleSets': [%s], 'exclusions': [
             {'matchVariable': 'RequestHeaderNames', 'selectorMatchOperator': 'Equals', 'selector': 'x-robot',
              'exclusionManagedRuleSets': [{'ruleSetType': 'Microsoft_BotManagerRuleSet', 'ruleSetVersion': '1.0',
               'ruleGroups': [{'ruleGroupName': 'UnknownBots', 'rules': [{'ruleId': 'Bot300700'}]}]}]}]}"""
                .formatted(OWASP));

    assertThat(firewall.exclusions()).isEmpty();
    assertThat(firewall.leftOut()).contains("exclusion RequestHeaderNames x-robot for other rules");
  }

  @Test
  void before_owasp_3_2_the_case_of_selectors_did_not_count() throws IOException {
    WebFirewall firewall =
        firewall(
            """
            'managedRules': {'managedRuleSets': [{'ruleSetType': 'OWASP', 'ruleSetVersion': '3.1'}], 'exclusions': [
             {'matchVariable': 'RequestCookieNames', 'selectorMatchOperator': 'Equals', 'selector': 'State'}]}""");

    assertThat(firewall.exclusions())
        .containsExactly(new Exclusion(Part.COOKIE, Comparison.EQUALS, "State").anyCase());
  }

  @Test
  void custom_rules_keep_conditions_transforms_and_rates() throws IOException {
    WebFirewall firewall =
        firewall(
            """
            'managedRules': {'managedRuleSets': [%s]}, 'customRules': [
             {'name': 'office', 'priority': 5, 'ruleType': 'MatchRule', 'action': 'Block', 'matchConditions': [
              {'matchVariables': [{'variableName': 'RemoteAddr'}], 'operator': 'IPMatch', 'negationConditon': true,
               'matchValues': ['198.19.0.7/15']},
              {'matchVariables': [{'variableName': 'RequestHeaders', 'selector': 'X-Team'}, {'variableName': 'PostArgs', 'selector': 'team'}],
               'operator': 'Regex', 'matchValues': ['^[[:alpha:]]+$'], 'transforms': ['Lowercase', 'Trim']}]},
             {'name': 'rate', 'priority': 6, 'ruleType': 'RateLimitRule', 'action': 'Block', 'rateLimitDuration': 'FiveMins',
              'rateLimitThreshold': 100, 'groupByUserSession': [{'groupByVariables': [{'variableName': 'ClientAddrXFFHeader'}]}],
              'matchConditions': [{'matchVariables': [{'variableName': 'RequestUri'}], 'operator': 'Any', 'matchValues': []}]},
             {'name': 'old', 'priority': 7, 'state': 'Disabled', 'ruleType': 'MatchRule', 'action': 'Allow', 'matchConditions': [
              {'matchVariables': [{'variableName': 'QueryString'}], 'operator': 'Contains', 'matchValues': ['debug']}]},
             {'name': 'human', 'priority': 8, 'ruleType': 'MatchRule', 'action': 'JSChallenge', 'matchConditions': [
              {'matchVariables': [{'variableName': 'RequestUri'}], 'operator': 'BeginsWith', 'matchValues': ['/portal']}]}]"""
                .formatted(OWASP));

    assertThat(firewall.customRules())
        .containsExactly(
            new CustomRule(
                "office",
                5,
                Action.BLOCK,
                new Condition(
                        new Variable(Variable.Part.CLIENT_ADDRESS),
                        Operator.IN_PREFIX,
                        "198.18.0.0/15")
                    .not(),
                new Condition(
                    List.of(
                        new Variable(Variable.Part.HEADERS, "X-Team"),
                        new Variable(Variable.Part.BODY_ARGUMENTS, "team")),
                    Operator.MATCHES,
                    false,
                    List.of("^[\\p{Alpha}]+$"),
                    List.of(Transform.LOWERCASE, Transform.TRIM))),
            new CustomRule(
                    "rate",
                    6,
                    Action.BLOCK,
                    new Condition(new Variable(Variable.Part.URI), Operator.ANY))
                .above(new RateLimit(Duration.ofMinutes(5), 100, GroupBy.FORWARDED_ADDRESS)),
            new CustomRule(
                    "old",
                    7,
                    Action.ALLOW,
                    new Condition(new Variable(Variable.Part.QUERY), Operator.CONTAINS, "debug"))
                .disabled());
    assertThat(firewall.leftOut()).contains("custom rule human with action JSChallenge");
  }

  @Test
  void an_exception_from_all_rules_allows_behind_all_custom_rules_and_another_is_left_out()
      throws IOException {
    WebFirewall firewall =
        firewall(
            """
            'customRules': [{'name': 'first', 'priority': 40, 'ruleType': 'MatchRule', 'action': 'Log', 'matchConditions': [
              {'matchVariables': [{'variableName': 'RequestUri'}], 'operator': 'BeginsWith', 'matchValues': ['/']}]}],
            'managedRules': {'managedRuleSets': [%s], 'exceptions': [
             {'matchVariable': 'RequestURI', 'valueMatchOperator': 'StartsWith', 'values': ['/login']},
             {'matchVariable': 'RequestURI', 'valueMatchOperator': 'StartsWith', 'values': ['/api'],
              'exceptionManagedRuleSets': [{'ruleSetType': 'OWASP', 'ruleSetVersion': '3.2', 'ruleGroups': [
               {'ruleGroupName': '%s', 'rules': [{'ruleId': '942200'}]}]}]}]}"""
                .formatted(OWASP, SQL));

    assertThat(firewall.customRules())
        .last()
        .isEqualTo(
            new CustomRule(
                "exception RequestURI /login",
                41,
                Action.ALLOW,
                new Condition(new Variable(Variable.Part.URI), Operator.STARTS_WITH, "/login")));
    assertThat(firewall.leftOut()).contains("exception RequestURI /api");
  }

  private WebFirewall firewall(String properties) throws IOException {
    Path file = folder.resolve("policy.json");
    Files.writeString(
        file,
        """
        {'$schema': 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
         'contentVersion': '1.0.0.0', 'resources': [
          {'type': 'Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies', 'apiVersion': '2024-05-01',
           'name': 'waf', 'location': 'westeurope', 'properties': {%s}}]}"""
            .formatted(properties)
            .replace('\'', '"'));
    AzureTopology topology = Topology.from(file).model();
    ApplicationGateway gateway =
        ApplicationGateway.builder("gateway").firewallPolicy("waf").build();
    HttpListener listener =
        new HttpListener("api", "public", "https", Protocol.HTTPS, List.of(), List.of(), false);
    WebFirewall firewall =
        Objects.requireNonNull(new GatewayFirewalls(topology, gateway).of(listener));
    assertThat(firewall.name()).isEqualTo("Global/Global/waf");
    return firewall;
  }
}
