package dev.plumbline.vantage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.assertion.InconclusiveError;
import dev.plumbline.assertion.NetworkAssertions;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.observation.DnsObservation;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import dev.plumbline.probe.DnsProbe;
import dev.plumbline.testing.ClosedPort;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class DnsTest {

  private static final Duration SHORT = Duration.ofMillis(300);

  private final Stage stage = new Stage();

  @AfterEach
  void close() throws Exception {
    stage.close();
  }

  private Vantage asking(Function<Message, byte @Nullable []> answers) {
    return stage.resolver(new DnsServer(answers)).vantage();
  }

  @Test
  void keeps_the_alias_chain_and_every_section_of_an_answer() {
    Vantage vantage =
        asking(
            q -> {
              Message answer =
                  DnsServer.answer(
                      q,
                      "www.test. 60 IN CNAME a.test.",
                      "a.test. 30 IN A 10.1.0.5",
                      "a.test. 30 IN A 10.1.0.6");
              answer.getHeader().setFlag(Flags.AA);
              answer.addRecord(DnsServer.record("test. 300 IN NS ns.test."), Section.AUTHORITY);
              answer.addRecord(DnsServer.record("ns.test. 300 IN A 10.1.0.4"), Section.ADDITIONAL);
              return answer.toWire();
            });

    DnsObservation seen = vantage.resolve("www.test.");

    assertThat(seen.outcome()).isEqualTo(new Outcome.Resolved());
    assertThat(seen.name()).isEqualTo("www.test");
    assertThat(seen.data()).containsExactly("10.1.0.5", "10.1.0.6");
    assertThat(seen.aliases()).containsExactly("a.test");
    assertThat(seen.response().authoritative()).isTrue();
    assertThat(seen.response().recursionAvailable()).isTrue();
    assertThat(seen.response().truncated()).isFalse();
    assertThat(seen.response().transport()).isEqualTo("UDP");
    assertThat(seen.response().authority()).extracting("data").containsExactly("ns.test");
    assertThat(seen.response().additional()).extracting("data").containsExactly("10.1.0.4");
    assertThat(seen.provenance().timings().phases()).containsOnlyKeys(Phase.RESOLVE);
  }

  /** Answers of type A, and of type AAAA. */
  private Vantage asking(List<String> asked, String four, String six) {
    return asking(
        q -> {
          String type = Type.string(q.getQuestion().getType());
          asked.add(type);
          String record = type.equals("A") ? four : six;
          return record.equals("none")
              ? DnsServer.reply(q, Rcode.NOERROR).toWire()
              : record.equals("fails")
                  ? DnsServer.reply(q, Rcode.SERVFAIL).toWire()
                  : DnsServer.answer(q, "x.test. 60 IN " + type + " " + record).toWire();
        });
  }

  @Test
  void the_addresses_of_a_name_are_asked_for_in_both_families() {
    List<String> asked = new CopyOnWriteArrayList<>();
    DnsObservation seen = asking(asked, "10.1.0.5", "2001:db8::5").resolve("x.test");
    assertThat(asked).containsExactly("A", "AAAA");
    assertThat(seen.type()).isEqualTo("A");
    assertThat(seen.data()).containsExactly("10.1.0.5");
    assertThat(seen.ipv6().data()).containsExactly("2001:db8:0:0:0:0:0:5");
    assertThat(seen.ipv6().ipv6()).isNull();
    assertThat(seen.addresses()).hasSize(1);
    assertThat(seen.everyAddress())
        .containsExactly(IpAddresses.parse("10.1.0.5"), IpAddresses.parse("2001:db8::5"));
    assertThatThrownBy(() -> NetworkAssertions.assertThat(seen).isPrivate())
        .isNotInstanceOf(InconclusiveError.class);
  }

  @Test
  void a_name_without_ipv6_addresses_is_one() {
    DnsObservation seen = asking(new ArrayList<>(), "10.1.0.5", "none").resolve("x.test");
    assertThat(seen.ipv6().outcome()).isEqualTo(new Outcome.NoData());
    NetworkAssertions.assertThat(seen).isPrivate().resolvesOnlyTo("10.1.0.5");
  }

  @Test
  void a_resolver_that_fails_for_ipv6_has_not_told_all() {
    DnsObservation seen = asking(new ArrayList<>(), "10.1.0.5", "fails").resolve("x.test");
    assertThat(seen.outcome()).isEqualTo(new Outcome.Resolved());
    assertThat(seen.ipv6().outcome()).isEqualTo(new Outcome.DnsError("SERVFAIL"));
    assertThatThrownBy(() -> NetworkAssertions.assertThat(seen).isPrivate())
        .isInstanceOf(InconclusiveError.class);
  }

  @Test
  void a_question_for_one_type_is_one_question() {
    List<String> asked = new CopyOnWriteArrayList<>();
    Vantage vantage = asking(asked, "10.1.0.5", "2001:db8::5");
    assertThat(vantage.resolve("x.test", "A").ipv6()).isNull();
    assertThat(vantage.resolve("x.test", "AAAA").ipv6()).isNull();
    assertThat(vantage.observe(DnsProbe.of("x.test").withoutRecursion()).ipv6()).isNotNull();
    assertThat(asked).containsExactly("A", "AAAA", "A", "AAAA");
  }

  @Test
  void a_name_without_ipv4_addresses_is_asked_for_nothing_else() {
    List<String> asked = new CopyOnWriteArrayList<>();
    DnsObservation seen = asking(asked, "none", "2001:db8::5").resolve("x.test");
    assertThat(seen.outcome()).isEqualTo(new Outcome.NoData());
    assertThat(seen.ipv6()).isNull();
    assertThat(asked).containsExactly("A");
  }

  @ParameterizedTest
  @CsvSource({
    "MX, 10 mail.test., 10 mail.test",
    "SRV, 1 2 443 host.test., 1 2 443 host.test",
    "NS, ns.test., ns.test",
    "PTR, host.test., host.test",
    "TXT, \"v=spf1 -all\", \"v=spf1 -all\"",
    "CAA, 0 issue \"ca.test\", 0 issue \"ca.test\"",
    "AAAA, 2001:db8::5, 2001:db8:0:0:0:0:0:5"
  })
  void writes_record_data_as_a_zone_file_does_without_trailing_dots(
      String type, String given, String shown) {
    Vantage vantage =
        asking(q -> DnsServer.answer(q, "x.test. 60 IN " + type + " " + given).toWire());

    assertThat(vantage.resolve("x.test", type).data()).containsExactly(shown);
  }

  @Test
  void tells_a_name_that_does_not_exist_from_one_without_such_a_record() {
    Vantage vantage =
        asking(
            q ->
                DnsServer.reply(
                        q,
                        q.getQuestion().getName().toString().startsWith("no")
                            ? Rcode.NXDOMAIN
                            : Rcode.NOERROR)
                    .toWire());

    assertThat(vantage.resolve("no.test").outcome()).isEqualTo(new Outcome.NxDomain());
    assertThat(vantage.resolve("yes.test").outcome()).isEqualTo(new Outcome.NoData());
  }

  @ParameterizedTest
  @CsvSource({"2, SERVFAIL", "5, REFUSED", "1, FORMERR", "4, NOTIMP"})
  void names_the_error_code_of_a_resolver(int rcode, String name) {
    Vantage vantage = asking(q -> DnsServer.reply(q, rcode).toWire());

    assertThat(vantage.resolve("a.test").outcome()).isEqualTo(new Outcome.DnsError(name));
  }

  @Test
  void takes_an_alias_to_nothing_for_what_the_response_code_says() {
    Vantage vantage =
        asking(
            q -> {
              if (q.getQuestion().getName().toString().equals("gone.test.")) {
                return DnsServer.reply(q, Rcode.NOERROR).toWire();
              }
              Message answer =
                  DnsServer.answer(q, q.getQuestion().getName() + " 60 IN CNAME gone.test.");
              if (q.getQuestion().getName().toString().startsWith("no")) {
                answer.getHeader().setRcode(Rcode.NXDOMAIN);
              }
              return answer.toWire();
            });

    assertThat(vantage.resolve("no.test").outcome()).isEqualTo(new Outcome.NxDomain());
    assertThat(vantage.resolve("yes.test").outcome()).isEqualTo(new Outcome.NoData());
  }

  @Test
  void does_not_take_records_of_another_name_for_an_answer() {
    Vantage vantage = asking(q -> DnsServer.answer(q, "other.test. 60 IN A 10.1.0.5").toWire());

    assertThat(vantage.resolve("a.test").outcome().describe())
        .isEqualTo(
            "resolver unreachable: malformed answer in phase resolve: its records are not those of a.test or of its aliases");
  }

  @Test
  void does_not_take_a_referral_for_no_data() {
    Vantage vantage =
        asking(
            q -> {
              Message answer = DnsServer.reply(q, Rcode.NOERROR);
              answer.addRecord(
                  DnsServer.record("sub.test. 60 IN NS ns.sub.test."), Section.AUTHORITY);
              return answer.toWire();
            });

    assertThat(vantage.resolve("a.sub.test").outcome().describe())
        .isEqualTo(
            "resolver unreachable: malformed answer in phase resolve: a referral to other servers of sub.test");
  }

  @Test
  void does_not_take_an_alias_that_nobody_followed_for_no_data() {
    Vantage vantage =
        asking(
            q -> {
              Message answer = DnsServer.answer(q, "a.test. 60 IN CNAME www.elsewhere.example.");
              answer.getHeader().unsetFlag(Flags.RA);
              return answer.toWire();
            });

    assertThat(vantage.resolve("a.test").outcome().describe())
        .isEqualTo(
            "resolver unreachable: malformed answer in phase resolve: an alias of a.test to a name of which the server says nothing; it does not recurse");
    assertThat(vantage.resolve("a.test").aliases()).containsExactly("www.elsewhere.example");
    assertThat(vantage.resolve("a.test", "CNAME").outcome()).isEqualTo(new Outcome.Resolved());
  }

  @Test
  void an_alias_to_a_name_without_the_data_asked_is_no_data() {
    Vantage vantage =
        asking(
            q -> {
              Message answer = DnsServer.answer(q, "a.test. 60 IN CNAME b.test.");
              answer.addRecord(
                  DnsServer.record("test. 60 IN SOA ns.test. admin.test. 1 2 3 4 5"),
                  Section.AUTHORITY);
              return answer.toWire();
            });

    assertThat(vantage.resolve("a.test").outcome()).isEqualTo(new Outcome.NoData());
  }

  @Test
  void an_alias_without_an_SOA_is_no_data_only_where_its_last_name_has_none() {
    DnsServer server =
        stage.with(
            new DnsServer(
                q ->
                    switch (q.getQuestion().getName().toString()) {
                      case "none.test." -> DnsServer.reply(q, Rcode.NOERROR).toWire();
                      case "ill.test." -> DnsServer.reply(q, Rcode.SERVFAIL).toWire();
                      case "host.test." ->
                          DnsServer.answer(q, "host.test. 60 IN A 10.1.0.5").toWire();
                      case "on.test." ->
                          DnsServer.answer(q, "on.test. 60 IN CNAME none.test.").toWire();
                      default -> {
                        String asked = q.getQuestion().getName().toString();
                        yield DnsServer.answer(q, asked + " 60 IN CNAME " + asked.substring(5))
                            .toWire();
                      }
                    }));
    Vantage vantage = stage.resolver(server).vantage();

    assertThat(vantage.resolve("from.none.test").outcome()).isEqualTo(new Outcome.NoData());
    assertThat(server.asked()).containsExactly("UDP from.none.test A", "UDP none.test A");
    assertThat(vantage.resolve("from.ill.test").outcome().describe())
        .isEqualTo(
            "resolver unreachable: malformed answer in phase resolve: an alias to ill.test, of which the server says nothing; asked for that itself: SERVFAIL");
    assertThat(vantage.resolve("from.host.test").outcome().describe())
        .isEqualTo(
            "resolver unreachable: malformed answer in phase resolve: an alias to host.test, of which the server says nothing; asked for that itself: resolved");
    assertThat(vantage.resolve("from.on.test").outcome().describe())
        .isEqualTo(
            "resolver unreachable: malformed answer in phase resolve: an alias to on.test, of which the server says nothing; asked for that itself: another alias");
  }

  @Test
  void does_not_believe_that_a_name_does_not_exist_of_which_there_is_data() {
    Vantage vantage =
        asking(
            q -> {
              Message answer =
                  DnsServer.answer(q, "a.test. 60 IN CNAME b.test.", "b.test. 60 IN A 40.1.0.5");
              answer.getHeader().setRcode(Rcode.NXDOMAIN);
              return answer.toWire();
            });

    assertThat(vantage.resolve("a.test").outcome().describe())
        .isEqualTo(
            "resolver unreachable: malformed answer in phase resolve: NXDOMAIN, and yet with data: b.test A 40.1.0.5");
    assertThat(vantage.resolve("a.test", "CNAME").outcome().describe())
        .isEqualTo(
            "resolver unreachable: malformed answer in phase resolve: NXDOMAIN, and yet with data: a.test CNAME b.test");
  }

  @Test
  void does_not_take_records_of_another_type_for_no_data() {
    Vantage vantage = asking(q -> DnsServer.answer(q, "a.test. 60 IN A 10.1.0.5").toWire());

    assertThat(vantage.resolve("a.test", "AAAA").outcome().describe())
        .isEqualTo(
            "resolver unreachable: malformed answer in phase resolve: records of another type than the AAAA asked for: a.test A 10.1.0.5");
  }

  @Test
  void a_loop_of_aliases_is_an_unusable_answer() {
    Vantage vantage =
        asking(
            q ->
                DnsServer.answer(q, "a.test. 60 IN CNAME b.test.", "b.test. 60 IN CNAME a.test.")
                    .toWire());

    assertThat(vantage.resolve("a.test").outcome().describe())
        .isEqualTo(
            "resolver unreachable: malformed answer in phase resolve: the aliases of a.test lead back to themselves");
    assertThat(vantage.resolve("a.test").aliases()).containsExactly("b.test", "a.test");
  }

  @Test
  void asks_over_tcp_when_the_answer_is_truncated() {
    DnsServer server =
        new DnsServer(
            q -> {
              Message answer = DnsServer.reply(q, Rcode.NOERROR);
              answer.getHeader().setFlag(Flags.TC);
              return answer.toWire();
            },
            q -> DnsServer.answer(q, "a.test. 60 IN A 10.1.0.5").toWire());
    DnsObservation seen = stage.resolver(server).vantage().resolve("a.test");

    assertThat(seen.data()).containsExactly("10.1.0.5");
    assertThat(seen.response().truncated()).isTrue();
    assertThat(seen.response().transport()).isEqualTo("TCP");
    assertThat(server.asked())
        .containsExactly("UDP a.test A", "TCP a.test A", "UDP a.test AAAA", "TCP a.test AAAA");
  }

  @Test
  void asks_over_tcp_at_once_when_told_to() {
    DnsServer server = new DnsServer(q -> DnsServer.answer(q, "a.test. 60 IN A 10.1.0.5").toWire());
    DnsObservation seen = stage.resolver(server).vantage().observe(DnsProbe.of("a.test").tcp());

    assertThat(seen.data()).containsExactly("10.1.0.5");
    assertThat(seen.response().truncated()).isFalse();
    assertThat(server.asked()).containsExactly("TCP a.test A", "TCP a.test AAAA");
  }

  @Test
  void a_resolver_that_says_nothing_is_unreachable_by_time_out() {
    Vantage vantage = asking(q -> null);

    assertThat(vantage.observe(DnsProbe.of("a.test").within(SHORT)).outcome())
        .isEqualTo(new Outcome.ResolverUnreachable(new Outcome.TimedOut(Phase.RESOLVE)));
  }

  @Test
  void a_closed_port_is_a_resolver_that_refuses() {
    Vantage vantage = stage.resolver(stage.with(new ClosedPort()).address()).vantage();

    // The kernel sends a limited number of ICMP errors in a while: one that it keeps back looks
    // like silence.
    assertThat(
            Stream.generate(
                    () ->
                        vantage
                            .observe(DnsProbe.of("a.test").within(Duration.ofSeconds(1)))
                            .outcome())
                .limit(10))
        .contains(new Outcome.ResolverUnreachable(new Outcome.Refused()));
    assertThat(vantage.observe(DnsProbe.of("a.test").tcp()).outcome())
        .isEqualTo(new Outcome.ResolverUnreachable(new Outcome.Refused()));
  }

  @Test
  void a_vantage_without_a_resolver_reaches_none() {
    DnsObservation seen = stage.vantage().resolve("a.test");

    assertThat(seen.outcome()).isEqualTo(new Outcome.ResolverUnreachable(new Outcome.NoRoute()));
    assertThat(seen.provenance().diagnosis().cause()).hasValue("the vantage has no resolver");
  }

  @Test
  void garbage_after_a_fitting_start_is_malformed() {
    Vantage vantage =
        asking(
            q -> {
              byte[] wire = DnsServer.answer(q, "a.test. 60 IN A 10.1.0.5").toWire();
              return Arrays.copyOf(wire, wire.length - 3);
            });

    assertThat(vantage.resolve("a.test").outcome().describe())
        .startsWith("resolver unreachable: malformed answer in phase resolve: not a DNS message");
  }

  @Test
  void answers_that_belong_to_another_question_are_passed_over() {
    Vantage vantage =
        asking(
            q -> {
              Message other = new Message(q.getHeader().getID() ^ 1);
              other.getHeader().setFlag(Flags.QR);
              other.addRecord(q.getQuestion(), Section.QUESTION);
              other.addRecord(DnsServer.record("a.test. 60 IN A 6.6.6.6"), Section.ANSWER);
              return other.toWire();
            });

    assertThat(vantage.observe(DnsProbe.of("a.test").within(SHORT)).outcome())
        .isEqualTo(new Outcome.ResolverUnreachable(new Outcome.TimedOut(Phase.RESOLVE)));
  }

  @Test
  void an_answer_that_breaks_off_over_tcp_is_a_closed_connection() {
    Vantage vantage = asking(q -> null);

    assertThat(vantage.observe(DnsProbe.of("a.test").tcp()).outcome())
        .isEqualTo(new Outcome.ResolverUnreachable(new Outcome.Closed(Phase.RESOLVE)));
  }

  @Test
  void an_address_is_its_own_answer_and_nobody_is_asked() {
    DnsServer server = new DnsServer(q -> null);
    DnsObservation seen = stage.resolver(server).vantage().resolve("10.1.0.5");

    assertThat(seen.outcome()).isEqualTo(new Outcome.Resolved());
    assertThat(seen.addresses())
        .extracting(InetAddress::getHostAddress)
        .containsExactly("10.1.0.5");
    assertThat(seen.resolver()).isNull();
    assertThat(server.asked()).isEmpty();
  }

  @Test
  void the_pointer_of_an_address_is_asked_for_by_its_reverse_name() {
    DnsServer server =
        new DnsServer(
            q -> DnsServer.answer(q, "5.0.1.10.in-addr.arpa. 60 IN PTR host.test.").toWire());

    assertThat(stage.resolver(server).vantage().resolve("10.1.0.5", "PTR").data())
        .containsExactly("host.test");
    assertThat(server.asked()).containsExactly("UDP 5.0.1.10.in-addr.arpa PTR");
  }

  @Test
  void another_server_is_asked_when_the_probe_names_one() {
    DnsServer other =
        stage.with(new DnsServer(q -> DnsServer.answer(q, "a.test. 60 IN A 10.9.9.9").toWire()));
    Vantage vantage = asking(q -> DnsServer.reply(q, Rcode.NXDOMAIN).toWire());
    String server = "127.0.0.1:" + other.address().getPort();

    DnsObservation seen = vantage.observe(DnsProbe.of("a.test").at(server));

    assertThat(seen.data()).containsExactly("10.9.9.9");
    assertThat(seen.resolver()).isEqualTo(server);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a..test",
        "an-extraordinarily-long-label-that-no-name-server-in-the-world-would-take.test"
      })
  void refuses_a_name_that_cannot_be_asked_for(String name) {
    assertThatThrownBy(() -> stage.vantage().resolve(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"" + name + "\" cannot be asked for");
  }
}
