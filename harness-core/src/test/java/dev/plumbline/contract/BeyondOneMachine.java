package dev.plumbline.contract;

import static dev.plumbline.network.TlsBuilder.tls;
import static dev.plumbline.network.WebFirewall.named;

import dev.plumbline.network.Cidr;
import dev.plumbline.network.CustomRule;
import dev.plumbline.network.CustomRule.Condition;
import dev.plumbline.network.CustomRule.Operator;
import dev.plumbline.network.CustomRule.Variable;
import dev.plumbline.network.DnsBuilder;
import dev.plumbline.network.HostBuilder;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network.Action;
import dev.plumbline.network.Network.Admission;
import dev.plumbline.network.Network.Balance;
import dev.plumbline.network.Network.Handling;
import dev.plumbline.network.Network.Link;
import dev.plumbline.network.Network.Member;
import dev.plumbline.network.Network.Protocol;
import dev.plumbline.network.Network.Redirect;
import dev.plumbline.network.Network.Reply;
import dev.plumbline.network.Network.Rewrite;
import dev.plumbline.network.Network.RewriteCondition;
import dev.plumbline.network.Network.Translation;
import dev.plumbline.network.Network.UnknownSni;
import dev.plumbline.network.NetworkBuilder;
import dev.plumbline.network.WebFirewall;
import dev.plumbline.network.WebFirewall.Exclusion;
import dev.plumbline.network.WebFirewall.Exclusion.Comparison;
import dev.plumbline.network.WebFirewall.Exclusion.Part;
import dev.plumbline.network.WebFirewall.Mode;
import dev.plumbline.network.WebFirewallBuilder;
import dev.plumbline.waf.WafPack;
import java.time.Duration;
import java.util.List;

/**
 * The part of the contract's network that needs a network stack for each host.
 *
 * <ul>
 *   <li>{@code hub} 10.3.0.0/24: appliances, through which {@code workload} and {@code edge} reach
 *       {@code isolated}
 *   <li>{@code isolated} 10.2.0.0/24: hosts behind them
 *   <li>{@code astray} 10.4.0.0/24: reached through an appliance that its answers pass by
 *   <li>{@code branch} 10.5.0.0/24: meshed with {@code isolated}
 *   <li>IPv6 in {@code services} and {@code workload}
 *   <li>DNS servers that ask others, gateways with health probes, web application firewalls
 * </ul>
 */
final class BeyondOneMachine {

  /** The host names of places behind firewalls, below {@code contract.test}. */
  static final List<String> GUARDED =
      List.of("shield", "logs", "without", "sparing", "own-rules", "lenient", "bodiless", "off");

  private BeyondOneMachine() {}

  static NetworkBuilder addTo(NetworkBuilder network) {
    segments(network);
    ways(network);
    names(network);
    gateways(network);
    firewalls(network);
    return network;
  }

  private static void segments(NetworkBuilder network) {
    network
        .changeSegment("services", s -> s.prefixes("10.1.0.0/24", "fd00:1::/64"))
        .changeSegment(
            "workload",
            s ->
                s.prefixes("10.1.2.0/24", "fd00:2::/64")
                    .route("by-the-firewall", "10.2.0.0/24", "firewall")
                    .route("by-the-firewall-too", "10.4.0.0/24", "firewall"))
        .changeSegment("edge", s -> s.route("by-the-translator", "10.2.0.0/24", "translator"))
        .segment("hub", "10.3.0.0/24")
        .segment(
            "isolated", s -> s.prefixes("10.2.0.0/24").route("back", "10.1.2.0/24", "firewall"))
        .segment("astray", "10.4.0.0/24")
        .segment("branch", s -> s.prefixes("10.5.0.0/24").resolvers("10.2.0.5", "198.51.100.53"))
        .linkBoth("workload", "hub")
        .linkBoth("edge", "hub")
        .linkBoth("hub", "isolated")
        .linkBoth("hub", "astray")
        .link("services", "partner")
        .link("branch", "internet")
        .link(
            new Link(
                "partner",
                "hub",
                Duration.ZERO,
                new Admission("the office", List.of(Cidr.of("10.9.0.128/25")))))
        .mesh("wide-area", "isolated", "branch");
  }

  private static void ways(NetworkBuilder network) {
    network
        .host(
            "firewall",
            "hub",
            "10.3.0.4",
            host ->
                host.forwards()
                    .rules(
                        "firewall-policy",
                        rules ->
                            rules
                                .inbound(100, "reject", Action.REJECT, r -> r.tcp().ports(8202))
                                .inbound(110, "drop", Action.DROP, r -> r.tcp().ports(8203)))
                    .translation("published", 8300, "10.2.0.5", 80))
        .host("translator", "hub", "10.3.0.5", host -> host.forwards().hidesSources("masquerade"))
        .host(
            "balancer",
            "hub",
            "10.3.0.6",
            host ->
                host.balance("web", 80, "10.3.0.11:80", "10.3.0.12:80")
                    .balance("checked", 81, "10.3.0.11:80", "10.3.0.8:80"))
        .host("kiosk", "hub", "10.3.0.8", host -> host.tcp(8400))
        .host("left", "hub", "10.3.0.11", host -> host.http(80, Handling.replying(200, "left")))
        .host("right", "hub", "10.3.0.12", host -> host.http(80, Handling.replying(200, "right")))
        .host(
            "island",
            "isolated",
            "10.2.0.5",
            host ->
                host.attachedTo("workload", "10.1.2.20")
                    .http(80, Handling.echoing())
                    .tcp(8201)
                    .tcp(8202)
                    .tcp(8203))
        .host(
            "twofold",
            "services",
            "10.1.0.62",
            host ->
                host.addresses("10.1.0.62", "fd00:1::62")
                    .translation(passingOn("to-six", 8320, "fd00:1::60"))
                    .translation(passingOn("to-four", 8321, "10.1.0.60"))
                    .balance(
                        new Balance(
                            "to-either",
                            Protocol.TCP,
                            null,
                            8322,
                            List.of(
                                new Member(IpAddresses.parse("10.1.0.60"), 80),
                                new Member(IpAddresses.parse("fd00:1::60"), 80)),
                            true,
                            false,
                            null,
                            Action.DROP)))
        .host("stray", "astray", "10.4.0.5", host -> host.tcp(8201))
        .host(
            "six",
            "services",
            "10.1.0.60",
            host ->
                host.addresses("10.1.0.60", "fd00:1::60")
                    .http(80, Handling.echoing())
                    .http(
                        81,
                        http ->
                            http.anyHost(every -> every.otherwise(Handling.forwardingTo("itself"))))
                    .upstream(
                        "itself",
                        80,
                        u ->
                            u.members("fd00:1::60")
                                .hostFromMember()
                                .probe("by-an-ipv6-address", p -> p.hostFromMember()))
                    .tcp(8092)
                    .tcp(8093)
                    .rules(
                        "six-filter",
                        rules ->
                            rules
                                .inbound(
                                    100,
                                    "drop",
                                    Action.DROP,
                                    r -> r.from("fd00:2::/64").ports(8092))
                                .inbound(
                                    110,
                                    "reject",
                                    Action.REJECT,
                                    r -> r.tcp().from("fd00:2::/64").ports(8093))));
  }

  private static Translation passingOn(String name, int port, String to) {
    return new Translation(
        name, Protocol.TCP, null, port, List.of(), IpAddresses.parse(to), 80, true, null);
  }

  private static void names(NetworkBuilder network) {
    network
        .zone(
            "partner.test",
            zone ->
                zone.seenFrom("partner", "services")
                    .servers("partner-dns")
                    .records(
                        "desk A 10.9.0.20", "alias CNAME desk", "out CNAME edge.provider.test."))
        .zone(
            "spare.test",
            zone ->
                zone.seenFrom("partner", "services")
                    .servers("partner-dns")
                    .records("desk A 10.9.0.21"))
        .host("partner-dns", "partner", "10.9.0.53", host -> host.dns())
        .host(
            "asking-resolver",
            "services",
            "10.1.0.54",
            host ->
                host.dns(
                    DnsBuilder.resolver()
                        .forward("partner.test", "10.9.0.53")
                        .forward("lost.test", "10.1.0.5")
                        .forward("spare.test", "10.1.0.5", "10.9.0.53")))
        .host(
            "viewing-resolver",
            "services",
            "10.1.0.55",
            host -> host.dns(DnsBuilder.resolver().view("workload")));
  }

  private static void gateways(NetworkBuilder network) {
    network
        .certificate("apps", "apps.contract.test", "strict.contract.test", "guest.contract.test")
        .certificate("client", "client.contract.test")
        .certificateOf("elsewhere", "foreign-client", "client.contract.test")
        .host(
            "ill",
            "services",
            "10.1.0.15",
            host ->
                host.http(
                    8080,
                    http ->
                        http.anyHost(
                            every ->
                                every
                                    .route("/status", Handling.replying(500, "ill"))
                                    .otherwise(Handling.replying(200, "ill")))))
        .host(
            "resetting",
            "services",
            "10.1.0.18",
            host ->
                host.https(
                    443,
                    tls("apps").onUnknownSni(UnknownSni.RESET),
                    http -> http.anyHost(Handling.replying(200, "apps"))))
        .host(
            "named-only",
            "services",
            "10.1.0.16",
            host ->
                host.http(
                    8080,
                    http -> http.host("named.contract.test", Handling.replying(200, "named"))))
        .zone(
            "apps.test",
            zone ->
                zone.seenFrom("services", "edge", "workload")
                    .records(
                        "named A 10.1.0.16",
                        "echo A 10.1.0.9",
                        "several A 10.1.0.16",
                        "several A 10.1.0.99"))
        .host("apps", "edge", "10.1.1.5", BeyondOneMachine::apps);
  }

  private static void apps(HostBuilder host) {
    host.http(
            80,
            http ->
                http.anyHost(
                    every ->
                        every.otherwise(
                            redirecting(
                                new Redirect("https://apps.contract.test/new", 308, true, true)))))
        .https(
            8443,
            tls("apps").clientCertificateFor("strict.contract.test"),
            http ->
                http.host("strict.contract.test", Handling.replying(200, "strict"))
                    .host("guest.contract.test", Handling.replying(200, "guest")))
        .https(
            8444,
            tls("apps").clientCertificate(),
            http -> http.anyHost(every -> every.otherwise(Handling.replying(200, "known"))))
        .https(
            443,
            "apps",
            http ->
                http.server("Apps-Gateway")
                    .errorPages(new Reply(502, List.of(), "nobody is there"))
                    .host(
                        "apps.contract.test",
                        apps ->
                            apps.route("/named/*", Handling.forwardingTo("named"))
                                .route("/nameless/*", Handling.forwardingTo("nameless"))
                                .route("/ill/*", Handling.forwardingTo("ill"))
                                .route("/half/*", Handling.forwardingTo("half"))
                                .route("/text/*", Handling.forwardingTo("text"))
                                .route("/content/*", Handling.forwardingTo("content"))
                                .route("/by-name/*", Handling.forwardingTo("by-name"))
                                .route("/several/*", Handling.forwardingTo("several"))
                                .route("/v1/*", Handling.forwardingTo("inner"))
                                .route("/rewritten/*", rewritten())
                                .route("/conditional/*", conditional())
                                .otherwise(Handling.replying(404, ""))))
        .upstream(
            "named",
            8080,
            u ->
                u.members("10.1.0.16")
                    .host("named.contract.test")
                    .probe("by-its-name", p -> p.host("named.contract.test")))
        .upstream(
            "nameless",
            8080,
            u ->
                u.members("10.1.0.16")
                    .host("named.contract.test")
                    .probe("without-its-name", p -> p.unhealthyThreshold(1)))
        .upstream(
            "ill", 8080, u -> u.members("10.1.0.15").probe("ill-status", p -> p.path("/status")))
        .upstream(
            "half",
            8080,
            u -> u.members("10.1.0.15", "10.1.0.13").probe("half-status", p -> p.path("/status")))
        .upstream(
            "text",
            8080,
            u -> u.members("10.1.0.13").probe("other-text", p -> p.bodyContains("two")))
        .upstream(
            "content",
            8080,
            u ->
                u.members("10.1.0.15")
                    .probe("content-with-500", p -> p.path("/status").statuses("500-599")))
        .upstream(
            "by-name",
            8080,
            u ->
                u.members("named.apps.test")
                    .host("named.contract.test")
                    .probe("by-a-name", p -> p.host("named.contract.test").unhealthyThreshold(1)))
        .upstream("several", 8080, u -> u.members("several.apps.test").host("named.contract.test"))
        .upstream("inner", 8083, u -> u.members("10.1.0.9").path("/inner/"))
        .upstream("echo", 8083, "10.1.0.9");
  }

  private static Handling redirecting(Redirect redirect) {
    return new Handling(null, false, null, redirect, Duration.ZERO, List.of());
  }

  private static Handling forwarding(Rewrite rewrite) {
    return new Handling(null, false, "echo", (Redirect) null, Duration.ZERO, List.of(rewrite));
  }

  private static Handling rewritten() {
    return forwarding(
        new Rewrite(
            "headers",
            List.of(),
            List.of("X-Added: by the gateway", "X-Secret:"),
            List.of("X-Answered: yes"),
            "/other",
            null,
            false));
  }

  private static Handling conditional() {
    return forwarding(
        new Rewrite(
            "for-testers",
            List.of(new RewriteCondition("http_req_X-Tester", "^yes$", false, false)),
            List.of("X-Test: on"),
            List.of(),
            null,
            null,
            false));
  }

  private static void firewalls(NetworkBuilder network) {
    network
        .host("origin", "services", "10.1.0.17", host -> host.http(8080, Handling.echoing()))
        .host(
            "guard",
            "edge",
            "10.1.1.6",
            host ->
                host.upstream("origin", 8080, "10.1.0.17")
                    .http(
                        80,
                        http ->
                            GUARDED.forEach(
                                name ->
                                    http.host(
                                        name + ".contract.test",
                                        site ->
                                            site.firewall(firewall(name))
                                                .otherwise(Handling.forwardingTo("origin"))))))
        .host(
            "sentry",
            "edge",
            "10.1.1.7",
            host ->
                host.upstream("origin", 8080, "10.1.0.17")
                    .http(
                        80,
                        http ->
                            http.host(
                                "sentry.contract.test",
                                site ->
                                    site.firewall(firewall("sentry"))
                                        .otherwise(Handling.forwardingTo("origin")))));
  }

  private static WebFirewall firewall(String name) {
    WebFirewallBuilder firewall = named(name).ruleSet("OWASP", "3.2");
    WafPack.rules().forEach(id -> firewall.rule(id, WebFirewall.USUAL_THRESHOLD));
    return switch (name) {
      case "logs" -> firewall.mode(Mode.LOGS).build();
      case "without" -> firewall.disable(942200).build();
      case "sparing" ->
          firewall
              .exclusions(
                  new Exclusion(Part.ARGUMENT, Comparison.EQUALS, "q"),
                  new Exclusion(Part.COOKIE, Comparison.STARTS_WITH, "view").forRules(942100))
              .build();
      case "own-rules" ->
          firewall
              .customRules(
                  new CustomRule(
                      "no robots",
                      10,
                      WebFirewall.Action.BLOCK,
                      new Condition(
                          new Variable(Variable.Part.HEADERS, "X-Robot"), Operator.EQUALS, "yes")),
                  new CustomRule(
                      "the office",
                      20,
                      WebFirewall.Action.ALLOW,
                      new Condition(
                          new Variable(Variable.Part.CLIENT_ADDRESS),
                          Operator.IN_PREFIX,
                          "10.1.1.0/24")))
              .build();
      case "lenient" -> firewall.threshold(1000).build();
      case "bodiless" -> firewall.withoutBodies().build();
      case "off" -> firewall.mode(Mode.OFF).build();
      default -> firewall.build();
    };
  }
}
