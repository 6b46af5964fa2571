package dev.plumbline.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Probe;
import dev.plumbline.network.Network.Upstream;
import dev.plumbline.network.UpstreamBuilder;
import dev.plumbline.observation.HealthObservation.Backend;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProbedMembersTest {

  private static final Instant START = Instant.EPOCH;
  private static final ProbeFinding GOOD = new ProbeFinding(true, "good");
  private static final ProbeFinding BAD = ProbeFinding.bad("bad");

  private static Network network(Consumer<UpstreamBuilder> pool) {
    return Network.builder("probed")
        .segment("subnet", "10.1.0.0/24")
        .host("gateway", "subnet", "10.1.0.4", h -> h.upstream("pool", 80, pool))
        .build();
  }

  private static ProbedMembers members(Consumer<UpstreamBuilder> pool) {
    return new ProbedMembers(network(pool), START);
  }

  private static Consumer<UpstreamBuilder> probing(Consumer<UpstreamBuilder.ProbeBuilder> with) {
    return u -> u.members("10.1.0.5").probe("probe", with);
  }

  private static Instant after(long seconds) {
    return START.plusSeconds(seconds);
  }

  /** Has everybody answer alike that is due by a time; returns how many attempts that takes. */
  private static int answer(ProbedMembers members, long seconds, ProbeFinding finding) {
    int attempts = 0;
    for (List<ProbedMembers.Member> due = members.due(after(seconds));
        !due.isEmpty();
        due = members.due(after(seconds))) {
      attempts += due.size();
      due.forEach(member -> member.took(finding));
    }
    return attempts;
  }

  private static Backend only(ProbedMembers members) {
    return members.backends("probe").orElseThrow().get(0);
  }

  @Test
  void a_member_is_unhealthy_until_its_first_good_answer_and_then_after_so_many_bad_ones() {
    ProbedMembers members = members(probing(p -> p.unhealthyThreshold(2)));
    assertThat(only(members)).isEqualTo(new Backend("10.1.0.5:80", false, "not probed yet", 0));
    answer(members, 0, BAD);
    assertThat(only(members)).isEqualTo(new Backend("10.1.0.5:80", false, "bad", 1));
    answer(members, 30, GOOD);
    assertThat(only(members)).isEqualTo(new Backend("10.1.0.5:80", true, "good", 0));
    answer(members, 60, BAD);
    assertThat(only(members)).isEqualTo(new Backend("10.1.0.5:80", true, "bad", 1));
    answer(members, 90, BAD);
    assertThat(only(members)).isEqualTo(new Backend("10.1.0.5:80", false, "bad", 2));
    answer(members, 120, GOOD);
    assertThat(only(members).healthy()).isTrue();
  }

  @Test
  void an_attempt_is_due_once_in_each_interval() {
    ProbedMembers members = members(probing(p -> p.interval(Duration.ofSeconds(10))));
    assertThat(answer(members, 0, GOOD)).isEqualTo(1);
    assertThat(answer(members, 9, GOOD)).isZero();
    assertThat(answer(members, 105, GOOD)).isEqualTo(10);
    assertThat(answer(members, 109, GOOD)).isZero();
    assertThat(answer(members, 110, GOOD)).isEqualTo(1);
  }

  @Test
  void those_of_the_earliest_instant_are_due_together_and_before_all_others() {
    ProbedMembers members =
        members(
            u ->
                u.members("10.1.0.5", "10.1.0.6")
                    .probe("probe", p -> p.interval(Duration.ofSeconds(10))));
    assertThat(members.due(after(30)))
        .extracting(ProbedMembers.Member::name)
        .containsExactly("10.1.0.5", "10.1.0.6");
    members.due(after(30)).get(0).took(GOOD);
    assertThat(members.backends("probe").orElseThrow())
        .extracting(Backend::healthy)
        .containsExactly(true, false);
  }

  @Test
  void a_healthy_member_that_fails_is_asked_again_at_once_where_its_probe_says_so() {
    ProbedMembers members = members(probing(p -> p.unhealthyThreshold(3).retriesAtOnce()));
    answer(members, 0, GOOD);
    assertThat(answer(members, 30, BAD)).isEqualTo(3);
    assertThat(only(members)).isEqualTo(new Backend("10.1.0.5:80", false, "bad", 3));
    assertThat(answer(members, 60, BAD)).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | b   | b",
        "0 | ''  | ''",
        "1 | ''  | a",
        "2 | c   | c a",
        "2 | b c | b c",
        "9 | b   | b a c"
      })
  void requests_go_to_healthy_members_and_to_others_where_these_are_too_few(
      int fewest, String healthy, String available) {
    Upstream upstream =
        network(u -> u.members("a", "b", "c").probe("probe", p -> p.minimumHealthy(fewest)))
            .hosts()
            .get(0)
            .upstreams()
            .get(0);
    assertThat(
            String.join(
                " ",
                ProbedMembers.available(
                    upstream, member -> List.of(healthy.split(" ")).contains(member))))
        .isEqualTo(available);
  }

  @Test
  void without_a_probe_everybody_is_healthy_and_nothing_is_asked() {
    Network network = network(u -> u.members("10.1.0.5"));
    ProbedMembers members = new ProbedMembers(network, START);
    Upstream upstream = network.hosts().get(0).upstreams().get(0);
    assertThat(members.healthy("gateway", upstream, "10.1.0.5")).isTrue();
    assertThat(members.finding("gateway", upstream, "10.1.0.5")).isNull();
    assertThat(members.gateways()).isEmpty();
    assertThat(members.due(after(100))).isEmpty();
    assertThat(members.backends("probe")).isEmpty();
  }

  @Test
  void what_is_found_is_known_by_gateway_upstream_and_member() {
    Network network = network(probing(p -> {}));
    ProbedMembers members = new ProbedMembers(network, START);
    Upstream upstream = network.hosts().get(0).upstreams().get(0);
    assertThat(members.gateways()).extracting(Host::name).containsExactly("gateway");
    assertThat(members.healthy("gateway", upstream, "10.1.0.5")).isFalse();
    answer(members, 0, GOOD);
    assertThat(members.healthy("gateway", upstream, "10.1.0.5")).isTrue();
    assertThat(members.finding("gateway", upstream, "10.1.0.5")).isEqualTo("good");
    assertThat(members.healthy("gateway", upstream, "10.1.0.6")).isFalse();
    assertThat(members.healthy("other", upstream, "10.1.0.5")).isFalse();
    assertThat(members.of(network.hosts().get(0)))
        .extracting(member -> member.backend().reason())
        .containsExactly("good");
  }

  @Test
  void an_interval_that_would_never_end_is_refused() {
    Network sound = network(probing(p -> {}));
    Host gateway = sound.hosts().get(0);
    Upstream pool = gateway.upstreams().get(0);
    Probe endless =
        new Probe(
            "probe",
            false,
            null,
            null,
            "/",
            Duration.ZERO,
            Duration.ofSeconds(1),
            3,
            List.of(),
            null);
    // Past the check of the builder.
    Network network =
        new Network(
            "n",
            sound.segments(),
            List.of(),
            List.of(
                new Host(
                    "gateway",
                    "subnet",
                    gateway.addresses(),
                    List.of(),
                    false,
                    null,
                    List.of(),
                    List.of(
                        new Upstream(
                            "pool",
                            pool.members(),
                            80,
                            false,
                            List.of(),
                            null,
                            false,
                            pool.timeout(),
                            504,
                            502,
                            endless,
                            true)))),
            List.of(),
            List.of(),
            List.of());
    assertThatThrownBy(() -> new ProbedMembers(network, START))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the interval of probe \"probe\" is PT0S, but must be positive");
  }
}
