package dev.plumbline.sim;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.plumbline.environment.Environment;
import dev.plumbline.lab.Lab;
import dev.plumbline.network.Fault;
import dev.plumbline.network.Network;
import dev.plumbline.observation.Diagnosis;
import dev.plumbline.observation.DnsObservation;
import dev.plumbline.observation.Journal;
import dev.plumbline.probe.DnsProbe;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Why a DNS server answers as it does, as the reader of a failing test sees it. */
class DnsCauseTest {

  private static final Network NAMES =
      Network.builder("names")
          .segment("inside", s -> s.prefixes("10.1.0.0/24").resolver("10.1.0.53"))
          .segment("branch", s -> s.prefixes("10.2.0.0/24").resolver("10.1.0.53"))
          .segment("lab", s -> s.prefixes("10.3.0.0/24").resolver("10.3.0.54"))
          .linkBoth("inside", "branch")
          .linkBoth("inside", "lab")
          .host("resolver", "inside", "10.1.0.53", host -> host.resolver())
          .host("shy", "inside", "10.1.0.54", host -> host.resolver("inside"))
          .host("ns", "lab", "10.3.0.54", host -> host.dns())
          .host("other-ns", "lab", "10.3.0.55", host -> host.dns())
          .zone(
              "contoso.net",
              zone ->
                  zone.servers("ns")
                      .records(
                          "www A 203.0.113.1",
                          "only-outside A 203.0.113.9",
                          "api CNAME app.privatelink.net.",
                          "gone CNAME x.nowhere.example.",
                          "to-mail CNAME mail.elsewhere.net.",
                          "ring CNAME ring2",
                          "ring2 CNAME ring",
                          "sub NS ns.sub",
                          "*.dev A 203.0.113.4",
                          "below.empty A 203.0.113.5"))
          .zone(
              "contoso.net",
              zone ->
                  zone.seenFrom("inside").servers("ns").records("www A 10.1.0.5", "api A 10.1.0.6"))
          .zone("privatelink.net", "app A 203.0.113.77")
          .zone(
              "privatelink.net",
              zone ->
                  zone.title("private zone privatelink.net")
                      .unseenFrom("branch", "is not linked to the branch")
                      .records("app A 10.1.0.7"))
          .zone(
              "elsewhere.net",
              zone ->
                  zone.servers("other-ns")
                      .records("mail A 203.0.113.4")
                      .absent("vm", "names are not registered"))
          .build();

  private final Lab lab =
      Lab.open(
          Environment.builder("names")
              .vantage("inside", v -> v.segment("inside"))
              .vantage("branch", v -> v.segment("branch"))
              .vantage("lab", v -> v.segment("lab"))
              .vantage("turned-away", v -> v.segment("branch").resolver("10.1.0.54"))
              .probeTimeout(Duration.ofSeconds(5))
              .build(),
          NAMES,
          new Journal());

  @AfterEach
  void close() {
    lab.close();
  }

  private Diagnosis diagnosis(String vantage, DnsProbe probe) {
    return lab.vantage(vantage).observe(probe).provenance().diagnosis();
  }

  private String cause(String vantage, DnsProbe probe) {
    return diagnosis(vantage, probe).cause().orElse("none");
  }

  private String cause(String vantage, String name) {
    return cause(vantage, DnsProbe.of(name));
  }

  @Test
  void an_answer_that_everybody_gets_has_a_zone_and_no_cause() {
    Diagnosis known = diagnosis("branch", DnsProbe.of("mail.elsewhere.net"));
    assertThat(known.decider()).contains("zone elsewhere.net");
    assertThat(known.cause()).isEmpty();
    assertThat(cause("inside", "www.contoso.net")).isEqualTo("none");
  }

  @Test
  void a_zone_that_is_not_seen_is_the_cause_of_the_other_answer() {
    assertThat(cause("branch", "www.contoso.net"))
        .isEqualTo(
            "zone contoso.net, which has 10.1.0.5, is not seen from segment branch, only"
                + " from inside");
  }

  @Test
  void behind_an_alias_the_zone_that_is_not_seen_is_told_in_the_words_of_the_description() {
    DnsObservation seen = lab.vantage("branch").resolve("app.privatelink.net");
    assertThat(catchThrowable(() -> assertThat(seen).resolvesTo("10.1.0.7")))
        .hasMessage(
            "[#1 app.privatelink.net A from branch by 10.1.0.53]\n"
                + "Expected to resolve to:  10.1.0.7\n"
                + "but resolved to:         203.0.113.77 (public), ttl 300, NOERROR\n"
                + "by way of:               from segment branch; link branch -> inside; to"
                + " host resolver in segment inside; listener UDP 53 of host resolver; decided"
                + " by zone privatelink.net\n"
                + "Likely cause:            private zone privatelink.net, which has 10.1.0.7,"
                + " is not linked to the branch");
  }

  @Test
  void a_zone_that_hides_another_is_the_cause_that_a_name_does_not_exist() {
    assertThat(cause("inside", "only-outside.contoso.net"))
        .isEqualTo(
            "zone contoso.net has no A of only-outside.contoso.net, and hides the zone"
                + " contoso.net that every segment sees, which has 203.0.113.9");
  }

  @Test
  void a_name_that_is_not_there_gets_the_nearest() {
    assertThat(cause("branch", "mial.elsewhere.net"))
        .isEqualTo(
            "zone elsewhere.net has no name mial.elsewhere.net; the nearest it has is"
                + " mail.elsewhere.net");
    assertThat(cause("branch", "VM.elsewhere.net"))
        .isEqualTo("zone elsewhere.net has no name VM.elsewhere.net: names are not registered");
    assertThat(cause("branch", "something.elsewhere.net"))
        .isEqualTo("zone elsewhere.net has no name something.elsewhere.net");
  }

  @Test
  void a_type_that_is_not_there_gets_those_that_are() {
    assertThat(cause("branch", DnsProbe.of("mail.elsewhere.net", "AAAA")))
        .isEqualTo("zone elsewhere.net has A of mail.elsewhere.net, but no AAAA");
    assertThat(cause("branch", "empty.contoso.net"))
        .isEqualTo("zone contoso.net has no record of empty.contoso.net itself");
    assertThat(cause("branch", DnsProbe.of("x.dev.contoso.net", "TXT")))
        .isEqualTo("zone contoso.net has a wildcard for x.dev.contoso.net, but without TXT");
  }

  @Test
  void an_alias_into_no_zone_is_told() {
    assertThat(cause("branch", "gone.contoso.net"))
        .isEqualTo(
            "the alias leads to x.nowhere.example: segment branch sees no zone that"
                + " x.nowhere.example could be in");
    assertThat(cause("branch", "x.nowhere.example"))
        .isEqualTo("segment branch sees no zone that x.nowhere.example could be in");
  }

  @Test
  void aliases_that_close_a_ring_are_told() {
    assertThat(cause("branch", "ring.contoso.net"))
        .isEqualTo(
            "the alias leads to ring.contoso.net: zone contoso.net has an alias back to"
                + " ring2.contoso.net");
  }

  @Test
  void a_delegation_to_nobody_is_told() {
    assertThat(cause("branch", "x.sub.contoso.net"))
        .isEqualTo(
            "zone contoso.net delegates sub.contoso.net to ns.sub.contoso.net, but"
                + " segment branch sees no zone sub.contoso.net");
    assertThat(cause("lab", "x.sub.contoso.net"))
        .isEqualTo(
            "zone contoso.net delegates sub.contoso.net to ns.sub.contoso.net, and host"
                + " ns does not ask others");
  }

  @Test
  void a_server_that_asks_no_other_is_told() {
    assertThat(cause("lab", "mail.elsewhere.net"))
        .isEqualTo(
            "host ns asks no other server, and serves no zone that mail.elsewhere.net"
                + " could be in; zone elsewhere.net is served by other-ns");
    assertThat(cause("lab", "x.nowhere.example"))
        .isEqualTo(
            "host ns asks no other server, and serves no zone that x.nowhere.example"
                + " could be in");
    assertThat(cause("lab", "to-mail.contoso.net"))
        .isEqualTo(
            "the alias leads to mail.elsewhere.net: host ns asks no other server, and"
                + " serves no zone that mail.elsewhere.net could be in; zone elsewhere.net is"
                + " served by other-ns");
  }

  @Test
  void a_resolver_that_does_not_answer_the_segment_is_told() {
    assertThat(cause("turned-away", "www.contoso.net"))
        .isEqualTo("host shy answers only the segments inside, and not branch");
  }

  @Test
  void faults_are_told() {
    String name = "mail.elsewhere.net";
    try (var fault = lab.fault(Fault.servfail(name))) {
      assertThat(fault).isNotNull();
      assertThat(cause("branch", name))
          .isEqualTo("the fault DNS_SERVFAIL is in force for mail.elsewhere.net");
      assertThat(cause("branch", "to-mail.contoso.net"))
          .isEqualTo(
              "the alias leads to mail.elsewhere.net: the fault DNS_SERVFAIL is in force"
                  + " for mail.elsewhere.net");
    }
    try (var fault = lab.fault(Fault.wrongAnswer(name, "192.0.2.9"))) {
      assertThat(fault).isNotNull();
      assertThat(cause("branch", name))
          .isEqualTo(
              "the fault DNS_WRONG_ANSWER puts 192.0.2.9 in place of what"
                  + " mail.elsewhere.net has");
      assertThat(cause("branch", DnsProbe.of(name, "AAAA")))
          .isEqualTo("zone elsewhere.net has A of mail.elsewhere.net, but no AAAA");
    }
    try (var fault = lab.fault(Fault.staleTtl(name, Duration.ofDays(1)))) {
      assertThat(fault).isNotNull();
      assertThat(cause("branch", name))
          .isEqualTo("the fault DNS_STALE_TTL gives mail.elsewhere.net a time to live of 86400 s");
    }
    assertThat(cause("branch", name)).isEqualTo("none");
  }

  @Test
  void a_resolver_that_is_down_is_told() {
    try (var fault = lab.fault(Fault.drop("branch", "resolver"))) {
      assertThat(fault).isNotNull();
      assertThat(cause("branch", DnsProbe.of("www.contoso.net")))
          .isEqualTo("fault DROP from branch to resolver drops UDP 10.2.0.254 -> 10.1.0.53:53");
    }
  }

  @Test
  void over_tcp_the_cause_is_the_same() {
    assertThat(cause("branch", DnsProbe.of("www.contoso.net").tcp()))
        .isEqualTo(cause("branch", "www.contoso.net"));
  }

  @Test
  void each_of_many_questions_at_a_time_gets_its_own_cause() {
    List<DnsProbe> probes =
        IntStream.range(0, 300)
            .mapToObj(
                i -> DnsProbe.of(i % 2 == 0 ? "www.contoso.net" : "n" + i + ".nowhere.example"))
            .toList();
    List<DnsObservation> seen = lab.vantage("branch").observeAll(probes);
    for (int i = 0; i < seen.size(); i++) {
      assertThat(seen.get(i).provenance().diagnosis().cause().orElse("none"))
          .isEqualTo(
              i % 2 == 0
                  ? "zone contoso.net, which has 10.1.0.5, is not seen from segment branch, only"
                      + " from inside"
                  : "segment branch sees no zone that n" + i + ".nowhere.example could be in");
    }
  }
}
