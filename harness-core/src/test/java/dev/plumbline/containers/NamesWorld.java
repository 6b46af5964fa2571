package dev.plumbline.containers;

import dev.plumbline.environment.Environment;
import dev.plumbline.network.DnsBuilder;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Dns;
import dev.plumbline.network.Network.Dns.Forwarder;
import dev.plumbline.network.Network.Listener;
import dev.plumbline.network.Network.Zone.Unseen;
import dev.plumbline.network.NetworkBuilder;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A network of names: DNS servers of each kind, and zones with everything that zones may have. */
final class NamesWorld {

  private static final String SOA = "@ 900 SOA ns h 7 3600 600 86400 60";
  private static final String CORP = "10.3.0.53";
  private static final String GUARDED = "10.3.0.54";
  private static final String WORLD = "198.51.100.53";

  static final List<String> VANTAGES = List.of("office", "cloud", "plant", "internet");

  /** Those with a way to private addresses. */
  static final List<String> INSIDE = List.of("office", "cloud", "plant");

  static final List<String> NAMES =
      List.of(
          "invalid",
          "ns.invalid",
          "www.contoso.net",
          "WWW.Contoso.NET",
          "contoso.net",
          "api.contoso.net",
          "chain1.contoso.net",
          "dangling.contoso.net",
          "to-other.contoso.net",
          "away.contoso.net",
          "loop-a.contoso.net",
          "any.wild.contoso.net",
          "x.y.wild.contoso.net",
          "host.wild.contoso.net",
          "x.host.wild.contoso.net",
          "any.alias.contoso.net",
          "ent.contoso.net",
          "nowhere.contoso.net",
          "sub.contoso.net",
          "host.sub.contoso.net",
          "www.old.contoso.net",
          "old.contoso.net",
          "www.moved.contoso.net",
          "inner.contoso.net",
          "many.example",
          "privatelink.example",
          "only-public.privatelink.example",
          "both.privatelink.example",
          "only-private.privatelink.example",
          "any.wild.privatelink.example",
          "any.below.wild.privatelink.example",
          "nowhere.privatelink.example",
          "account.storage.example",
          "secret.storage.example",
          "www.fabrikam.org",
          "own.example",
          "www.own.example",
          "to-corp.own.example",
          "to-corp-alias.own.example",
          "to-other.own.example",
          "to-refused.own.example",
          "to-dangling.own.example",
          "corp.own.example",
          "host.corp.own.example",
          "up.corp.own.example",
          "corp.example",
          "host.corp.example",
          "alias.corp.example",
          "out.corp.example",
          "home.corp.example",
          "nowhere.corp.example",
          "deep.corp.example",
          "x.deep.corp.example",
          "www.refused.example",
          "www.second.example",
          "nowhere.example",
          "5.0.2.10.in-addr.arpa");

  private NamesWorld() {}

  static Environment environment() {
    var builder = Environment.builder("names");
    VANTAGES.forEach(builder::vantage);
    return builder.build();
  }

  static Network network() {
    NetworkBuilder network =
        Network.builder("names")
            .segment("office", "10.1.0.0/24", "2001:db8:1::/64")
            .segment("cloud", "10.2.0.0/24", "2001:db8:2::/64")
            .segment("plant", "10.3.0.0/24")
            .internet()
            .mesh("all", "office", "cloud", "plant", "internet");
    resolvers(network);
    authoritative(network);
    publicZones(network);
    privateZones(network);
    return network.build();
  }

  private static void resolvers(NetworkBuilder network) {
    network
        .host(
            "resolver",
            "cloud",
            "10.2.0.4",
            h -> h.addresses("10.2.0.4", "2001:db8:2::4").publicAddresses("203.0.113.4").resolver())
        .host("for-office", "cloud", "10.2.0.5", h -> h.resolver("office"))
        .host("as-plant", "cloud", "10.2.0.6", h -> h.dns(DnsBuilder.resolver().view("plant")))
        .host("world", "internet", WORLD, h -> h.dns(DnsBuilder.resolver().view("internet")))
        .host("deaf", "plant", "10.3.0.98", h -> h.tcp(22))
        .host(
            "hybrid",
            "cloud",
            "10.2.0.9",
            h ->
                h.dns(
                    DnsBuilder.resolver()
                        .forward(asking("corp.example", "two", "10.3.0.98", CORP))
                        .forward("deep.corp.example", WORLD)
                        .forward("contoso.net", CORP)
                        .forward(asking("refused.example", null, CORP, "10.3.0.98"))
                        .forward(
                            new Forwarder(
                                "own.example",
                                List.of(IpAddresses.parse("10.1.0.53")),
                                53,
                                null,
                                Duration.ofSeconds(1),
                                List.of("office", "cloud"),
                                null,
                                List.of(new Unseen("plant", "a link"))))))
        .host(
            "hybrid-all",
            "cloud",
            "10.2.0.10",
            h -> h.dns(DnsBuilder.resolver().forward(".", WORLD)));
  }

  private static void authoritative(NetworkBuilder network) {
    network
        .host(
            "everything", "cloud", "10.2.0.7", h -> h.addresses("10.2.0.7", "2001:db8:2::7").dns())
        .host(
            "two",
            "cloud",
            "10.2.0.8",
            h ->
                h.dns(DnsBuilder.authoritative().clients("plant", "office"))
                    .listener(
                        new Listener(
                            5353, List.of(), null, 0, null, new Dns(true, List.of()), null)))
        .host("corp", "plant", CORP, h -> h.dns())
        .host(
            "guarded",
            "plant",
            "10.3.0.54",
            h -> h.dns(DnsBuilder.authoritative().clients("cloud")))
        .host(
            "through",
            "office",
            "10.1.0.56",
            h ->
                h.dns(
                    DnsBuilder.authoritative()
                        .forward(asking("corp.example", "two", GUARDED))
                        .forward(asking("fabrikam.org", null, GUARDED))))
        .host(
            "front",
            "office",
            "10.1.0.53",
            h ->
                h.dns(
                    DnsBuilder.authoritative()
                        .forward("corp.example", CORP)
                        .forward("deep.corp.example", WORLD)
                        .forward("corp.own.example", CORP)
                        .forward("refused.example", CORP)
                        .forward("second.example", CORP, "10.3.0.98", WORLD)
                        .forward("fabrikam.org", WORLD)))
        .host(
            "front-all",
            "office",
            "10.1.0.54",
            h ->
                h.dns(DnsBuilder.authoritative().forward(".", WORLD).forward("corp.example", CORP)))
        .host(
            "proxy",
            "office",
            "10.1.0.55",
            h -> h.dns(DnsBuilder.authoritative().forward(".", "10.2.0.4")));
  }

  private static Forwarder asking(String zone, @Nullable String from, String... servers) {
    List<InetAddress> addresses = Stream.of(servers).map(IpAddresses::parse).toList();
    return new Forwarder(
        zone, addresses, 53, from, Duration.ofMillis(200), List.of(), null, List.of());
  }

  private static void publicZones(NetworkBuilder network) {
    network
        .zone(
            "contoso.net",
            SOA,
            "@ NS ns1",
            "@ A 203.0.113.80",
            "@ MX 10 mail",
            "@ TXT \"v=spf1 -all\"",
            "ns1 A 203.0.113.53",
            "mail A 203.0.113.25",
            "WWW 120 A 203.0.113.1",
            "www 120 A 203.0.113.2",
            "www TXT \"two\" \"strings; and ; semicolons\"",
            "api CNAME www",
            "chain1 10 CNAME chain2",
            "chain2 20 CNAME Chain3",
            "chain3 CNAME www",
            "dangling CNAME nowhere",
            "to-other CNAME www.fabrikam.org.",
            "away CNAME www.elsewhere.example.",
            "loop-a CNAME loop-b",
            "loop-b CNAME loop-a",
            "*.wild A 203.0.113.9",
            "host.wild A 203.0.113.10",
            "*.alias CNAME www",
            "x.ent A 203.0.113.13",
            "sub NS ns.sub",
            "ns.sub A 203.0.113.54",
            "old DNAME new",
            "www.new A 203.0.113.14",
            "moved DNAME fabrikam.org.")
        .zone("fabrikam.org", "www A 198.51.100.1", "back CNAME www.contoso.net.")
        .zone(
            "privatelink.example",
            "both A 203.0.113.20",
            "only-public A 203.0.113.22",
            "*.wild A 203.0.113.23")
        .zone(
            "storage.example",
            "account CNAME both.privatelink.example.",
            "secret CNAME only-private.privatelink.example.")
        .zone("0.2.10.in-addr.arpa", "5 PTR for-office.contoso.net.")
        .zone("deep.corp.example", "x A 10.3.0.2", "up CNAME host.corp.example.")
        .zone("second.example", "www A 203.0.113.99")
        .zone(
            "many.example",
            IntStream.rangeClosed(1, 60).mapToObj(i -> "@ A 192.0.2." + i).toArray(String[]::new));
  }

  private static void privateZones(NetworkBuilder network) {
    network
        .zone(
            "contoso.net",
            z ->
                z.seenFrom("office", "cloud")
                    .records("www A 10.1.0.80", "api CNAME www", "inner A 10.1.0.6"))
        .zone(
            "privatelink.example",
            z ->
                z.seenFrom("office")
                    .fallThrough()
                    .records("both A 10.1.0.20", "only-private A 10.1.0.21", "below.wild TXT x"))
        .zone(
            "own.example",
            z ->
                z.servers("front", "front-all")
                    .records(
                        SOA,
                        "www A 10.0.0.1",
                        "to-corp CNAME host.corp.example.",
                        "to-corp-alias CNAME alias.corp.example.",
                        "to-other CNAME www.elsewhere.example.",
                        "to-refused CNAME www.refused.example.",
                        "to-dangling CNAME nowhere.corp.example.",
                        "corp NS ns.corp",
                        "ns.corp A 10.0.0.9"))
        .zone(
            "corp.own.example",
            z -> z.servers("corp").records("host A 10.3.0.77", "up CNAME www.own.example."))
        .zone(
            "corp.example",
            z ->
                z.servers("corp", "guarded")
                    .records(
                        "host A 10.3.0.1",
                        "host AAAA 2001:db8::1",
                        "alias CNAME host",
                        "out CNAME www.fabrikam.org.",
                        "home CNAME www.own.example.",
                        "@ MX 10 host"));
  }
}
