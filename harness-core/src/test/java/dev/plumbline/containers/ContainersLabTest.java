package dev.plumbline.containers;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import dev.plumbline.containers.machine.MachineProgram;
import dev.plumbline.containers.machine.WithDocker;
import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Ground;
import dev.plumbline.lab.Lab;
import dev.plumbline.lab.LabException;
import dev.plumbline.network.Fault;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Action;
import dev.plumbline.network.Network.Handling;
import dev.plumbline.observation.Journal;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
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
          .hasMessageContaining("SLOW_RESPONSE");
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

  private static Lab probed(String name) {
    Network network =
        Network.builder(name)
            .segment("servers", "10.2.0.0/24")
            .host(
                "gateway",
                "servers",
                "10.2.0.4",
                host ->
                    host.upstream(
                            "pool",
                            80,
                            pool ->
                                pool.members("10.2.0.5")
                                    .probe("ready", probe -> probe.unhealthyThreshold(1)))
                        .http(80, Handling.forwardingTo("pool")))
            .host(
                "web",
                "servers",
                "10.2.0.5",
                host ->
                    host.http(80, Handling.replying(200, "ready"))
                        .rules(
                            "closed",
                            rules -> rules.inbound(1, "no 9", Action.DROP, rule -> rule.ports(9))))
            .build();
    return Lab.open(
        Environment.builder(name)
            .ground(Ground.CONTAINERS)
            .vantage("desk", "servers")
            .probeTimeout(Duration.ofSeconds(3))
            .build(),
        network,
        new Journal());
  }

  @Test
  void of_a_lab_whose_container_was_killed_no_backend_counts_as_healthy() {
    try (Lab lab = probed("lab-probed-killed")) {
      Vantage desk = lab.vantage("desk");
      assertThat(desk.probe("ready")).isHealthy();

      String container = WithDocker.containers("lab-probed-killed").get(0);
      WithDocker.here().client().killContainerCmd(container).exec();

      assertThat(desk.connect("10.2.0.4", 80).outcome()).isInstanceOf(Outcome.VantageFailed.class);
      assertThatThrownBy(() -> desk.probe("ready"))
          .isInstanceOf(LabException.class)
          .hasMessageContaining("was killed (status 137)");
    }
  }

  /** Runs a script in a lab's container; returns when it has ended well. */
  private static void inside(String lab, String script) {
    DockerClient client = WithDocker.here().client();
    String run =
        client
            .execCreateCmd(WithDocker.containers(lab).get(0))
            .withCmd("sh", "-c", script)
            // Otherwise Docker answers before it has run.
            .withAttachStdout(true)
            .withAttachStderr(true)
            .exec()
            .getId();
    try {
      client.execStartCmd(run).exec(new ResultCallback.Adapter<Frame>()).awaitCompletion();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    assertThat(client.inspectExecCmd(run).exec().getExitCodeLong()).isZero();
  }

  @Test
  void where_a_server_is_gone_nobody_counts_as_unhealthy_and_nothing_as_not_arrived() {
    try (Lab lab = probed("lab-probed-broken")) {
      Vantage desk = lab.vantage("desk");
      assertThat(lab.arrivals("web")).hasSize(1);
      inside("lab-probed-broken", "kill -9 $(cat /plumbline/run/nginx-h1.pid)");

      assertThatThrownBy(() -> lab.advance(Duration.ofMinutes(1)))
          .isInstanceOf(LabException.class)
          .hasMessageContaining("nginx-h1 has ended");
      assertThatThrownBy(() -> desk.probe("ready"))
          .isInstanceOf(LabException.class)
          .hasMessageContaining("nginx-h1 has ended");
      assertThatThrownBy(() -> lab.arrivals("web"))
          .isInstanceOf(LabException.class)
          .hasMessageContaining("nginx-h1 has ended");
    }
  }

  @Test
  void a_server_that_has_stopped_is_not_taken_for_the_network() {
    try (Lab lab = probed("lab-server-stopped")) {
      inside("lab-server-stopped", "kill -STOP $(cat /plumbline/run/nginx-h1.pid)");

      assertThat(lab.vantage("desk").connect("10.2.0.5", 9).outcome())
          .isInstanceOfSatisfying(
              Outcome.VantageFailed.class,
              failed -> assertThat(failed.detail()).contains("nginx-h1 has been stopped"));
    }
  }

  @Test
  void a_lab_that_has_stopped_is_not_taken_for_a_filter_that_drops() throws InterruptedException {
    try (Lab lab = probed("lab-stopped")) {
      Vantage desk = lab.vantage("desk");
      assertThat(desk.connect("10.2.0.5", 9).outcome())
          .isEqualTo(new Outcome.TimedOut(Phase.CONNECT));
      DockerClient client = WithDocker.here().client();
      String container = WithDocker.containers("lab-stopped").get(0);
      Thread stopping =
          new Thread(
              () -> {
                // The lab is asked for the connection, and waits for what drops.
                inside(
                    "lab-stopped",
                    "timeout 20 sh -c 'until grep -q \":0438 [0-9A-F:]* 01 \" /proc/net/tcp; do :; done'");
                client.pauseContainerCmd(container).exec();
              });
      stopping.start();
      try {
        assertThat(desk.connect("10.2.0.5", 9).outcome()).isInstanceOf(Outcome.VantageFailed.class);
      } finally {
        stopping.join();
        client.unpauseContainerCmd(container).exec();
      }
      assertThat(desk.connect("10.2.0.5", 9).outcome())
          .isEqualTo(new Outcome.TimedOut(Phase.CONNECT));
    }
  }
}
