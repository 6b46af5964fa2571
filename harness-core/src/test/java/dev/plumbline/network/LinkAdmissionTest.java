package dev.plumbline.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.descriptor.DescriptorException;
import dev.plumbline.descriptor.Source;
import dev.plumbline.network.Network.Protocol;
import dev.plumbline.network.Verdict.Fate;
import org.junit.jupiter.api.Test;

/** Links that take flows from certain sources only. */
class LinkAdmissionTest {

  private static final String YAML =
      """
      name: gated
      segments:
        - name: left
          prefixes: [10.0.0.0/24]
          routes: [{name: right, prefix: 10.2.0.0/24, via: relay}]
        - {name: middle, prefixes: [10.1.0.0/24]}
        - {name: right, prefixes: [10.2.0.0/24]}
      links:
        - left <-> middle
        - right -> middle
        - {from: middle, to: right, admission: {name: only what starts in the middle, sources: [10.1.0.0/24]}}
      hosts:
        - {name: one, segment: left, addresses: [10.0.0.4], listeners: [{port: 443, tcp: {}}]}
        - {name: relay, segment: middle, addresses: [10.1.0.4], forwards: true, stateful: false}
        - {name: two, segment: right, addresses: [10.2.0.4], listeners: [{port: 443, tcp: {}}]}
      """;

  private static Verdict fate(String yaml, String segment, String from) {
    return Networks.read(Source.of("gated.yaml", yaml))
        .value()
        .fate(
            new Flow(
                segment,
                IpAddresses.parse(from),
                50_000,
                IpAddresses.parse("10.2.0.4"),
                443,
                Protocol.TCP));
  }

  @Test
  void drops_what_comes_from_elsewhere_and_says_who_decided() {
    Verdict verdict = fate(YAML, "left", "10.0.0.4");

    assertThat(verdict.fate()).as(verdict.toString()).isEqualTo(Fate.DROPPED);
    assertThat(verdict.decidedBy()).isEqualTo("only what starts in the middle");
    assertThat(verdict.explanation()).contains("link middle -> right", "10.1.0.0/24", "10.0.0.4");
  }

  @Test
  void takes_what_comes_from_its_sources() {
    assertThat(fate(YAML, "middle", "10.1.0.4").fate()).isEqualTo(Fate.DELIVERED);
  }

  @Test
  void counts_in_a_mesh_as_well() {
    String mesh =
        YAML.replace("hosts:\n", "meshes: [{name: all, segments: [middle, right]}]\nhosts:\n");

    assertThat(fate(mesh, "left", "10.0.0.4").fate()).isEqualTo(Fate.DROPPED);
    assertThat(fate(mesh, "middle", "10.1.0.4").fate()).isEqualTo(Fate.DELIVERED);
  }

  @Test
  void refuses_a_link_that_takes_flows_from_nowhere() {
    assertThatThrownBy(
            () -> fate(YAML.replace("sources: [10.1.0.0/24]", "sources: []"), "left", "10.0.0.4"))
        .isInstanceOf(DescriptorException.class)
        .hasMessageContaining("links[2].admission.sources")
        .hasMessageContaining("leads nowhere");
  }
}
