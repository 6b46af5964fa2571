package dev.plumbline.azure.platform;

import static dev.plumbline.azure.assertion.AzureAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.assertion.InconclusiveError;
import dev.plumbline.azure.around.Estate;
import dev.plumbline.azure.model.NetworkSecurityGroup.Access;
import dev.plumbline.azure.model.NetworkSecurityGroup.Direction;
import dev.plumbline.azure.platform.SecurityDiagnostic.Group;
import dev.plumbline.azure.platform.SecurityDiagnostic.Rule;
import dev.plumbline.azure.rules.FiveTuple;
import java.util.List;
import org.junit.jupiter.api.Test;

class DiagnosticComparisonTest {

  private static final FiveTuple HTTPS = FiveTuple.tcp("10.1.1.4", "10.1.2.4", 443);
  private static final FiveTuple SSH = FiveTuple.tcp("10.1.1.4", "10.1.2.4", 22);
  private static final String NETWORK =
      "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/";
  private static final String SUBNET = NETWORK + "virtualNetworks/vnet/subnets/servers";
  private static final String NIC = NETWORK + "networkInterfaces/server-nic";
  private static final Rule ALLOW_HTTPS = new Rule("allow-https", true, true, true, true, true);

  private final Said azure = new Said();

  private Comparison compared(Estate described, FiveTuple flow, Access access, Group... groups) {
    return Comparisons.diagnostic(
        described.topology(),
        "servers",
        azure.answer(
            "security rules",
            "said",
            new SecurityDiagnostic("/server", Direction.INBOUND, flow, access, List.of(groups))));
  }

  private Comparison compared(Group... groups) {
    return compared(Said.ESTATE, HTTPS, Access.ALLOW, groups);
  }

  private static Group group(String at, Rule... rules) {
    return new Group("servers-nsg", at, "allow-https", "Allow", List.of(rules));
  }

  @Test
  void every_rule_tried_for_a_flow_is_compared() {
    Comparison compared = compared(group(SUBNET, ALLOW_HTTPS));

    assertThat(compared).agrees();
    assertThat(compared.rows())
        .extracting(Comparison.Row::what)
        .containsExactly(
            "access",
            "rule of servers-nsg on subnet servers",
            "servers-nsg on subnet servers allow-https");
  }

  @Test
  void names_are_the_same_in_any_case_and_azure_may_go_on_after_the_rule_that_decides() {
    Rule shouted = new Rule("ALLOW-HTTPS", true, true, true, true, true);
    Rule after = new Rule("deny-all", true, true, true, true, true);

    assertThat(
            compared(
                new Group("SERVERS-NSG", SUBNET, "ALLOW-HTTPS", "ALLOW", List.of(shouted, after))))
        .agrees();
  }

  @Test
  void a_group_whose_place_is_not_told_is_taken_by_its_name() {
    assertThat(compared(group("", ALLOW_HTTPS))).agrees();
  }

  @Test
  void a_group_that_is_attached_elsewhere_is_another_one() {
    assertThatThrownBy(() -> assertThat(compared(group(NIC, ALLOW_HTTPS))).agrees())
        .isExactlyInstanceOf(AssertionError.class)
        .hasMessage(
            """
            [#1 security rules]
            Expected to agree, but 2 of 3 rows differ
                                                                   predicted                                                  | Azure says
               access                                              allow by allow-https (priority 100) of servers-nsg on… (1) | allow
            => rule of servers-nsg on subnet servers               allow by allow-https                                       | not asked
            => rule of servers-nsg on network interface server-nic not asked                                                  | allow by allow-https
            (1) allow by allow-https (priority 100) of servers-nsg on subnet servers, inbound""");
  }

  @Test
  void a_group_that_only_azure_asks_is_marked() {
    assertThatThrownBy(
            () ->
                assertThat(
                        compared(
                            group(SUBNET, ALLOW_HTTPS),
                            new Group("by-hand", NIC, "allow-all", "Allow", List.of())))
                    .agrees())
        .isExactlyInstanceOf(AssertionError.class)
        .hasMessageContaining("Expected to agree, but 1 of 4 rows differs\n")
        .hasMessageContaining("=> rule of by-hand on network interface server-nic")
        .hasMessageContaining("| allow by allow-all");
  }

  @Test
  void a_group_that_only_azure_has_is_marked_where_one_of_ours_denies() {
    Rule no = new Rule("allow-https", true, true, true, true, false);
    Rule storage = new Rule("deny-storage", true, false, true, true, false);
    Rule deny = new Rule("deny-all", true, true, true, true, true);
    Group denying =
        new Group("servers-nsg", SUBNET, "deny-all", "Deny", List.of(no, storage, deny));
    Group other = new Group("by-hand", NIC, "allow-all", "Allow", List.of());
    Estate described =
        Said.ESTATE
            .with("{name: server-nic,", "{name: server-nic, networkSecurityGroup: by-hand,")
            .with("networkSecurityGroups:\n", "networkSecurityGroups:\n    - {name: by-hand}\n");

    assertThat(compared(Said.ESTATE, SSH, Access.DENY, denying)).agrees();
    assertThat(compared(described, SSH, Access.DENY, denying, other)).agrees();
    assertThatThrownBy(
            () -> assertThat(compared(Said.ESTATE, SSH, Access.DENY, denying, other)).agrees())
        .isExactlyInstanceOf(AssertionError.class)
        .hasMessageContaining("=> rule of by-hand on network interface server-nic")
        .hasMessageContaining("| allow by allow-all");
  }

  @Test
  void a_rule_that_is_named_alike_and_does_the_opposite_differs() {
    assertThatThrownBy(
            () ->
                assertThat(
                        compared(
                            new Group(
                                "servers-nsg",
                                SUBNET,
                                "allow-https",
                                "Deny",
                                List.of(ALLOW_HTTPS))))
                    .agrees())
        .isExactlyInstanceOf(AssertionError.class)
        .hasMessageContaining("=> rule of servers-nsg on subnet servers")
        .hasMessageContaining("| deny by allow-https");
  }

  @Test
  void a_rule_that_only_azure_tries_differs() {
    Rule byHand = new Rule("by-hand", true, true, true, true, false);

    assertThatThrownBy(() -> assertThat(compared(group(SUBNET, byHand, ALLOW_HTTPS))).agrees())
        .isExactlyInstanceOf(AssertionError.class)
        .hasMessageContaining("=> servers-nsg on subnet servers by-hand")
        .hasMessageContaining("no such rule")
        .hasMessageContaining("| other port");
  }

  @Test
  void a_rule_that_azure_does_not_tell_of_leaves_it_open() {
    Rule renamed = new Rule("deny-all", true, true, true, true, true);

    assertThatThrownBy(() -> assertThat(compared(group(SUBNET, renamed))).agrees())
        .isExactlyInstanceOf(InconclusiveError.class)
        .hasMessageContaining("?  servers-nsg on subnet servers allow-https")
        .hasMessageContaining("| (not known) Azure does not tell of it");
    assertThatThrownBy(() -> assertThat(compared(group(SUBNET))).agrees())
        .isExactlyInstanceOf(InconclusiveError.class)
        .hasMessageContaining("?  rules tried of servers-nsg on subnet servers allow-https")
        .hasMessageContaining("| (not known) Azure tells none of them");
  }

  @Test
  void a_decision_without_what_it_does_leaves_it_open() {
    assertThatThrownBy(
            () ->
                assertThat(
                        compared(
                            new Group(
                                "servers-nsg", SUBNET, "allow-https", null, List.of(ALLOW_HTTPS))))
                    .agrees())
        .isExactlyInstanceOf(InconclusiveError.class)
        .hasMessageContaining("(not known) allow-https, of which Azure does not tell what it does");
  }
}
