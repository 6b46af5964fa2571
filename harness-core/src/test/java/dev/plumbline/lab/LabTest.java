package dev.plumbline.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.environment.Environment;
import dev.plumbline.environment.EnvironmentBuilder;
import dev.plumbline.environment.Ground;
import dev.plumbline.environment.NotArmedException;
import dev.plumbline.live.LiveLabProvider;
import dev.plumbline.network.Fault;
import dev.plumbline.network.Network;
import dev.plumbline.network.Networks;
import dev.plumbline.observation.Journal;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.ReachabilityMatrix;
import dev.plumbline.observation.ReachabilityMatrix.Cell;
import dev.plumbline.observation.TcpObservation;
import dev.plumbline.testing.ClosedPort;
import dev.plumbline.testing.OneGround;
import dev.plumbline.vantage.Vantage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabTest {

  private final FakeRealisation realisation = new FakeRealisation();

  private static EnvironmentBuilder environment() {
    return Environment.builder("contoso")
        .ground(Ground.CONTAINERS)
        .vantage("inside")
        .vantage("outside")
        .network("in code");
  }

  private Lab open(Environment environment, Journal journal) {
    return FakeProvider.opening(
        realisation, () -> Lab.open(environment, Networks.singleGateway(), journal));
  }

  private Lab open() {
    return open(environment().build(), new Journal());
  }

  @Test
  void a_view_of_a_test_writes_to_its_part_of_the_journal_and_shares_everything_else() {
    try (Lab lab = open()) {
      Lab view = lab.in("test-1");

      TcpObservation seen = view.vantage("inside").connect("10.1.0.5", 1);

      assertThat(seen.provenance().scope().owner()).isEqualTo("test-1");
      assertThat(seen.provenance().scope().lab()).isEqualTo("contoso");
      assertThat(view.scope().entries()).hasSize(1);
      assertThat(lab.scope().entries()).isEmpty();
      assertThat(lab.vantages()).extracting(Vantage::name).containsExactly("inside", "outside");
      assertThat(realisation.transports).containsExactlyInAnyOrder("inside", "outside");
    }
  }

  @Test
  void two_labs_of_one_environment_have_two_names_so_that_neither_controls_the_other() {
    Journal journal = new Journal();
    try (Lab first = open(environment().build(), journal);
        Lab second = open(environment().build(), journal)) {
      assertThat(first.name()).isEqualTo("contoso");
      assertThat(second.name()).isEqualTo("contoso (2)");
    }
  }

  @Test
  void refuses_a_vantage_that_does_not_exist_and_names_the_nearest() {
    try (Lab lab = open()) {
      assertThatThrownBy(() -> lab.vantage("insde"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "there is no vantage \"insde\"; allowed: inside, outside; did you mean \"inside\"?");
    }
  }

  @Test
  void a_fault_is_in_force_until_its_guard_is_closed_however_often() {
    try (Lab lab = open()) {
      Fault cut = Fault.drop("internet", "gateway");
      Fault down = Fault.hostDown("backend");
      Lab.Guard first = lab.fault(cut);
      Lab.Guard second = lab.fault(down);
      Lab.Guard again = lab.fault(cut);

      assertThat(realisation.applied)
          .containsExactly(Set.of(cut), Set.of(cut, down), Set.of(cut, down));
      assertThat(lab.isFaulted()).isTrue();
      first.close();
      first.close();
      assertThat(realisation.inForce()).containsExactlyInAnyOrder(cut, down);
      again.close();
      assertThat(realisation.inForce()).containsExactly(down);
      second.close();
      assertThat(realisation.inForce()).isEmpty();
      assertThat(lab.isFaulted()).isFalse();
    }
  }

  @Test
  void a_fault_that_names_what_the_network_does_not_have_is_refused() {
    try (Lab lab = open()) {
      assertThatThrownBy(() -> lab.fault(Fault.hostDown("gatway")))
          .isInstanceOf(LabException.class)
          .hasMessageContaining("\"gatway\" is not a host")
          .hasMessageContaining("did you mean \"gateway\"?");
      assertThat(lab.isFaulted()).isFalse();
    }
  }

  @Test
  void a_fault_that_cannot_be_put_in_place_leaves_those_that_were() {
    try (Lab lab = open()) {
      realisation.refusal = new LabException("no such host");

      assertThatThrownBy(() -> lab.fault(Fault.hostDown("backend"))).hasMessage("no such host");
      assertThat(lab.isFaulted()).isFalse();
    }
  }

  @Test
  void refuses_faults_where_the_guards_forbid_them() {
    try (Lab lab = open(environment().withoutFaults().build(), new Journal())) {
      assertThatThrownBy(() -> lab.fault(Fault.hostDown("backend")))
          .isInstanceOf(LabException.class)
          .hasMessage(
              "environment \"contoso\" does not allow faults: its guards say faults: false");
      assertThat(realisation.applied).isEmpty();
    }
  }

  @Test
  void refuses_faults_in_production_unless_the_run_is_armed_for_it_by_name() {
    Environment production = environment().name("armed-in-LabTest").production().build();
    try (Lab lab = open(production, new Journal())) {
      assertThatThrownBy(() -> lab.fault(Fault.hostDown("backend")))
          .isExactlyInstanceOf(NotArmedException.class)
          .hasMessageContaining("so a fault is refused")
          .hasMessageContaining("-Dplumbline.armed=armed-in-LabTest");
      assertThat(realisation.applied).isEmpty();

      System.setProperty("plumbline.armed", "armed-in-LabTest");
      try {
        lab.fault(Fault.hostDown("backend")).close();
      } finally {
        System.clearProperty("plumbline.armed");
      }
      assertThat(realisation.applied).isNotEmpty();
    }
  }

  @Test
  void the_clock_moves_on_only() {
    try (Lab lab = open()) {
      assertThatThrownBy(() -> lab.advance(Duration.ofSeconds(-1)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("a lab's clock moves on only, not by PT-1S");
    }
  }

  @Test
  void a_closed_lab_says_so_and_is_closed_only_once() {
    Lab lab = open();
    Vantage vantage = lab.vantage("inside");
    lab.close();
    lab.close();

    assertThat(realisation.closed).isEqualTo(1);
    assertThat(realisation.transportsClosed).isEqualTo(1);
    for (org.assertj.core.api.ThrowableAssert.ThrowingCallable use :
        List.<org.assertj.core.api.ThrowableAssert.ThrowingCallable>of(
            () -> lab.vantage("inside"),
            () -> lab.advance(Duration.ofSeconds(1)),
            () -> lab.arrivals("web"),
            () -> lab.addFirewallLog(null),
            () -> lab.fault(Fault.hostDown("backend")))) {
      assertThatThrownBy(use)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "lab \"contoso\" is closed. Use it before close(), or open another with Lab.open");
    }
    assertThatThrownBy(() -> vantage.connect("10.1.0.5", 1))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void closing_tries_everything_and_throws_the_first_error_with_the_others() {
    Lab lab = open();
    lab.vantage("inside");
    lab.vantage("outside");
    realisation.closeError = new IllegalStateException("realisation");
    realisation.transportCloseError = new IllegalStateException("transport");

    assertThatThrownBy(lab::close)
        .hasMessage("transport")
        .satisfies(
            e ->
                assertThat(e.getSuppressed())
                    .hasSize(1)
                    .extracting(Throwable::getMessage)
                    .contains("realisation"));
    assertThat(realisation.closed).isEqualTo(1);
    assertThat(realisation.transportsClosed).isEqualTo(2);
  }

  @Test
  void refuses_a_ground_without_a_provider_and_says_what_it_found() {
    Network network = Networks.singleGateway();
    Environment environment = environment().build();

    assertThatThrownBy(
            () ->
                OneGround.finding(
                    LiveLabProvider.class, () -> Lab.open(environment, network, new Journal())))
        .isInstanceOf(LabException.class)
        .hasMessage(
            "no lab provider for the ground containers. Found: live (dev.plumbline.live.LiveLabProvider)."
                + " Its provider is part of harness-core: is META-INF/services of that jar on the class path?");
  }

  @Test
  void refuses_an_environment_without_a_network_or_a_vantage() {
    Environment simulated =
        Environment.builder("contoso").ground(Ground.SIMULATED).vantage("inside").build();
    Environment blind = Environment.builder("contoso").ground(Ground.LIVE).build();

    assertThatThrownBy(() -> Lab.open(simulated))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("needs a network description");
    assertThatThrownBy(() -> Lab.open(blind))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("nowhere to look from");
  }

  @Test
  void a_reachability_table_is_observed_in_all_its_cells_and_recorded() throws IOException {
    try (ClosedPort port = new ClosedPort();
        ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      int closed = port.number();
      Environment live =
          Environment.builder("here")
              .ground(Ground.LIVE)
              .vantage("a")
              .vantage("b")
              .tcp("web", "127.0.0.1", server.getLocalPort())
              .build();
      try (Lab lab = Lab.open(live)) {
        ReachabilityMatrix matrix =
            lab.reachability(
                "| from | web | 127.0.0.1:%d |\n|---|---|---|\n| a | open | refused |\n| b | dropped | open |"
                    .formatted(closed));

        assertThat(matrix.vantages()).containsExactly("a", "b");
        assertThat(matrix.targets()).containsExactly("web", "127.0.0.1:" + closed);
        assertThat(matrix.cells())
            .extracting(Cell::agrees)
            .containsExactly(true, true, false, false);
        assertThat(matrix.cells())
            .extracting(c -> c.seen().provenance().vantage())
            .containsExactly("a", "a", "b", "b");
        assertThat(matrix.cells().get(3).seen().outcome()).isEqualTo(new Outcome.Refused());
        assertThat(lab.journal().tables()).hasSize(1);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          ''; a reachability table needs a first line of targets
          '  | web'; a reachability table needs a first line of targets
          ' | web \n a | opn'; row "a", column "web" of the reachability table says "opn". Allowed: open, refused, dropped, no route, nxdomain.
          ' | web \n a | '; row "a", column "web" of the reachability table says "". Allowed
          ' | wbe \n a | open'; column "wbe" of the reachability table is neither host:port nor an endpoint
          ' | web \n c | open'; there is no vantage "c"; allowed: a
          ' | web \n a | open | open'; row "a" of the reachability table has 2 cells for 1 targets: web
          ' | web | web \n a | open | open'; a target stands twice
          ' | web \n a | open \n a | open'; vantage "a" has two rows
          """)
  void refuses_a_table_that_says_nothing_or_what_is_not_known(String table, String message) {
    Environment live =
        Environment.builder("here")
            .ground(Ground.LIVE)
            .vantage("a")
            .tcp("web", "127.0.0.1", 1)
            .build();
    try (Lab lab = Lab.open(live)) {
      assertThatThrownBy(() -> lab.reachability(table.replace("\\n", "\n")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(message);
    }
  }

  @Test
  void the_live_ground_refuses_what_would_change_the_network_or_look_into_it() {
    Environment live = Environment.builder("production").ground(Ground.LIVE).vantage("a").build();
    try (Lab lab = Lab.open(live)) {
      assertThatThrownBy(() -> lab.fault(Fault.hostDown("backend")))
          .isInstanceOf(LabException.class)
          .hasMessageContaining("no fault is put into a live network: environment \"production\"");
      assertThatThrownBy(() -> lab.advance(Duration.ofSeconds(1)))
          .isInstanceOf(LabException.class)
          .hasMessageContaining("the clock cannot be moved");
      assertThatThrownBy(() -> lab.arrivals("web"))
          .isInstanceOf(LabException.class)
          .hasMessageContaining("what arrived at a host cannot be seen");
    }
  }

  @Test
  void the_live_ground_refuses_a_trust_file_that_is_none() {
    Environment missing =
        Environment.builder("x").ground(Ground.LIVE).vantage("a").trust("/nowhere/ca.pem").build();

    assertThatThrownBy(() -> Lab.open(missing))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("trust file \"/nowhere/ca.pem\" cannot be read");
  }
}
