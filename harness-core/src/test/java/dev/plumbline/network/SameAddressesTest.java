package dev.plumbline.network;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.descriptor.DescriptorException;
import dev.plumbline.environment.Environment;
import dev.plumbline.lab.Lab;
import dev.plumbline.network.Network.Handling;
import dev.plumbline.observation.Journal;
import org.junit.jupiter.api.Test;

/** Networks that know nothing of one another may use the same addresses. */
class SameAddressesTest {

  private static NetworkBuilder two() {
    return Network.builder("two")
        .segment("clients-a", "10.1.0.0/24")
        .segment("servers-a", "10.0.0.0/24")
        .segment("clients-b", "10.2.0.0/24")
        .segment("servers-b", "10.0.0.0/24")
        .link("clients-a", "servers-a")
        .link("clients-b", "servers-b")
        .host("a", "servers-a", "10.0.0.4", h -> h.http(80, Handling.replying(200, "a")))
        .host("b", "servers-b", "10.0.0.4", h -> h.http(80, Handling.replying(200, "b")));
  }

  @Test
  void each_reaches_its_own() {
    Environment environment =
        Environment.builder("two")
            .vantage("a", v -> v.segment("clients-a"))
            .vantage("b", v -> v.segment("clients-b"))
            .build();
    try (Lab lab = Lab.open(environment, two().build(), new Journal())) {
      assertThat(lab.vantage("a").get("http://10.0.0.4/")).hasStatus(200).hasBody("a");
      assertThat(lab.vantage("b").get("http://10.0.0.4/")).hasStatus(200).hasBody("b");
    }
  }

  @Test
  void who_has_a_way_to_both_could_not_tell_them_apart() {
    assertThatThrownBy(() -> two().link("clients-a", "servers-b").build())
        .isInstanceOf(DescriptorException.class)
        .hasMessageContaining(
            "10.0.0.0/24 overlaps 10.0.0.0/24 of segment \"servers-a\", and segment \"clients-a\""
                + " has a way to both")
        .hasMessageContaining("10.0.0.4 is the address of host \"a\" already");
  }
}
