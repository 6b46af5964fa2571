package dev.plumbline.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.network.DnsBuilder;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Zone;
import dev.plumbline.observation.Diagnosis;
import dev.plumbline.testing.Requirements;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Type;

/** Servers that forward, beside BIND 9 with the same zones and forwarders, answer by answer. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ForwardingAgainstBindTest {

  private static final String SOA = "@ 900 SOA ns h 7 3600 600 86400 60";
  private static final String NS = "@ NS ns.invalid.";

  private static final Zone OWN =
      zone(
          "contoso.net",
          "front",
          "www A 10.0.0.1",
          "to-corp CNAME host.corp.example.",
          "to-corp-alias CNAME alias.corp.example.",
          "to-deep CNAME x.deep.corp.example.",
          "to-other CNAME www.other.test.",
          "to-dangling CNAME nowhere.corp.example.",
          "to-round CNAME home.corp.example.",
          "to-refused CNAME www.refused.example.",
          "ring CNAME ring.corp.example.",
          "sub NS ns.sub",
          "ns.sub A 10.0.0.9");

  private static final List<Zone> OF_CORP =
      List.of(
          zone(
              "corp.example",
              "corp",
              "host A 10.1.0.1",
              "host AAAA 2001:db8::1",
              "alias CNAME host",
              "alias2 CNAME alias",
              "out CNAME www.other.test.",
              "home CNAME www.contoso.net.",
              "home-dangling CNAME nowhere.contoso.net.",
              "into-deep CNAME x.deep",
              "x.deep A 10.1.0.66",
              "dangling CNAME nowhere",
              "empty CNAME text",
              "text TXT hello",
              "*.wild A 10.1.0.7",
              "below.ent A 10.1.0.8",
              "tree DNAME corp.example.",
              "ring CNAME ring.contoso.net.",
              "@ MX 10 host"),
          zone("sub.contoso.net", "corp", "host A 10.1.0.77", "up CNAME www.contoso.net."));

  private static final List<Zone> OF_OTHERS =
      List.of(
          zone(
              "other.test",
              "others",
              "www A 10.2.0.1",
              "priv CNAME www.contoso.net.",
              "to-corp CNAME host.corp.example.",
              "to-deep CNAME x.deep.corp.example."),
          zone("corp.example", "others", "host A 10.2.0.99", "only-here A 10.2.0.98"),
          zone(
              "deep.corp.example",
              "others",
              "x A 10.2.0.2",
              "up CNAME host.corp.example.",
              "side CNAME www.other.test."),
          zone(".", "others", "ns.invalid. A 127.0.0.1"));

  private static final List<String> NAMES =
      List.of(
          "www.contoso.net",
          "nowhere.contoso.net",
          "contoso.net",
          "to-corp.contoso.net",
          "to-corp-alias.contoso.net",
          "to-deep.contoso.net",
          "to-other.contoso.net",
          "to-dangling.contoso.net",
          "to-round.contoso.net",
          "to-refused.contoso.net",
          "ring.contoso.net",
          "sub.contoso.net",
          "host.sub.contoso.net",
          "up.sub.contoso.net",
          "nowhere.sub.contoso.net",
          "corp.example",
          "host.corp.example",
          "HOST.corp.example",
          "alias.corp.example",
          "alias2.corp.example",
          "out.corp.example",
          "home.corp.example",
          "home-dangling.corp.example",
          "into-deep.corp.example",
          "dangling.corp.example",
          "empty.corp.example",
          "text.corp.example",
          "any.wild.corp.example",
          "wild.corp.example",
          "ent.corp.example",
          "below.ent.corp.example",
          "host.tree.corp.example",
          "out.tree.corp.example",
          "only-here.corp.example",
          "nowhere.corp.example",
          "deep.corp.example",
          "x.deep.corp.example",
          "up.deep.corp.example",
          "side.deep.corp.example",
          "nowhere.deep.corp.example",
          "www.other.test",
          "priv.other.test",
          "to-corp.other.test",
          "to-deep.other.test",
          "nowhere.other.test",
          "nowhere.example",
          "www.refused.example");

  private static final List<Integer> TYPES =
      List.of(Type.A, Type.AAAA, Type.CNAME, Type.TXT, Type.MX, Type.SOA);

  private final DnsQuestioner questioner = new DnsQuestioner();
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final Map<String, InetSocketAddress> back = new LinkedHashMap<>();
  private EventLoopGroup group;
  private BindServer bind;
  private DnsServer ours;

  private static Zone zone(String name, String server, String... records) {
    List<String> lines = new ArrayList<>(List.of(SOA, NS));
    lines.addAll(List.of(records));
    return new Zone(name, List.of(), List.of(server), lines, Duration.ofSeconds(300), false);
  }

  @BeforeAll
  void start(@TempDir Path directory) throws IOException {
    Path named = Requirements.command("named");
    BindServer bindCorp = bind(named, directory, "corp", view(null, OF_CORP, Map.of()));
    BindServer bindOthers = bind(named, directory, "others", view(null, OF_OTHERS, Map.of()));
    bind =
        bind(
            named,
            directory,
            "front",
            view(
                bindOthers.address(),
                List.of(OWN),
                Map.of(
                    "corp.example", bindCorp.address(),
                    "deep.corp.example", bindOthers.address(),
                    "sub.contoso.net", bindCorp.address(),
                    "refused.example", bindCorp.address())));
    var network =
        Network.builder("forwarding")
            .segment("lan", "10.0.0.0/8")
            .host(
                "front",
                "lan",
                "10.0.0.53",
                host ->
                    host.dns(
                        DnsBuilder.authoritative()
                            .forward(".", "10.2.0.53")
                            .forward("corp.example", "10.1.0.53")
                            .forward("deep.corp.example.", "10.2.0.53")
                            .forward("sub.contoso.net", "10.1.0.53")
                            .forward("refused.example", "10.1.0.53")))
            .host("corp", "lan", "10.1.0.53", host -> host.dns())
            .host("others", "lan", "10.2.0.53", host -> host.dns());
    network.zone(OWN);
    OF_CORP.forEach(network::zone);
    OF_OTHERS.forEach(network::zone);
    group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    Network description = network.build();
    for (String name : List.of("corp", "others")) {
      back.put(name, server(description, name).udp());
    }
    ours = server(description, "front");
  }

  private DnsServer server(Network network, String name) {
    Host host =
        network.hosts().stream().filter(h -> h.name().equals(name)).findFirst().orElseThrow();
    DnsServer server =
        new DnsServer(
            network, host, host.listeners().get(0).dns(), Set::of, questioner, this::ask, group);
    open.push(server);
    return server;
  }

  private CompletableFuture<StubQuestion.Reply> ask(
      String from,
      InetSocketAddress server,
      org.xbill.DNS.Name name,
      int type,
      Duration timeout,
      Remark remark) {
    String to = server.getAddress().getHostAddress().equals("10.1.0.53") ? "corp" : "others";
    byte[] question = DnsQuestioner.question(name.toString(), type).toWire();
    // Elsewhere, since the servers share the thread that calls.
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            byte[] answer = questioner.udp(back.get(to), "lan", question);
            return new StubQuestion.Reply(new Message(answer), Diagnosis.unknown());
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private BindServer bind(Path named, Path directory, String name, BindServer.View view)
      throws IOException {
    BindServer server =
        new BindServer(named, Files.createDirectory(directory.resolve(name)), List.of(view));
    open.push(server);
    return server;
  }

  @AfterAll
  void stop() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
    if (group != null) {
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
  }

  @Test
  void a_server_that_forwards_answers_as_bind_does() throws IOException {
    Map<String, String> differences = new LinkedHashMap<>();
    for (String name : NAMES) {
      for (int type : TYPES) {
        Message question = DnsQuestioner.question(name, type);
        question.getHeader().setFlag(Flags.RD);
        byte[] theirAnswer = questioner.udpFrom("127.0.0.1", bind.address(), question.toWire());
        assertThat(theirAnswer).as("BIND's answer").isNotNull();
        String theirs = text(theirAnswer);
        String own = text(questioner.udp(ours.udp(), "lan", question.toWire()));
        if (!theirs.equals(own)) {
          differences.put(
              name + " " + Type.string(type), "\n  BIND " + theirs + "\n  ours " + own + "\n");
        }
      }
    }
    assertThat(differences).isEmpty();
  }

  /** Without times to live, since BIND's cache lets them age. */
  private static String text(byte[] answer) {
    return DnsQuestioner.text(answer, true)
        .replaceAll("(\\S+) \\d+ (?=(a|aaaa|cname|dname|txt|mx|soa) )", "$1 ");
  }

  private static BindServer.View view(
      InetSocketAddress elsewhere, List<Zone> zones, Map<String, InetSocketAddress> forwarded) {
    return new BindServer.View("all", "any", elsewhere, zones, forwarded);
  }
}
