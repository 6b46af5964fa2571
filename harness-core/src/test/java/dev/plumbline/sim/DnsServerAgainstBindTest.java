package dev.plumbline.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Zone;
import dev.plumbline.testing.Requirements;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * The simulated DNS server beside BIND 9 on the same zones, answer by answer: what BIND says is
 * right.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DnsServerAgainstBindTest {

  private static final String SOA =
      "@ 900 SOA ns1.contoso.net. hostmaster.contoso.net. 7 3600 600 86400 60";

  private static final String[] MANY =
      java.util.stream.IntStream.rangeClosed(1, 60)
          .mapToObj(i -> "many A 192.0.2." + i)
          .toArray(String[]::new);

  private static final List<String> PUBLIC =
      List.of(
          SOA,
          "@ NS ns1",
          "@ NS ns2.fabrikam.org.",
          "@ A 203.0.113.80",
          "@ MX 10 mail",
          "@ MX 20 mail.fabrikam.org.",
          "@ TXT \"v=spf1 -all\"",
          "@ CAA 0 issue \"ca.example\"",
          "ns1 A 203.0.113.53",
          "ns1 AAAA 2001:db8::53",
          "mail A 203.0.113.25",
          "mail 60 AAAA 2001:db8::25",
          "WWW 120 A 203.0.113.1",
          "www 120 A 203.0.113.2",
          "www TXT \"two\" \"strings\"",
          "api CNAME www",
          "chain1 10 CNAME chain2",
          "chain2 20 CNAME Chain3",
          "chain3 CNAME www",
          "dangling CNAME nowhere",
          "to-empty CNAME ent",
          "to-other CNAME www.fabrikam.org.",
          "to-missing CNAME nowhere.fabrikam.org.",
          "away CNAME www.elsewhere.example.",
          "loop-a CNAME loop-b",
          "loop-b CNAME loop-a",
          "self CNAME self",
          "*.wild A 203.0.113.9",
          "*.wild TXT \"any\"",
          "*.wild MX 5 mail",
          "host.wild A 203.0.113.10",
          "a.b.wild A 203.0.113.11",
          "*.alias CNAME www",
          "*.alias-away CNAME gone.elsewhere.example.",
          "*.to-wild CNAME x.wild",
          "*.mail-only MX 1 mail",
          "sub.*.odd A 203.0.113.12",
          "x.ent A 203.0.113.13",
          "deep.er.ent2 TXT \"deep\"",
          "sub NS ns.sub",
          "sub NS ns1",
          "sub DS 12345 13 2 0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF",
          "ns.sub A 203.0.113.54",
          "ns.sub AAAA 2001:db8::54",
          "hidden.sub A 203.0.113.55",
          "into-sub CNAME host.sub",
          "child NS ns1",
          "child DS 54321 13 2 FEDCBA9876543210FEDCBA9876543210FEDCBA9876543210FEDCBA9876543210",
          "old DNAME new",
          "old TXT \"moved\"",
          "www.new A 203.0.113.14",
          "alias.new CNAME www",
          "moved DNAME fabrikam.org.",
          "far DNAME elsewhere.example.",
          "via-wild MX 5 some.wild",
          "via-sub MX 5 host.sub",
          "via-sub MX 5 ns.sub",
          "via-alias MX 5 api",
          "_sip._tcp SRV 0 5 5060 www",
          "_sip._tcp SRV 1 5 5060 mail",
          "_mssms._tcp SRV 0 0 443 www.fabrikam.org.",
          "long TXT \""
              + "x".repeat(250)
              + "\" \""
              + "y".repeat(250)
              + "\" \""
              + "z".repeat(250)
              + "\"");

  private static final List<String> FABRIKAM =
      List.of(
          "@ 30 SOA ns2 hostmaster 1 3600 600 86400 3600",
          "@ NS ns2",
          "ns2 A 198.51.100.53",
          "www A 198.51.100.1",
          "back CNAME www.contoso.net.",
          "mail A 198.51.100.25");

  private static final List<String> CHILD =
      List.of(
          "@ SOA ns1.contoso.net. h.contoso.net. 1 1 1 1 45",
          "@ NS ns1.contoso.net.",
          "@ A 203.0.113.77",
          "www A 203.0.113.78",
          "up CNAME www.contoso.net.");

  private static final List<String> REVERSE =
      List.of(
          "@ SOA ns1.contoso.net. h.contoso.net. 1 1 1 1 45",
          "@ NS ns1.contoso.net.",
          "5.0 PTR apim.contoso.net.",
          "4.0 CNAME 4.0-127.0",
          "4.0-127.0 PTR x.contoso.net.");

  private static final List<String> INSIDE =
      List.of(
          SOA,
          "@ NS ns1",
          "ns1 A 10.0.0.53",
          "www A 10.1.0.5",
          "api CNAME www",
          "inner A 10.1.0.6",
          "*.wild A 10.1.0.9");

  private static final List<String> ROOT =
      List.of(
          "@ 300 SOA ns.invalid. hostmaster.invalid. 1 3600 600 86400 300",
          "@ NS ns.invalid.",
          "ns.invalid. A 127.0.0.1");

  private static final List<String> NAMES =
      List.of(
          "contoso.net",
          "ns1.contoso.net",
          "mail.contoso.net",
          "www.contoso.net",
          "WWW.CONTOSO.NET",
          "api.contoso.net",
          "chain1.contoso.net",
          "chain2.contoso.net",
          "dangling.contoso.net",
          "to-empty.contoso.net",
          "to-other.contoso.net",
          "to-missing.contoso.net",
          "away.contoso.net",
          "loop-a.contoso.net",
          "self.contoso.net",
          "any.wild.contoso.net",
          "x.y.wild.contoso.net",
          "host.wild.contoso.net",
          "x.host.wild.contoso.net",
          "b.wild.contoso.net",
          "q.b.wild.contoso.net",
          "wild.contoso.net",
          "*.wild.contoso.net",
          "any.alias.contoso.net",
          "any.alias-away.contoso.net",
          "any.to-wild.contoso.net",
          "any.mail-only.contoso.net",
          "any.odd.contoso.net",
          "sub.any.odd.contoso.net",
          "*.odd.contoso.net",
          "sub.*.odd.contoso.net",
          "ent.contoso.net",
          "x.ent.contoso.net",
          "y.ent.contoso.net",
          "ent2.contoso.net",
          "er.ent2.contoso.net",
          "sub.contoso.net",
          "host.sub.contoso.net",
          "ns.sub.contoso.net",
          "hidden.sub.contoso.net",
          "into-sub.contoso.net",
          "child.contoso.net",
          "www.child.contoso.net",
          "nowhere.child.contoso.net",
          "up.child.contoso.net",
          "old.contoso.net",
          "www.old.contoso.net",
          "alias.old.contoso.net",
          "nowhere.old.contoso.net",
          "a.b.old.contoso.net",
          "www.moved.contoso.net",
          "back.moved.contoso.net",
          "x.far.contoso.net",
          "_sip._tcp.contoso.net",
          "_tcp.contoso.net",
          "_mssms._tcp.contoso.net",
          "nowhere.contoso.net",
          "a.b.c.nowhere.contoso.net",
          "inner.contoso.net",
          "fabrikam.org",
          "www.fabrikam.org",
          "back.fabrikam.org",
          "nowhere.fabrikam.org",
          "5.0.1.10.in-addr.arpa",
          "4.0.1.10.in-addr.arpa",
          "0.1.10.in-addr.arpa",
          "6.0.1.10.in-addr.arpa",
          "net",
          "elsewhere.example",
          "www.elsewhere.example",
          "xcontoso.net",
          "via-wild.contoso.net",
          "via-sub.contoso.net",
          "via-alias.contoso.net");

  private static final List<Integer> TYPES =
      List.of(
          Type.A,
          Type.AAAA,
          Type.CNAME,
          Type.TXT,
          Type.SRV,
          Type.MX,
          Type.NS,
          Type.SOA,
          Type.PTR,
          Type.CAA,
          Type.DS,
          Type.DNAME,
          Type.HTTPS);

  private final DnsQuestioner questioner = new DnsQuestioner();
  private EventLoopGroup group;
  private BindServer bindRoot;
  private BindServer bind;
  private DnsServer authoritative;
  private DnsServer resolver;

  private enum Client {
    OUTSIDE("127.0.0.2"),
    INSIDE("127.0.0.3"),
    RECURSIVE("127.0.0.4");

    private final String address;

    Client(String address) {
      this.address = address;
    }

    private String segment() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  @BeforeAll
  void start(@TempDir Path directory) throws IOException {
    Path named = Requirements.command("named");
    Network network =
        Network.builder("names")
            .segment("outside", "192.0.2.0/24")
            .segment("inside", "10.1.0.0/24")
            .segment("recursive", "10.2.0.0/24")
            .host("ns", "outside", "192.0.2.53", host -> host.dns())
            .host("resolver", "recursive", "10.2.0.53", host -> host.resolver())
            .zone("contoso.net", zone -> zone.records(PUBLIC.toArray(String[]::new)).records(MANY))
            .zone(
                "contoso.net",
                zone -> zone.seenFrom("inside").records(INSIDE.toArray(String[]::new)))
            .zone(
                "fabrikam.org",
                zone -> zone.records(FABRIKAM.toArray(String[]::new)).ttl(Duration.ofSeconds(77)))
            .zone("child.contoso.net", CHILD.toArray(String[]::new))
            .zone("1.10.in-addr.arpa", REVERSE.toArray(String[]::new))
            .build();
    group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    authoritative = server(network, network.hosts().get(0));
    resolver = server(network, network.hosts().get(1));
    List<Zone> zones = network.zones();
    List<Zone> outside = List.of(zones.get(0), zones.get(2), zones.get(3), zones.get(4));
    Zone root = new Zone(".", List.of(), List.of(), ROOT, Duration.ofSeconds(300), false);
    // A BIND of its own: none forwards to itself.
    bindRoot =
        new BindServer(
            named,
            Files.createDirectory(directory.resolve("root")),
            List.of(new BindServer.View("root", "any", null, List.of(root))));
    bind =
        new BindServer(
            named,
            directory,
            List.of(
                new BindServer.View("outside", Client.OUTSIDE.address, null, outside),
                new BindServer.View(
                    "inside",
                    Client.INSIDE.address,
                    null,
                    List.of(zones.get(1), zones.get(2), zones.get(3), zones.get(4))),
                new BindServer.View(
                    "recursive", Client.RECURSIVE.address, bindRoot.address(), outside)));
  }

  private DnsServer server(Network network, Host host) {
    Network.Dns dns = host.listeners().get(0).dns();
    return new DnsServer(network, host, dns, Set::of, questioner, Forwarders.Uplink.none(), group);
  }

  @AfterAll
  void stop() {
    for (AutoCloseable each : Arrays.asList(bind, bindRoot, authoritative, resolver)) {
      try {
        if (each != null) {
          each.close();
        }
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
    if (group != null) {
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"OUTSIDE", "INSIDE"})
  void an_authoritative_server_answers_as_bind_does(String client) throws IOException {
    assertThat(differences(Client.valueOf(client), NAMES, TYPES)).isEmpty();
  }

  @Test
  void a_resolver_answers_as_bind_does_where_it_holds_the_zones_and_an_empty_root()
      throws IOException {
    // BIND asks its root where ours fails: below the delegation to a zone that nobody serves. DS
    // belongs to the parent, here the empty root.
    List<String> names = NAMES.stream().filter(name -> !name.contains("sub.contoso")).toList();
    List<Integer> types = TYPES.stream().filter(type -> type != Type.DS).toList();
    assertThat(differences(Client.RECURSIVE, names, types)).isEmpty();
  }

  @Test
  void additional_sections_are_those_of_bind() throws IOException {
    Map<String, String> differences = new LinkedHashMap<>();
    for (String name : NAMES) {
      for (int type : List.of(Type.MX, Type.SRV, Type.NS, Type.A)) {
        Message question = DnsQuestioner.question(name, type);
        List<String> theirs =
            additional(
                questioner.udpFrom(Client.OUTSIDE.address, bind.address(), question.toWire()));
        List<String> own =
            additional(questioner.udp(authoritative.udp(), "outside", question.toWire()));
        if (!theirs.equals(own)) {
          differences.put(
              name + " " + Type.string(type), "\n  BIND " + theirs + "\n  ours " + own + "\n");
        }
      }
    }
    assertThat(differences).isEmpty();
  }

  private static List<String> additional(byte[] answer) throws IOException {
    return DnsQuestioner.records(new Message(answer), Section.ADDITIONAL);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 511, 512, 513, 600, 900, 1000, 1024, 1100, 1232, 1400, 4096})
  void an_answer_is_truncated_where_bind_truncates(int size) throws IOException {
    Map<String, String> differences = new LinkedHashMap<>();
    for (String name : List.of("many.contoso.net", "long.contoso.net", "www.contoso.net")) {
      for (int type : List.of(Type.A, Type.TXT)) {
        Message question = DnsQuestioner.question(name, type);
        if (size >= 0) {
          question.addRecord(new OPTRecord(size, 0, 0), Section.ADDITIONAL);
        }
        String theirs =
            unlessTruncated(
                questioner.udpFrom(Client.OUTSIDE.address, bind.address(), question.toWire()));
        String own =
            unlessTruncated(questioner.udp(authoritative.udp(), "outside", question.toWire()));
        if (!theirs.equals(own)) {
          differences.put(
              name + " " + Type.string(type), "\n  BIND " + theirs + "\n  ours " + own + "\n");
        }
      }
    }
    assertThat(differences).isEmpty();
  }

  private static String unlessTruncated(byte[] answer) {
    String text = DnsQuestioner.text(answer, true);
    int cut = text.indexOf(" tc");
    return cut < 0 ? text : text.substring(0, cut + 3);
  }

  @Test
  void what_is_too_long_for_a_datagram_is_whole_over_tcp() throws IOException {
    byte[] question = DnsQuestioner.question("many.contoso.net", Type.A).toWire();
    String theirs =
        DnsQuestioner.text(
            questioner.tcpFrom(Client.OUTSIDE.address, bind.address(), question), true);
    assertThat(DnsQuestioner.text(questioner.tcp(authoritative.tcp(), "outside", question), true))
        .isEqualTo(theirs)
        .contains("192.0.2.60")
        .doesNotContain(" tc");
  }

  @Test
  void odd_messages_get_the_code_that_bind_gives() throws IOException {
    byte[] plain = DnsQuestioner.question("www.contoso.net", Type.A).toWire();
    Map<String, byte[]> odd = new LinkedHashMap<>();
    odd.put("opcode 1", with(plain, 2, 1 << 3));
    odd.put("opcode 2", with(plain, 2, 2 << 3));
    odd.put("opcode 3", with(plain, 2, 3 << 3));
    odd.put("opcode 15", with(plain, 2, 15 << 3));
    odd.put("two questions claimed", with(plain, 5, 2));
    odd.put("no question claimed", with(plain, 5, 0));
    odd.put("only a header", Arrays.copyOf(plain, 12));
    odd.put("cut in the name", Arrays.copyOf(plain, 20));
    odd.put("cut in the type", Arrays.copyOf(plain, plain.length - 3));
    odd.put("a name that points to itself", withBytes(plain, 12, 0xc0, 12));
    odd.put("a label of a reserved kind", withBytes(plain, 12, 0x80, 12));
    odd.put("EDNS version 1", edns(1));
    odd.put("EDNS version 0", edns(0));
    Message twice = DnsQuestioner.question("www.contoso.net", Type.A);
    twice.addRecord(new OPTRecord(1232, 0, 0), Section.ADDITIONAL);
    twice.addRecord(new OPTRecord(1232, 0, 0, 0), Section.ADDITIONAL);
    odd.put("EDNS twice", twice.toWire());
    Map<String, String> theirs = new LinkedHashMap<>();
    Map<String, String> own = new LinkedHashMap<>();
    for (Map.Entry<String, byte[]> each : odd.entrySet()) {
      theirs.put(
          each.getKey(),
          code(questioner.udpFrom(Client.OUTSIDE.address, bind.address(), each.getValue())));
      own.put(each.getKey(), code(questioner.udp(authoritative.udp(), "outside", each.getValue())));
    }
    assertThat(own).isEqualTo(theirs);
  }

  private static byte[] edns(int version) {
    Message message = DnsQuestioner.question("www.contoso.net", Type.A);
    message.addRecord(new OPTRecord(1232, 0, version), Section.ADDITIONAL);
    return message.toWire();
  }

  private static byte[] with(byte[] message, int index, int value) {
    byte[] changed = message.clone();
    changed[index] = (byte) value;
    return changed;
  }

  private static byte[] withBytes(byte[] message, int index, int first, int second) {
    return with(with(message, index, first), index + 1, second);
  }

  private static String code(byte[] answer) throws IOException {
    if (answer == null) {
      return "silence";
    }
    Message message = new Message(answer);
    OPTRecord opt = message.getOPT();
    return Rcode.string(message.getRcode())
        + (opt == null ? "" : " with EDNS version " + opt.getVersion());
  }

  private Map<String, String> differences(Client client, List<String> names, List<Integer> types)
      throws IOException {
    Map<String, String> differences = new LinkedHashMap<>();
    for (String name : names) {
      for (int type : types) {
        Message question = DnsQuestioner.question(name, type);
        if (client == Client.RECURSIVE) {
          question.getHeader().setFlag(Flags.RD);
        }
        compare(client, question, differences);
      }
    }
    return differences;
  }

  private void compare(Client client, Message question, Map<String, String> differences)
      throws IOException {
    boolean recursive = client == Client.RECURSIVE;
    InetSocketAddress ours = recursive ? resolver.udp() : authoritative.udp();
    byte[] theirAnswer = questioner.udpFrom(client.address, bind.address(), question.toWire());
    byte[] ourAnswer = questioner.udp(ours, client.segment(), question.toWire());
    // BIND takes the root's SOA from its cache, where it ages.
    String theirs =
        DnsQuestioner.text(theirAnswer, !recursive).replaceFirst("\\[\\. \\d+ soa", "[. 300 soa");
    String own = DnsQuestioner.text(ourAnswer, !recursive);
    assertThat(theirs).as("BIND's answer").isNotEqualTo("silence");
    if (!theirs.equals(own)) {
      Record asked = question.getQuestion();
      differences.put(
          asked.getName() + " " + Type.string(asked.getType()),
          "\n  BIND " + theirs + "\n  ours " + own + "\n");
    }
  }
}
