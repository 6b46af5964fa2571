package dev.plumbline.containers;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Ground;
import dev.plumbline.lab.Lab;
import dev.plumbline.lab.LabException;
import dev.plumbline.network.Fault;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Handling;
import dev.plumbline.observation.Journal;
import dev.plumbline.observation.Outcome;
import dev.plumbline.vantage.Vantage;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ContainersLabTest {

  @BeforeAll
  static void needsDocker() {
    WithDocker.here();
  }

  private static Lab lab(String name) {
    Network network =
        Network.builder(name)
            .segment("office", "10.1.0.0/24")
            .segment("servers", "10.2.0.0/24")
            .linkBoth("office", "servers")
            .host(
                "web",
                "servers",
                "10.2.0.4",
                host -> host.http(80, Handling.replying(200, "here is " + name)))
            .build();
    Environment environment =
        Environment.builder(name).ground(Ground.CONTAINERS).vantage("desk", "office").build();
    return Lab.open(environment, network, new Journal());
  }

  @Test
  void labs_with_the_same_addresses_are_each_their_own_and_leave_nothing() {
    Lab one = lab("lab-one");
    try (Lab two = lab("lab-two")) {
      assertThat(WithDocker.containers("lab-one")).hasSize(1);
      assertThat(one.vantage("desk").get("http://10.2.0.4/")).hasStatus(200);
      assertThat(one.vantage("desk").get("http://10.2.0.4/")).bodyContains("here is lab-one");
      assertThat(two.vantage("desk").get("http://10.2.0.4/")).bodyContains("here is lab-two");
      assertThat(one.vantage("desk").connect("10.2.0.4", 81)).isRefused();
      assertThat(one.notes()).anyMatch(step -> step.startsWith("up after "));
      one.close();
      one.close();
      assertThat(WithDocker.containers("lab-one")).isEmpty();
      assertThat(two.vantage("desk").connect("10.2.0.4", 80)).isOpen();
    } finally {
      one.close();
    }
    assertThat(WithDocker.containers("lab-two")).isEmpty();
  }

  @Test
  void faults_are_in_force_until_their_guard_is_closed_and_others_are_refused_by_name() {
    try (Lab lab = lab("lab-faults")) {
      Vantage desk = lab.vantage("desk");
      assertThat(desk.connect("10.2.0.4", 80)).isOpen();
      try (Lab.Guard cut = lab.fault(Fault.reject("office", "servers"))) {
        assertThat(desk.connect("10.2.0.4", 80).outcome())
            .as("%s", cut)
            .isEqualTo(new Outcome.Refused());
      }
      assertThat(desk.connect("10.2.0.4", 80)).isOpen();
      assertThatThrownBy(() -> lab.fault(Fault.slowResponse("web", Duration.ofMillis(1))))
          .isInstanceOf(LabException.class)
          .hasMessageContaining("SLOW_RESPONSE")
          .hasMessageContaining("[DROP, REJECT, HOST_DOWN]");
      assertThat(lab.arrivals("web")).isEmpty();
      assertThat(desk.get("http://10.2.0.4/asked")).hasStatus(200);
      lab.advance(Duration.ofMinutes(1));
    }
  }

  @Test
  void a_lab_whose_container_was_killed_shows_nothing_and_says_why() {
    try (Lab lab = lab("lab-killed")) {
      Vantage desk = lab.vantage("desk");
      assertThat(desk.connect("10.2.0.4", 80)).isOpen();
      String container = WithDocker.containers("lab-killed").get(0);

      WithDocker.here().client().killContainerCmd(container).exec();

      Outcome seen = desk.connect("10.2.0.4", 81).outcome();
      assertThat(seen).isInstanceOf(Outcome.VantageFailed.class);
      assertThat(seen.describe())
          .contains("container " + container + " was killed (status 137)")
          .contains(MachineProgram.READY);
      assertThatThrownBy(() -> assertThat(desk.connect("10.2.0.4", 81)).isRefused())
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("was killed (status 137)");
      assertThatThrownBy(() -> lab.advance(Duration.ofSeconds(1)))
          .isInstanceOf(LabException.class)
          .hasMessageContaining("was killed (status 137)");
      assertThatThrownBy(() -> lab.arrivals("web"))
          .isInstanceOf(LabException.class)
          .hasMessageContaining("was killed (status 137)");
    }
    assertThat(WithDocker.containers("lab-killed")).isEmpty();
  }
}
