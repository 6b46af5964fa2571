package dev.plumbline.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.network.Fault;
import dev.plumbline.network.Network;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class DnsServerTest {

  private static final Network NAMES =
      Network.builder("names")
          .segment("inside", "10.1.0.0/24")
          .segment("outside", "192.0.2.0/24")
          .host("ns", "outside", "192.0.2.53", host -> host.dns())
          .host("other-ns", "outside", "192.0.2.54", host -> host.dns())
          .host("resolver", "inside", "10.1.0.53", host -> host.resolver())
          .host("shy", "inside", "10.1.0.54", host -> host.resolver("inside"))
          .zone(
              "contoso.net",
              "www A 203.0.113.1",
              "www AAAA 2001:db8::1",
              "api CNAME www",
              "only-outside A 203.0.113.9",
              "app CNAME app.privatelink.net.",
              "sub NS ns.elsewhere.example.",
              "to-sub CNAME x.sub",
              "loop CNAME loop",
              "served-elsewhere CNAME x.elsewhere.net.",
              "@ MX 10 www",
              "multi A 203.0.113.2",
              "multi A 203.0.113.3")
          .zone("contoso.net", zone -> zone.seenFrom("inside").records("www A 10.1.0.5"))
          .zone("privatelink.net", "app A 203.0.113.77", "public-only A 203.0.113.78")
          .zone(
              "privatelink.net",
              zone -> zone.seenFrom("inside").fallThrough().records("app A 10.1.0.7"))
          .zone("link.example", "a.deep A 203.0.113.5")
          .zone(
              "deep.link.example",
              zone -> zone.seenFrom("inside").fallThrough().records("b A 10.1.0.8"))
          .zone("elsewhere.net", zone -> zone.servers("other-ns").records("x A 203.0.113.4"))
          .zone("internal.net", zone -> zone.seenFrom("inside").records("db A 10.1.0.9"))
          .build();

  private static EventLoopGroup group;

  private final DnsQuestioner questioner = new DnsQuestioner();
  private final Set<Fault> faults = new LinkedHashSet<>();
  private final DnsServer authoritative = server("ns");
  private final DnsServer resolver = server("resolver");

  @BeforeAll
  static void startGroup() {
    group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  }

  @AfterAll
  static void stopGroup() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  @AfterEach
  void close() {
    authoritative.close();
    resolver.close();
  }

  private DnsServer server(String name) {
    Network.Host host =
        NAMES.hosts().stream().filter(h -> h.name().equals(name)).findFirst().orElseThrow();
    return new DnsServer(
        NAMES,
        host,
        host.listeners().get(0).dns(),
        () -> faults,
        questioner,
        Forwarders.Uplink.none(),
        group);
  }

  private String ask(DnsServer server, String segment, String name, int type) throws IOException {
    return DnsQuestioner.text(
        questioner.udp(server.udp(), segment, DnsQuestioner.question(name, type).toWire()), true);
  }

  private static final String ROOT_SOA =
      "[. 300 soa ns.invalid. hostmaster.invalid. 1 3600 600 86400 300]";

  private static String soa(String zone) {
    return "[" + zone + ". 300 soa ns.invalid. hostmaster.invalid. 1 3600 600 86400 300]";
  }

  @Test
  void a_stranger_gets_no_datagram_and_a_closed_connection() throws IOException {
    byte[] question = DnsQuestioner.question("www.contoso.net", Type.A).toWire();
    assertThat(questioner.udp(resolver.udp(), null, question)).isNull();
    assertThat(questioner.tcp(resolver.tcp(), null, question)).isNull();
    assertThat(questioner.udp(resolver.udp(), "inside", question)).isNotNull();
  }

  @Test
  void a_zone_that_names_segments_hides_the_one_that_does_not() throws IOException {
    for (DnsServer server : Arrays.asList(authoritative, resolver)) {
      assertThat(ask(server, "inside", "www.contoso.net", Type.A))
          .contains("answer[www.contoso.net. 300 a 10.1.0.5]");
      assertThat(ask(server, "outside", "www.contoso.net", Type.A))
          .contains("answer[www.contoso.net. 300 a 203.0.113.1]");
      assertThat(ask(server, "inside", "only-outside.contoso.net", Type.A)).startsWith("NXDOMAIN");
      assertThat(ask(server, "inside", "www.contoso.net", Type.AAAA))
          .isEqualTo(
              "NOERROR"
                  + (server == authoritative ? " aa" : "")
                  + " answer[] authority"
                  + soa("contoso.net"));
    }
  }

  @Test
  void a_name_falls_through_to_the_zones_that_are_hidden() throws IOException {
    assertThat(ask(resolver, "inside", "app.privatelink.net", Type.A)).contains(" a 10.1.0.7]");
    assertThat(ask(resolver, "outside", "app.privatelink.net", Type.A))
        .contains(" a 203.0.113.77]");
    assertThat(ask(resolver, "inside", "public-only.privatelink.net", Type.A))
        .contains(" a 203.0.113.78]");
    assertThat(ask(resolver, "inside", "app.privatelink.net", Type.AAAA))
        .startsWith("NOERROR answer[]");
    assertThat(ask(resolver, "inside", "none.privatelink.net", Type.A))
        .isEqualTo("NXDOMAIN answer[] authority" + soa("privatelink.net"));
    assertThat(ask(resolver, "inside", "a.deep.link.example", Type.A)).contains(" a 203.0.113.5]");
    assertThat(ask(resolver, "inside", "b.deep.link.example", Type.A)).contains(" a 10.1.0.8]");
    assertThat(ask(resolver, "outside", "b.deep.link.example", Type.A)).startsWith("NXDOMAIN");
  }

  @Test
  void a_resolver_follows_aliases_through_every_zone_it_sees() throws IOException {
    assertThat(ask(resolver, "outside", "app.contoso.net", Type.A))
        .isEqualTo(
            "NOERROR answer[app.contoso.net. 300 cname app.privatelink.net., app.privatelink.net."
                + " 300 a 203.0.113.77] authority[]");
    assertThat(ask(resolver, "outside", "served-elsewhere.contoso.net", Type.A))
        .contains(" a 203.0.113.4]");
    assertThat(ask(resolver, "outside", "loop.contoso.net", Type.A)).startsWith("SERVFAIL");
  }

  @Test
  void a_resolver_says_nxdomain_with_a_soa_of_the_root_for_names_in_no_zone() throws IOException {
    assertThat(ask(resolver, "inside", "www.example.com", Type.A))
        .isEqualTo("NXDOMAIN answer[] authority" + ROOT_SOA);
    assertThat(ask(resolver, "outside", "db.internal.net", Type.A))
        .isEqualTo("NXDOMAIN answer[] authority" + ROOT_SOA);
    assertThat(ask(resolver, "inside", "db.internal.net", Type.A)).contains(" a 10.1.0.9]");
  }

  @Test
  void a_resolver_fails_below_a_delegation_to_a_zone_it_does_not_see() throws IOException {
    assertThat(ask(resolver, "outside", "x.sub.contoso.net", Type.A))
        .isEqualTo("SERVFAIL answer[] authority[]");
    assertThat(ask(resolver, "outside", "to-sub.contoso.net", Type.A))
        .isEqualTo("SERVFAIL answer[] authority[]");
    assertThat(ask(authoritative, "outside", "x.sub.contoso.net", Type.A))
        .isEqualTo("NOERROR answer[] authority[sub.contoso.net. 300 ns ns.elsewhere.example.]");
  }

  @Test
  void an_authoritative_server_refuses_what_is_not_its_own() throws IOException {
    assertThat(ask(authoritative, "outside", "www.example.com", Type.A))
        .isEqualTo("REFUSED answer[] authority[]");
    assertThat(ask(authoritative, "outside", "x.elsewhere.net", Type.A))
        .isEqualTo("REFUSED answer[] authority[]");
    assertThat(ask(authoritative, "outside", "db.internal.net", Type.A))
        .isEqualTo("REFUSED answer[] authority[]");
    assertThat(ask(authoritative, "inside", "db.internal.net", Type.A)).startsWith("NOERROR aa");
    try (DnsServer other = server("other-ns")) {
      assertThat(ask(other, "outside", "x.elsewhere.net", Type.A))
          .startsWith("NOERROR aa")
          .contains("203.0.113.4");
    }
  }

  @Test
  void segments_that_are_not_clients_are_refused() throws IOException {
    try (DnsServer shy = server("shy")) {
      assertThat(ask(shy, "outside", "www.contoso.net", Type.A))
          .isEqualTo("REFUSED answer[] authority[]");
      assertThat(ask(shy, "inside", "www.contoso.net", Type.A)).contains("10.1.0.5");
    }
  }

  @Test
  void the_header_says_what_kind_of_server_answers() throws IOException {
    Message question = DnsQuestioner.question("www.contoso.net", Type.A);
    question.getHeader().setFlag(Flags.RD);
    question.getHeader().setFlag(Flags.CD);
    Message recursive = new Message(questioner.udp(resolver.udp(), "inside", question.toWire()));
    Message plain = new Message(questioner.udp(authoritative.udp(), "inside", question.toWire()));
    assertThat(recursive.getHeader().getID()).isEqualTo(question.getHeader().getID());
    assertThat(recursive.getHeader().printFlags().trim()).isEqualTo("qr rd ra cd");
    assertThat(plain.getHeader().printFlags().trim()).isEqualTo("qr aa rd cd");
  }

  @Test
  void the_question_comes_back_in_its_own_case() throws IOException {
    byte[] question = DnsQuestioner.question("wWw.CoNtOsO.nEt", Type.A).toWire();
    byte[] answer = questioner.udp(resolver.udp(), "inside", question);
    assertThat(Arrays.copyOfRange(answer, 12, question.length))
        .isEqualTo(Arrays.copyOfRange(question, 12, question.length));
    assertThat(new Message(answer).getSection(Section.ANSWER)).hasSize(1);
  }

  @Test
  void edns_is_answered_with_edns_and_only_then() throws IOException {
    Message question = DnsQuestioner.question("www.contoso.net", Type.A);
    assertThat(new Message(questioner.udp(resolver.udp(), "inside", question.toWire())).getOPT())
        .isNull();
    question.addRecord(new OPTRecord(4096, 0, 0, ExtendedFlags.DO), Section.ADDITIONAL);
    OPTRecord opt =
        new Message(questioner.udp(resolver.udp(), "inside", question.toWire())).getOPT();
    assertThat(opt.getPayloadSize()).isEqualTo(1232);
    assertThat(opt.getFlags()).isEqualTo(ExtendedFlags.DO);
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        Type.ANY,
        Type.AXFR,
        Type.IXFR,
        Type.MAILA,
        Type.MAILB,
        Type.TSIG,
        Type.TKEY,
        Type.OPT
      })
  void question_types_that_are_none_are_not_implemented(int type) throws IOException {
    assertThat(ask(authoritative, "outside", "www.contoso.net", type))
        .isEqualTo("NOTIMP answer[] authority[]");
  }

  @Test
  void other_classes_are_refused() throws IOException {
    Message question =
        Message.newQuery(Record.newRecord(Name.fromString("version.bind."), Type.TXT, DClass.CH));
    assertThat(
            DnsQuestioner.text(questioner.udp(resolver.udp(), "inside", question.toWire()), true))
        .startsWith("REFUSED");
  }

  @Test
  void an_answer_or_a_fragment_gets_silence() {
    DnsResponder responder =
        new DnsResponder(
            NAMES,
            NAMES.hosts().get(0),
            new Network.Dns(false, java.util.List.of()),
            Set::of,
            Forwarders.Uplink.none());
    byte[] question = DnsQuestioner.question("www.contoso.net", Type.A).toWire();
    assertThat(responder.respond(question, "outside", true, new Remark()).join()).isNotNull();
    question[2] |= (byte) 0x80;
    assertThat(responder.respond(question, "outside", true, new Remark()).join()).isNull();
    assertThat(responder.respond(new byte[11], "outside", true, new Remark()).join()).isNull();
    assertThat(responder.respond(new byte[0], "outside", true, new Remark()).join()).isNull();
  }

  @Test
  void no_message_breaks_the_server() {
    DnsResponder responder =
        new DnsResponder(
            NAMES,
            NAMES.hosts().get(0),
            new Network.Dns(true, java.util.List.of()),
            Set::of,
            Forwarders.Uplink.none());
    Random random = new Random(7);
    byte[] good = DnsQuestioner.question("www.contoso.net", Type.A).toWire();
    for (int i = 0; i < 50_000; i++) {
      byte[] message =
          i % 2 == 0
              ? new byte[random.nextInt(80)]
              : Arrays.copyOf(good, good.length + random.nextInt(20));
      if (i % 2 == 0) {
        random.nextBytes(message);
      }
      for (int changes = random.nextInt(4); changes > 0 && message.length > 0; changes--) {
        message[random.nextInt(message.length)] = (byte) random.nextInt();
      }
      byte[] answer = responder.respond(message, "inside", i % 3 != 0, new Remark()).join();
      assertThat(
              answer == null
                  || answer.length >= 12 && (answer[2] & 0x80) != 0 && answer[0] == message[0])
          .as("message %d", i)
          .isTrue();
    }
  }

  @Test
  void a_connection_carries_several_questions() throws IOException {
    byte[] first = DnsQuestioner.question("www.contoso.net", Type.A).toWire();
    byte[] second = DnsQuestioner.question("nowhere.contoso.net", Type.A).toWire();
    try (Socket socket = new Socket()) {
      questioner.open(socket, resolver.tcp(), "inside");
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      for (byte[] question : Arrays.asList(first, second)) {
        out.writeShort(question.length);
        out.write(question);
      }
      DataInputStream in = new DataInputStream(socket.getInputStream());
      for (int rcode : new int[] {Rcode.NOERROR, Rcode.NXDOMAIN}) {
        assertThat(new Message(in.readNBytes(in.readUnsignedShort())).getRcode()).isEqualTo(rcode);
      }
    }
  }

  @Test
  void a_half_open_flow_gets_no_answer() throws IOException {
    byte[] question = DnsQuestioner.question("www.contoso.net", Type.A).toWire();
    questioner.shapedBy(Fault.halfOpen("resolver"));
    assertThat(questioner.udp(resolver.udp(), "inside", question)).isNull();
  }

  @Test
  void a_failing_name_fails_also_at_the_end_of_an_alias_and_whatever_its_case() throws IOException {
    faults.add(Fault.servfail("WWW.contoso.NET"));
    assertThat(ask(resolver, "outside", "www.contoso.net", Type.A))
        .isEqualTo("SERVFAIL answer[] authority[]");
    assertThat(ask(resolver, "outside", "api.contoso.net", Type.A))
        .isEqualTo("SERVFAIL answer[] authority[]");
    assertThat(ask(resolver, "outside", "only-outside.contoso.net", Type.A)).startsWith("NOERROR");
    faults.clear();
    assertThat(ask(resolver, "outside", "www.contoso.net", Type.A)).startsWith("NOERROR");
  }

  @Test
  void a_wrong_answer_takes_the_place_of_records_of_the_type_that_fits() throws IOException {
    faults.add(Fault.wrongAnswer("multi.contoso.net.", "10.66.66.66"));
    assertThat(ask(resolver, "outside", "multi.contoso.net", Type.A))
        .isEqualTo("NOERROR answer[multi.contoso.net. 300 a 10.66.66.66] authority[]");
    assertThat(ask(resolver, "outside", "multi.contoso.net", Type.AAAA))
        .isEqualTo("NOERROR answer[] authority" + soa("contoso.net"));
    faults.add(Fault.wrongAnswer("api.contoso.net", "multi.contoso.net"));
    assertThat(ask(resolver, "outside", "api.contoso.net", Type.A))
        .isEqualTo(
            "NOERROR answer[api.contoso.net. 300 cname multi.contoso.net., multi.contoso.net. 300 a"
                + " 10.66.66.66] authority[]");
    faults.add(Fault.wrongAnswer("hijacked.example", "2001:db8::66"));
    assertThat(ask(resolver, "outside", "hijacked.example", Type.AAAA))
        .contains("aaaa 2001:db8:0:0:0:0:0:66]");
    assertThat(ask(resolver, "outside", "hijacked.example", Type.A))
        .as("a name that has an address exists for other types, too")
        .isEqualTo("NOERROR answer[] authority[]");
    faults.add(Fault.wrongAnswer("contoso.net", "5 multi.contoso.net."));
    assertThat(ask(resolver, "outside", "contoso.net", Type.MX))
        .contains("answer[contoso.net. 300 mx 5 multi.contoso.net.]");
    assertThat(ask(resolver, "outside", "contoso.net", Type.NS))
        .contains("answer[contoso.net. 300 ns ns.invalid.]");
  }

  @Test
  void of_several_wrong_answers_the_same_one_is_given_every_time() throws IOException {
    faults.add(Fault.wrongAnswer("multi.contoso.net", "10.66.66.67"));
    faults.add(Fault.wrongAnswer("multi.contoso.net", "2001:db8::66"));
    faults.add(Fault.wrongAnswer("multi.contoso.net", "10.66.66.66"));
    assertThat(ask(resolver, "outside", "multi.contoso.net", Type.A))
        .isEqualTo("NOERROR answer[multi.contoso.net. 300 a 10.66.66.66] authority[]");
    assertThat(ask(resolver, "outside", "multi.contoso.net", Type.AAAA))
        .isEqualTo("NOERROR answer[] authority" + soa("contoso.net"));
  }

  @Test
  void a_stale_time_to_live_is_that_of_the_name() throws IOException {
    faults.add(Fault.staleTtl("www.contoso.net", Duration.ofDays(7)));
    assertThat(ask(resolver, "outside", "api.contoso.net", Type.A))
        .isEqualTo(
            "NOERROR answer[api.contoso.net. 300 cname www.contoso.net., www.contoso.net. 604800 a"
                + " 203.0.113.1] authority[]");
  }

  @Test
  void a_closed_server_leaves_no_port_open() throws Exception {
    DnsServer server = server("ns");
    InetSocketAddress tcp = server.tcp();
    try (Socket open = new Socket()) {
      questioner.open(open, tcp, "inside");
      server.close();
      server.close();
      assertThat(ended(open)).isTrue();
    }
    // What is free can be taken again; the selector lets go of a closed channel with its next turn.
    assertThat(taken(() -> new ServerSocket(tcp.getPort(), 1, tcp.getAddress()))).isTrue();
    assertThat(taken(() -> new DatagramSocket(server.udp()))).isTrue();
  }

  /** A connection that had not been accepted yet is reset, one that had is closed. */
  private static boolean ended(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketException e) {
      return true;
    }
  }

  private static boolean taken(Callable<? extends AutoCloseable> socket) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (System.nanoTime() < deadline) {
      try {
        socket.call().close();
        return true;
      } catch (BindException e) {
        Thread.onSpinWait();
      }
    }
    return false;
  }

  private static Throwable catching(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    return org.assertj.core.api.Assertions.catchThrowable(call);
  }
}
