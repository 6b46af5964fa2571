package dev.plumbline.contract;

import static dev.plumbline.network.TlsBuilder.tls;

import dev.plumbline.environment.Environment;
import dev.plumbline.environment.EnvironmentBuilder;
import dev.plumbline.environment.Ground;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Action;
import dev.plumbline.network.Network.CertificateSpec;
import dev.plumbline.network.Network.Handling;
import dev.plumbline.network.Network.Reply;
import dev.plumbline.network.Network.UnknownHost;
import dev.plumbline.network.Network.UnknownSni;
import dev.plumbline.network.Network.Validity;
import dev.plumbline.network.NetworkBuilder;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The one description that every arm of the contract answers from.
 *
 * <ul>
 *   <li>{@code services} 10.1.0.0/24: API gateways over HTTPS, a back end over HTTP, a resolver; a
 *       filter that drops 8081 and rejects 8082 from {@code workload}
 *   <li>{@code edge} 10.1.1.0/24: the public gateway, published at 203.0.113.10
 *   <li>{@code workload} 10.1.2.0/24: sees services and the internet
 *   <li>{@code partner} 10.9.0.0/24: sees the internet only
 *   <li>{@code internet}: a resolver, and an authoritative server for the public zone
 * </ul>
 */
final class ContractNetwork {

  /** More than a datagram takes: four strings of 250 characters, twice. */
  static final List<String> LONG_TEXTS =
      IntStream.range(0, 2).mapToObj(ContractNetwork::longText).toList();

  /** The IPv6 address that the vantage {@code workload} gets. */
  static final String WORKLOAD_V6 = "fd00:2::ffff:ffff:ffff:fffe";

  private ContractNetwork() {}

  private static String longText(int number) {
    return IntStream.range(0, 4)
        .mapToObj(i -> String.valueOf((char) ('a' + number * 4 + i)).repeat(250))
        .collect(Collectors.joining(" "));
  }

  /** Returns the network. */
  static Network network() {
    return BeyondOneMachine.addTo(basic()).build();
  }

  /** Returns the part of it that real servers in one network namespace can show. */
  static Network onOneMachine() {
    return basic().build();
  }

  private static NetworkBuilder basic() {
    NetworkBuilder network =
        Network.builder("contract")
            .segment(
                "services",
                s ->
                    s.prefixes("10.1.0.0/24")
                        .resolver("10.1.0.53")
                        .rules(
                            "services-filter",
                            rules ->
                                rules
                                    .inbound(
                                        100,
                                        "drop-debug",
                                        Action.DROP,
                                        r -> r.tcp().from("10.1.2.0/24").ports(8081))
                                    .inbound(
                                        110,
                                        "reject-admin",
                                        Action.REJECT,
                                        r -> r.tcp().from("10.1.2.0/24").ports(8082))))
            .segment(
                "edge",
                s ->
                    s.prefixes("10.1.1.0/24")
                        .resolver("10.1.0.53")
                        .rules(
                            "edge-filter",
                            rules ->
                                rules
                                    .outbound(
                                        100,
                                        "keep-in",
                                        Action.DROP,
                                        r -> r.tcp().to("10.1.0.5/32").ports("8084-8085"))
                                    .inbound(
                                        100,
                                        "not-among-themselves",
                                        Action.DROP,
                                        r -> r.tcp().from("10.1.1.0/24").ports(8070))))
            .segment(
                "workload",
                s ->
                    s.prefixes("10.1.2.0/24")
                        .resolver("10.1.0.53")
                        .egress("203.0.113.99")
                        .noRoute("nowhere", "198.51.100.200/32"))
            .segment("partner", s -> s.prefixes("10.9.0.0/24").resolver("198.51.100.53"))
            .internet(s -> s.resolver("198.51.100.53"))
            .linkBoth("services", "edge")
            .linkBoth("workload", "services")
            .linkBoth("workload", "edge")
            .link("workload", "internet")
            .link("partner", "internet")
            .link("internet", "edge")
            .link("edge", "internet");
    certificates(network);
    zones(network);
    hosts(network);
    return network;
  }

  private static void certificates(NetworkBuilder network) {
    network
        .certificate("api", "api.contract.test")
        .certificate("portal", "portal.contract.test", "*.apps.contract.test")
        .certificate("modern", "modern.contract.test")
        .certificate("www", "www.contract.test")
        .certificateOf("elsewhere", "stranger", "stranger.contract.test")
        .certificate(
            new CertificateSpec("old", List.of("old.contract.test"), "lab", Validity.EXPIRED))
        .certificate(
            new CertificateSpec(
                "early", List.of("early.contract.test"), "lab", Validity.NOT_YET_VALID));
  }

  private static void zones(NetworkBuilder network) {
    network
        .zone(
            "contract.test",
            zone ->
                zone.seenFrom("services", "edge", "workload")
                    .records(
                        "api A 10.1.0.5",
                        "portal A 10.1.0.5",
                        "one.apps A 10.1.0.5",
                        "modern A 10.1.0.6",
                        "stranger A 10.1.0.7",
                        "old A 10.1.0.8",
                        "backend A 10.1.0.9",
                        "www A 10.1.1.4",
                        "wrong A 10.1.0.5",
                        "a.b.apps A 10.1.0.5",
                        "early A 10.1.0.12",
                        "twins A 10.1.0.13",
                        "twins A 10.1.0.14",
                        "apps A 10.1.1.5",
                        "strict A 10.1.1.5",
                        "guest A 10.1.1.5",
                        "sentry A 10.1.1.7")
                    .records(
                        BeyondOneMachine.GUARDED.stream()
                            .map(name -> name + " A 10.1.1.6")
                            .toArray(String[]::new)))
        .zone(
            "contract.test",
            zone ->
                zone.servers("public-dns")
                    .records(
                        "@ NS ns.contract.test.",
                        "ns A 198.51.100.54",
                        "www CNAME front",
                        "front CNAME edge.provider.test.",
                        "only6 AAAA 2001:db8::5",
                        "text TXT \"v=plumb1\" \"second string\"",
                        "_https._tcp SRV 1 5 443 mail",
                        "@ MX 10 mail",
                        "mail A 203.0.113.10",
                        "dual A 203.0.113.10",
                        "dual AAAA 2001:db8::6",
                        "hasty 7 A 203.0.113.10",
                        "@ CAA 0 issue \"ca.contract.test\"",
                        "renamed DNAME moved",
                        "desk.moved A 203.0.113.20",
                        "away CNAME host.elsewhere.test.",
                        "round CNAME trip",
                        "trip CNAME round",
                        "sub NS ns.sub",
                        "ns.sub A 198.51.100.99",
                        "*.wild A 203.0.113.10",
                        "dangling CNAME nothing",
                        "long TXT " + LONG_TEXTS.get(0),
                        "long TXT " + LONG_TEXTS.get(1)))
        .zone("provider.test", "edge A 203.0.113.10")
        .zone("elsewhere.test", zone -> zone.servers("second-dns").records("host A 203.0.113.30"))
        .zone("113.0.203.in-addr.arpa", "10 PTR www.contract.test.")
        .zone(
            "mixed.test",
            zone -> zone.seenFrom("workload").fallThrough().records("inside A 10.1.0.5"))
        .zone("mixed.test", "inside A 203.0.113.10", "outside A 203.0.113.10");
  }

  private static void hosts(NetworkBuilder network) {
    network
        .host(
            "resolver",
            "services",
            "10.1.0.53",
            host -> host.resolver("services", "edge", "workload"))
        .host("public-resolver", "internet", "198.51.100.53", host -> host.resolver())
        .host("public-dns", "internet", "198.51.100.54", host -> host.dns())
        .host(
            "second-dns",
            "internet",
            "198.51.100.56",
            host ->
                host.dns()
                    .rules(
                        "no-datagrams",
                        rules -> rules.inbound(100, "no-datagrams", Action.DROP, r -> r.udp())))
        .host("partners-resolver", "internet", "198.51.100.57", host -> host.resolver("partner"))
        .host(
            "mirror",
            "internet",
            "198.51.100.80",
            host ->
                host.http(80, Handling.echoing())
                    .tcp(8120)
                    .rules(
                        "mirror-filter",
                        rules ->
                            rules.inbound(
                                100,
                                "not-from-the-workload",
                                Action.REJECT,
                                r -> r.tcp().from("203.0.113.99/32").ports(8120))))
        .host(
            "locked",
            "services",
            "10.1.0.11",
            host ->
                host.tcp(8100)
                    .tcp(8101)
                    .tcp(8111)
                    .rules(
                        "locked-filter",
                        rules ->
                            rules
                                .inbound(
                                    100,
                                    "workload",
                                    Action.ALLOW,
                                    r -> r.tcp().from("10.1.2.0/24").ports(8100, 8111))
                                .inbound(
                                    110, "admin", Action.REJECT, r -> r.tcp().ports("8110-8119"))
                                .otherwiseInbound(Action.DROP)
                                .otherwiseOutbound(Action.DROP)))
        .host(
            "early",
            "services",
            "10.1.0.12",
            host -> host.https(443, "early", Handling.replying(200, "")))
        .host(
            "one-twin",
            "services",
            "10.1.0.13",
            host -> host.http(8080, Handling.replying(200, "one")))
        .host(
            "other-twin",
            "services",
            "10.1.0.14",
            host -> host.http(8080, Handling.replying(200, "other")))
        .host(
            "api",
            "services",
            "10.1.0.5",
            host ->
                host.https(
                        443,
                        tls("api", "portal"),
                        http ->
                            http.host(
                                    "api.contract.test",
                                    api ->
                                        api.route("/status", Handling.replying(200, "ready"))
                                            .route("/echo", Handling.echoing())
                                            .route("/public/*", Handling.replying(200, "public"))
                                            .route("/forbidden", Handling.replying(403, "no"))
                                            .route("/broken", Handling.replying(500, "broken"))
                                            .route("/nothing", Handling.replying(204, ""))
                                            .route(
                                                "/late",
                                                Handling.replying(200, "late")
                                                    .after(Duration.ofSeconds(30)))
                                            .route("/public/special", Handling.replying(200, "?"))
                                            .route(
                                                "/headers",
                                                new Handling(
                                                    new Reply(
                                                        201,
                                                        List.of(
                                                            "X-Contract: yes",
                                                            "Content-Type: application/json"),
                                                        "{}"),
                                                    false,
                                                    null,
                                                    (String) null,
                                                    Duration.ZERO))
                                            .route(
                                                "/slow",
                                                Handling.replying(200, "slow")
                                                    .after(Duration.ofMillis(300)))
                                            .route(
                                                "/moved",
                                                Handling.redirectingTo(
                                                    "https://api.contract.test/status"))
                                            .route("/", Handling.replying(200, "root")))
                                .host("portal.contract.test", Handling.replying(200, "portal"))
                                .host("*.apps.contract.test", Handling.replying(200, "an app")))
                    .https(
                        8443,
                        tls("api").http2(),
                        http -> http.host("api.contract.test", Handling.replying(200, "h2")))
                    .tcp(8085)
                    .tcp(8080)
                    .tcp(8081)
                    .tcp(8082))
        .host(
            "modern",
            "services",
            "10.1.0.6",
            host ->
                host.https(
                        443,
                        tls("modern").minimumVersion("TLSv1.3").onUnknownSni(UnknownSni.ALERT),
                        http ->
                            http.host("modern.contract.test", Handling.replying(200, "modern"))
                                .onUnknownHost(UnknownHost.MISDIRECTED))
                    .tcp(8086)
                    .rules(
                        "modern-filter",
                        rules ->
                            rules.inbound(
                                100,
                                "own-filter",
                                Action.REJECT,
                                r -> r.tcp().from("10.1.2.0/24").ports(8086))))
        .host("far", "internet", "198.51.100.200", host -> host.tcp(9000))
        .host(
            "stranger",
            "services",
            "10.1.0.7",
            host -> host.https(443, "stranger", Handling.replying(200, "")))
        .host(
            "old",
            "services",
            "10.1.0.8",
            host ->
                host.https(
                        443,
                        "old",
                        http ->
                            http.host("old.contract.test", Handling.replying(200, ""))
                                .onUnknownHost(UnknownHost.CLOSE))
                    .http(
                        80,
                        http ->
                            http.host("old.contract.test", Handling.replying(200, ""))
                                .onUnknownHost(UnknownHost.CLOSE)))
        .host(
            "backend",
            "services",
            "10.1.0.9",
            host ->
                host.http(
                        8080,
                        http ->
                            http.host(
                                "backend.contract.test",
                                backend ->
                                    backend
                                        .route(
                                            List.of("/late", "/own-late"),
                                            Handling.replying(200, "late")
                                                .after(Duration.ofSeconds(30)))
                                        .otherwise(Handling.echoing())))
                    .http(8083, Handling.echoing()))
        .host(
            "gateway",
            "edge",
            "10.1.1.4",
            host ->
                host.publicAddresses("203.0.113.10")
                    .tcp(8070)
                    .tcp(8071)
                    .rules(
                        "gateway-filter",
                        rules ->
                            rules.inbound(
                                100,
                                "not-from-the-internet",
                                Action.REJECT,
                                r -> r.tcp().from("203.0.113.50/32").to("10.1.1.4/32").ports(8071)))
                    .http(80, Handling.redirectingTo("https://www.contract.test/"))
                    .https(
                        443,
                        tls("www"),
                        http ->
                            http.server("Contract-Gateway")
                                .host(
                                    "www.contract.test",
                                    www ->
                                        www.route("/api/*", Handling.forwardingTo("echo"))
                                            .route("/named/*", Handling.forwardingTo("named"))
                                            .route("/down", Handling.forwardingTo("down"))
                                            .route("/late", Handling.forwardingTo("late"))
                                            .route("/empty", Handling.forwardingTo("empty"))
                                            .route("/secure/*", Handling.forwardingTo("secure"))
                                            .route("/strange/*", Handling.forwardingTo("strange"))
                                            .route("/modern/*", Handling.forwardingTo("modern"))
                                            .route(
                                                "/elsewhere/*", Handling.forwardingTo("elsewhere"))
                                            .route("/other/*", Handling.forwardingTo("other-name"))
                                            .route("/plain/*", Handling.forwardingTo("plain"))
                                            .route("/shared/*", Handling.forwardingTo("shared"))
                                            .route("/spare/*", Handling.forwardingTo("spare"))
                                            .route("/own-late", Handling.forwardingTo("own-late"))
                                            .route("/own-down", Handling.forwardingTo("own-down"))
                                            .route("/", Handling.replying(200, "front"))))
                    .upstream("echo", 8083, "10.1.0.9")
                    .upstream(
                        "named",
                        8080,
                        u ->
                            u.members("10.1.0.9")
                                .host("backend.contract.test")
                                .probe(
                                    "backend-by-name",
                                    p -> p.host("backend.contract.test").path("/status")))
                    .upstream(
                        "nameless",
                        8080,
                        u ->
                            u.members("10.1.0.9")
                                .probe(
                                    "backend-without-name",
                                    p -> p.path("/status").unhealthyThreshold(1)))
                    .upstream("down", 8099, "10.1.0.9")
                    .upstream(
                        "late",
                        8080,
                        u ->
                            u.members("10.1.0.9")
                                .host("backend.contract.test")
                                .timeout(Duration.ofMillis(400)))
                    .upstream("empty", 8080)
                    .upstream(
                        "elsewhere",
                        443,
                        u ->
                            u.members("10.1.0.7")
                                .tls()
                                .host("stranger.contract.test")
                                .trustedRoots("elsewhere"))
                    .upstream(
                        "other-name",
                        443,
                        u -> u.members("10.1.0.5").tls().host("other.contract.test"))
                    .upstream("plain", 8083, u -> u.members("10.1.0.9").withoutForwardedHeaders())
                    .upstream("shared", 8080, "10.1.0.13", "10.1.0.14")
                    .upstream("spare", 8080, "10.1.0.12", "10.1.0.13")
                    .upstream(
                        "own-late",
                        8080,
                        u ->
                            u.members("10.1.0.9")
                                .host("backend.contract.test")
                                .timeout(Duration.ofMillis(400))
                                .timeoutStatus(599))
                    .upstream("own-down", 8099, u -> u.members("10.1.0.9").unavailableStatus(503))
                    .upstream(
                        "secure", 443, u -> u.members("10.1.0.5").tls().host("api.contract.test"))
                    .upstream(
                        "strange",
                        443,
                        u -> u.members("10.1.0.7").tls().host("stranger.contract.test"))
                    .upstream(
                        "modern",
                        443,
                        u -> u.members("10.1.0.6").tls().host("modern.contract.test")));
  }

  /** Returns the environment on a ground; the vantages are the same on all. */
  static EnvironmentBuilder environment(Ground ground) {
    return Environment.builder("contract")
        .ground(ground)
        .attackTraffic(
            Stream.concat(BeyondOneMachine.GUARDED.stream(), Stream.of("sentry"))
                .map(name -> name + ".contract.test")
                .toArray(String[]::new))
        .probeTimeout(Duration.ofSeconds(3))
        .endpoint("api", "https://api.contract.test/status")
        .endpoint("front", "https://www.contract.test/")
        .endpoint("debug", "tcp://10.1.0.5:8081")
        .vantage(
            "workload",
            v ->
                v.segment("workload")
                    .address("10.1.2.10")
                    .bind("10.1.2.10")
                    .resolver("10.1.0.53")
                    .control("api"))
        .vantage(
            "edge",
            v ->
                v.segment("edge")
                    .address("10.1.1.10")
                    .bind("10.1.1.10")
                    .resolver("10.1.0.53")
                    .control("api"))
        .vantage(
            "partner",
            v ->
                v.segment("partner")
                    .address("10.9.0.10")
                    .bind("10.9.0.10")
                    .resolver("198.51.100.53")
                    .control("front"))
        .vantage(
            "internet",
            v ->
                v.segment("internet")
                    .address("203.0.113.50")
                    .bind("203.0.113.50")
                    .resolver("198.51.100.53")
                    .control("front"));
  }

  /** Returns the environment with the vantages in the part of the network beyond one machine. */
  static EnvironmentBuilder wholeEnvironment(Ground ground) {
    return environment(ground)
        .vantage("office", v -> v.segment("partner").address("10.9.0.200").control("front"))
        .vantage("twin", v -> v.segment("workload").address("10.1.2.10").control("island"))
        .vantage("backend", v -> v.segment("services").address("10.1.0.9").control("front"))
        .vantage("branch", v -> v.segment("branch").address("10.5.0.10").control("island"))
        .endpoint("island", "http://10.2.0.5/");
  }
}
