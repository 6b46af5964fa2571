package dev.plumbline.lab;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Ground;
import dev.plumbline.network.Flow;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Protocol;
import dev.plumbline.observation.Journal;
import java.util.List;
import org.junit.jupiter.api.Test;

class DescriptionTest {

  private static final Network NETWORK =
      Network.builder("two")
          .segment("here", "10.0.0.0/24")
          .segment("there", "10.0.1.0/24")
          .link("here", "there")
          .host("server", "there", "10.0.1.4", h -> h.tcp(22))
          .build();

  private static Flow flow(int port) {
    return new Flow(
        "here",
        IpAddresses.parse("10.0.0.4"),
        40000,
        IpAddresses.parse("10.0.1.4"),
        port,
        Protocol.TCP);
  }

  private static Lab open() {
    Environment environment =
        Environment.builder("two").vantage("here", v -> v.segment("here")).build();
    return Lab.open(environment, NETWORK, new Journal());
  }

  @Test
  void the_fate_of_a_flow_is_asked_without_traffic_and_recorded() {
    try (Lab lab = open()) {
      assertThat(lab.fate(flow(22))).says("delivered").isDecidedBy("listener TCP 22");
      assertThat(lab.fate(flow(23))).says("refused");
      assertThat(lab.journal().entries()).hasSize(2);
      assertThat(lab.arrivals("server")).isEmpty();
    }
  }

  @Test
  void what_is_not_as_expected_is_said_with_the_way_and_the_decision() {
    try (Lab lab = open()) {
      assertThatThrownBy(() -> assertThat(lab.fate(flow(23))).says("delivered"))
          .isInstanceOf(AssertionError.class)
          .hasMessage(
              """
              [#1 TCP 10.0.0.4 -> 10.0.1.4:23 from segment here from the network description]
              Expected:      delivered
              but it says:   refused
              by way of:     from segment here; link here -> there; to host server in segment there; nothing listens on TCP port 23; decided by host server
              Likely cause:  TCP 10.0.0.4 -> 10.0.1.4:23 is refused: nothing listens on TCP port 23 of host server at 10.0.1.4
              """
                  .strip());
    }
  }

  @Test
  void what_a_description_states_is_asserted_and_recorded() {
    try (Lab lab = open()) {
      assertThat(lab.stated("mode of the firewall", "Prevention", List.of("topology.yaml:7")))
          .says("Prevention");
      assertThatThrownBy(
              () ->
                  assertThat(lab.stated("mode of the firewall", "Detection", List.of("a.yaml:7")))
                      .says("Prevention"))
          .hasMessageContaining("but it says:  Detection")
          .hasMessageContaining("a.yaml:7");
    }
  }

  @Test
  void a_description_is_no_positive_control() {
    try (Lab lab = open()) {
      assertThat(lab.fate(flow(22))).says("delivered");
      assertThatThrownBy(() -> assertThat(lab.vantage("here").connect("10.0.9.9", 22)).hasNoRoute())
          .hasMessageContaining("INCONCLUSIVE");
    }
  }

  @Test
  void an_environment_without_a_description_says_so() {
    Environment live =
        Environment.builder("live")
            .ground(Ground.LIVE)
            .vantage("here", v -> v.segment("here"))
            .build();
    try (Lab lab = Lab.open(live, null, new Journal())) {
      assertThatThrownBy(() -> lab.fate(flow(22)))
          .isInstanceOf(LabException.class)
          .hasMessageContaining("has no network description to ask");
    }
  }
}
