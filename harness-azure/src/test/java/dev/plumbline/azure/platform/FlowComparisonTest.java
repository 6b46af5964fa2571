package dev.plumbline.azure.platform;

import static dev.plumbline.azure.assertion.AzureAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.assertion.InconclusiveError;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.NetworkSecurityGroup.Direction;
import dev.plumbline.azure.rules.FiveTuple;
import dev.plumbline.observation.Journal;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import dev.plumbline.observation.TcpObservation;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class FlowComparisonTest {

  private static final FiveTuple HTTPS = FiveTuple.tcp("10.1.1.4", "10.1.2.4", 443);
  private static final FiveTuple SSH = FiveTuple.tcp("10.1.1.4", "10.1.2.4", 22);
  private static final FiveTuple OUT = FiveTuple.tcp("10.1.1.4", "192.0.2.7", 443);
  private static final Outcome DROPPED = new Outcome.TimedOut(Phase.CONNECT);

  private final Said azure =
      new Said()
          .rule(Direction.OUTBOUND, "allow AllowVnetOutBound")
          .rule(Direction.INBOUND, "allow allow-https");

  private Comparison compared(FiveTuple flow, Outcome outcome) {
    return FlowComparison.of(
        azure.topology,
        flow,
        azure.observed(outcome, flow.destination().getHostAddress(), flow.destinationPort()),
        azure);
  }

  @Test
  void what_is_the_same_three_times_agrees_and_is_in_the_journal() {
    assertThat(compared(HTTPS, new Outcome.Open())).agrees();

    assertThat(azure.journal.entries())
        .hasSize(4)
        .allSatisfy(
            entry ->
                assertThat(entry.checks())
                    .containsExactly(
                        new Journal.Check(
                            "prediction, observation and Azure agree",
                            Journal.Verdict.PASSED,
                            null)));
  }

  @Test
  void what_is_in_another_journal_is_refused() {
    TcpObservation elsewhere = new Said().observed(new Outcome.Open(), "10.1.2.4", 443);

    assertThatThrownBy(() -> FlowComparison.of(azure.topology, HTTPS, elsewhere, azure))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "observation #1 is in another journal than what Azure says: ask Azure with"
                + " azure.in(lab.scope()) of the lab whose vantage looks");
  }

  @Test
  void what_was_seen_long_before_azure_was_asked_shows_nothing() {
    TcpObservation old =
        azure
            .at(Instant.now().minus(Duration.ofMinutes(12)))
            .observed(new Outcome.Open(), "10.1.2.4", 443);
    azure.at(Instant.now());

    assertThatThrownBy(
            () -> assertThat(FlowComparison.of(azure.topology, HTTPS, old, azure)).agrees())
        .isInstanceOf(InconclusiveError.class)
        .hasMessageContaining(
            "(not known) open from client, 12 min away from what Azure says: look again");
    TcpObservation recent =
        azure
            .at(Instant.now().minus(Duration.ofMinutes(4)))
            .observed(new Outcome.Open(), "10.1.2.4", 443);
    azure.at(Instant.now());
    assertThat(FlowComparison.of(azure.topology, HTTPS, recent, azure)).agrees();
  }

  @Test
  void a_next_hop_with_an_address_is_another_one_unless_it_is_a_gateway() {
    azure.hop("VnetLocal 10.1.2.9");

    assertThatThrownBy(() -> assertThat(compared(HTTPS, new Outcome.Open())).agrees())
        .isExactlyInstanceOf(AssertionError.class)
        .hasMessageContaining("=> next hop          VnetLocal ")
        .hasMessageContaining("| VnetLocal 10.1.2.9");
  }

  @Test
  void who_refuses_was_reached() {
    assertThat(compared(HTTPS, new Outcome.Refused())).agrees();
  }

  @Test
  void a_rule_that_only_azure_knows_is_told_beside_ours() {
    azure.rule(Direction.INBOUND, "deny deny-by-hand");

    assertThatThrownBy(() -> assertThat(compared(HTTPS, new Outcome.Open())).agrees())
        .isExactlyInstanceOf(AssertionError.class)
        .hasMessage(
            """
            [#1 #2 #3 #4 TCP 10.1.1.4:50000 -> 10.1.2.4:443]
            Expected to agree, but 2 of 4 rows differ
                                 predicted                  | observed         | Azure says
            => connection        arrives                    | open from client | in: deny by deny-by-hand
               out of client-nic allow by AllowVnetOutBound | -                | allow by AllowVnetOutBound
               next hop          VnetLocal                  | -                | VnetLocal
            => into server-nic   allow by allow-https       | -                | deny by deny-by-hand""");
  }

  @Test
  void a_rule_of_a_group_that_is_not_described_differs_even_where_it_allows() {
    AzureTopology described =
        Said.ESTATE.with(", networkSecurityGroup: clients-nsg", "").topology();
    azure.rule(Direction.OUTBOUND, "allow open-everything");

    assertThatThrownBy(
            () ->
                assertThat(
                        FlowComparison.of(
                            described,
                            HTTPS,
                            azure.observed(new Outcome.Open(), "10.1.2.4", 443),
                            azure))
                    .agrees())
        .isExactlyInstanceOf(AssertionError.class)
        .hasMessageContaining("=> out of client-nic allow, no network security group")
        .hasMessageContaining("| allow by open-everything");

    azure.rule(Direction.OUTBOUND, "allow AllowVnetOutBound");
    assertThat(
            FlowComparison.of(
                described, HTTPS, azure.observed(new Outcome.Open(), "10.1.2.4", 443), azure))
        .agrees();
  }

  @Test
  void a_vantage_that_sees_otherwise_differs() {
    azure.observed(new Outcome.Open(), "10.1.2.4", 8443);

    assertThatThrownBy(() -> assertThat(compared(HTTPS, DROPPED)).agrees())
        .isExactlyInstanceOf(AssertionError.class)
        .hasMessageContaining(
            "=> connection        arrives                    | dropped (no answer to the connection"
                + " attempt) from client | allowed at both ends");
  }

  @Test
  void a_vantage_that_reached_nothing_shows_nothing() {
    azure.rule(Direction.OUTBOUND, "deny deny-ssh").rule(Direction.INBOUND, "deny deny-all");

    assertThatThrownBy(() -> assertThat(compared(SSH, DROPPED)).agrees())
        .isExactlyInstanceOf(InconclusiveError.class)
        .hasMessageStartingWith(
            "[#1 #2 #3 #4 TCP 10.1.1.4:50000 -> 10.1.2.4:22]\n"
                + "Inconclusive: nothing differs, but 1 of 4 rows is not known\n")
        .hasMessageEndingWith(
            "(1) deny by deny-ssh (priority 100) of clients-nsg on subnet clients, outbound\n"
                + "(2) (not known) dropped (no answer to the connection attempt) from client, which"
                + " reached nothing else either");
  }

  @Test
  void with_a_positive_control_a_drop_is_shown_by_all_three() {
    azure.rule(Direction.OUTBOUND, "deny deny-ssh").rule(Direction.INBOUND, "deny deny-all");
    azure.observed(new Outcome.Open(), "10.1.2.4", 443);

    assertThat(compared(SSH, DROPPED)).agrees();
  }

  @Test
  void without_an_observation_nothing_is_proved() {
    assertThatThrownBy(
            () -> assertThat(FlowComparison.of(azure.topology, HTTPS, null, azure)).agrees())
        .isExactlyInstanceOf(InconclusiveError.class)
        .hasMessage(
            """
            [#1 #2 #3 TCP 10.1.1.4:50000 -> 10.1.2.4:443]
            Inconclusive: nothing differs, but 1 of 4 rows is not known
                                 predicted                  | observed                         | Azure says
            ?  connection        arrives                    | (not known) no vantage was asked | allowed at both ends
               out of client-nic allow by AllowVnetOutBound | -                                | allow by AllowVnetOutBound
               next hop          VnetLocal                  | -                                | VnetLocal
               into server-nic   allow by allow-https       | -                                | allow by allow-https""");
  }

  @Test
  void what_azure_does_not_tell_is_never_passed_over() {
    Said silent = new Said();

    assertThatThrownBy(
            () ->
                assertThat(
                        FlowComparison.of(
                            silent.topology,
                            HTTPS,
                            silent.observed(new Outcome.Open(), "10.1.2.4", 443),
                            silent))
                    .agrees())
        .isExactlyInstanceOf(InconclusiveError.class)
        .hasMessageContaining("(not known) Azure does not allow that")
        .hasMessageContaining("(not known) the agent is not installed on the machine");
  }

  @Test
  void through_an_appliance_azure_connects_itself() {
    azure.hop("VirtualAppliance 10.1.2.9").connection("Reachable");
    azure.rule(Direction.OUTBOUND, "allow AllowInternetOutBound");

    Comparison compared = compared(OUT, new Outcome.Open());

    assertThat(compared.rows().get(0).azure())
        .isEqualTo(Comparison.Cell.said("arrives", "Reachable, 0 of 10 probes failed"));
    assertThat(compared.rows().get(2).verdict()).isEqualTo(Comparison.Verdict.AGREE);
  }

  @Test
  void what_an_azure_firewall_answers_proves_nothing() {
    azure
        .hop("VirtualAppliance 10.1.2.9")
        .rule(Direction.OUTBOUND, "allow AllowInternetOutBound")
        .connection(
            "Reachable",
            new ConnectionCheck.Hop(
                "VirtualAppliance",
                "10.1.2.9",
                "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/azureFirewalls/fw",
                java.util.List.of()));

    Comparison compared = compared(OUT, new Outcome.Open());

    assertThat(compared.rows().get(0).azure())
        .isEqualTo(
            Comparison.Cell.missing(
                "Reachable, 0 of 10 probes failed; an Azure Firewall on the way opens connections"
                    + " to port 443 itself, so that this says nothing of what is behind it"));
  }

  @Test
  void another_next_hop_differs() {
    azure.hop("VirtualAppliance 10.1.2.8");

    assertThat(compared(HTTPS, new Outcome.Open()).rows().get(2).verdict())
        .isEqualTo(Comparison.Verdict.DIFFER);
  }

  @Test
  void an_observation_of_another_connection_is_refused() {
    assertThatThrownBy(
            () ->
                FlowComparison.of(
                    azure.topology,
                    HTTPS,
                    azure.observed(new Outcome.Open(), "10.1.2.4", 8443),
                    azure))
        .hasMessage(
            "observation #1 is of a connection to 10.1.2.4:8443, and the flow goes to 10.1.2.4:443");
  }

  @Test
  void an_observation_from_another_machine_is_refused() {
    assertThatThrownBy(
            () ->
                FlowComparison.of(
                    azure.topology,
                    HTTPS,
                    azure.observed(new Outcome.Open(), "10.1.2.4", 443, "10.1.1.254"),
                    azure))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "observation #1 is of a connection from 10.1.1.254, where vantage \"client\" is, and the flow comes from 10.1.1.4: Azure is asked at that machine, so look from there too; in a simulated network its address says where a vantage is");
  }

  @Test
  void an_observation_from_who_knows_where_proves_nothing() {
    assertThatThrownBy(
            () ->
                assertThat(
                        FlowComparison.of(
                            azure.topology,
                            HTTPS,
                            azure.observed(new Outcome.Open(), "10.1.2.4", 443, null),
                            azure))
                    .agrees())
        .isExactlyInstanceOf(InconclusiveError.class)
        .hasMessageContaining("?  connection ")
        .hasMessageContaining(
            "(not known) open from client, and it is not known from which machine that looks: give the vantage its address in the environment");
  }

  @Test
  void a_flow_that_nothing_of_the_topology_sends_is_refused() {
    assertThatThrownBy(
            () ->
                FlowComparison.of(
                    azure.topology, FiveTuple.tcp("10.1.1.99", "10.1.2.4", 443), null, azure))
        .hasMessage(
            "topology \"shop\" has no network interface of a virtual machine with the address"
                + " 10.1.1.99: Azure is asked at the machine that sends");
  }

  @Test
  void nothing_to_compare_is_inconclusive() {
    assertThatThrownBy(
            () ->
                assertThat(new Comparison("nothing", java.util.List.of(), java.util.List.of()))
                    .agrees())
        .isExactlyInstanceOf(InconclusiveError.class)
        .hasMessage("[nothing]\nInconclusive: there is nothing to compare");
  }
}
