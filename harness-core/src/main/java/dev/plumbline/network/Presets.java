package dev.plumbline.network;

import static dev.plumbline.network.Network.Handling.echoing;
import static dev.plumbline.network.Network.Handling.forwardingTo;
import static dev.plumbline.network.Network.Handling.replying;

import dev.plumbline.network.Network.Action;
import java.time.Duration;

/** The networks of {@link Networks}; what they do is written there. */
final class Presets {

  private Presets() {}

  static Network singleGateway() {
    return Network.builder("single-gateway")
        .internet(internet -> internet.prefixes("203.0.113.0/24").resolver("203.0.113.53"))
        .segment("gateway-subnet", segment -> segment.prefixes("10.0.1.0/24").resolver("10.0.2.53"))
        .segment(
            "workload-subnet", segment -> segment.prefixes("10.0.2.0/24").resolver("10.0.2.53"))
        .segment(
            "backend-subnet",
            segment ->
                segment
                    .prefixes("10.0.3.0/24")
                    .resolver("10.0.2.53")
                    .rules(
                        "backend-filter",
                        rules ->
                            rules
                                .inbound(
                                    100,
                                    "allow-gateway-https",
                                    Action.ALLOW,
                                    rule -> rule.tcp().from("10.0.1.0/24").ports(443))
                                .inbound(4000, "drop-all-else", Action.DROP)))
        .link("internet", "gateway-subnet")
        .linkBoth("gateway-subnet", "workload-subnet")
        .link("gateway-subnet", "backend-subnet")
        .link("workload-subnet", "backend-subnet")
        .link("backend-subnet", "workload-subnet")
        .certificate("gateway", "api.contoso.net")
        .certificate("backend", "backend.contoso.internal")
        .host(
            "gateway",
            "gateway-subnet",
            "10.0.1.10",
            host ->
                host.publicAddresses("203.0.113.10")
                    .https(
                        443,
                        "gateway",
                        http -> http.host("api.contoso.net", forwardingTo("backend")))
                    .upstream(
                        "backend",
                        443,
                        upstream ->
                            upstream
                                .members("10.0.3.10")
                                .tls()
                                .host("backend.contoso.internal")
                                .probe(
                                    "backend-probe",
                                    probe ->
                                        probe
                                            .host("backend.contoso.internal")
                                            .path("/status")
                                            .interval(Duration.ofSeconds(5))
                                            .timeout(Duration.ofSeconds(2)))))
        .host(
            "backend",
            "backend-subnet",
            "10.0.3.10",
            host ->
                host.https(
                        443,
                        "backend",
                        http ->
                            http.host(
                                "backend.contoso.internal",
                                virtual ->
                                    virtual
                                        .route("/status", replying(200, "healthy"))
                                        .otherwise(echoing())))
                    .tcp(3443))
        .host("resolver", "workload-subnet", "10.0.2.53", HostBuilder::resolver)
        .host("public-dns", "internet", "203.0.113.53", HostBuilder::resolver)
        .zone("contoso.net", zone -> zone.seenFrom("internet").records("api A 203.0.113.10"))
        .zone(
            "contoso.net",
            zone ->
                zone.seenFrom("gateway-subnet", "workload-subnet", "backend-subnet")
                    .records("api A 10.0.1.10"))
        .zone(
            "contoso.internal",
            zone ->
                zone.seenFrom("gateway-subnet", "workload-subnet", "backend-subnet")
                    .records("backend A 10.0.3.10"))
        .build();
  }

  static Network hubAndSpoke() {
    return Network.builder("hub-and-spoke")
        .internet(internet -> internet.prefixes("203.0.113.0/24").resolver("203.0.113.53"))
        .segment("on-premises", segment -> segment.prefixes("192.168.0.0/16").resolver("10.0.0.53"))
        .segment("hub", segment -> segment.prefixes("10.0.0.0/16").resolver("10.0.0.53"))
        .segment("spoke-a", segment -> spoke(segment, "10.1.0.0/16", "10.2.0.0/16"))
        .segment("spoke-b", segment -> spoke(segment, "10.2.0.0/16", "10.1.0.0/16"))
        .linkBoth("on-premises", "hub")
        .linkBoth("hub", "spoke-a")
        .linkBoth("hub", "spoke-b")
        .link("hub", "internet")
        .certificate("spoke-a", "a.contoso.internal")
        .certificate("spoke-b", "b.contoso.internal")
        .host(
            "firewall",
            "hub",
            "10.0.0.4",
            host ->
                host.forwards()
                    .rules(
                        "firewall-policy",
                        rules ->
                            rules
                                .inbound(
                                    100,
                                    "allow-a-to-b-https",
                                    Action.ALLOW,
                                    rule ->
                                        rule.tcp().from("10.1.0.0/16").to("10.2.0.0/16").ports(443))
                                .inbound(
                                    200,
                                    "reject-between-spokes",
                                    Action.REJECT,
                                    rule ->
                                        rule.from("10.1.0.0/16", "10.2.0.0/16")
                                            .to("10.1.0.0/16", "10.2.0.0/16"))))
        .host("resolver", "hub", "10.0.0.53", HostBuilder::resolver)
        .host("workload-a", "spoke-a", "10.1.0.10", host -> host.https(443, "spoke-a", echoing()))
        .host(
            "workload-b",
            "spoke-b",
            "10.2.0.10",
            host -> host.https(443, "spoke-b", echoing()).http(80, echoing()))
        .host("public-dns", "internet", "203.0.113.53", HostBuilder::resolver)
        .zone(
            "contoso.internal",
            zone ->
                zone.seenFrom("on-premises", "hub", "spoke-a", "spoke-b")
                    .records("a A 10.1.0.10", "b A 10.2.0.10", "firewall A 10.0.0.4"))
        .build();
  }

  private static void spoke(SegmentBuilder segment, String own, String other) {
    segment.prefixes(own).resolver("10.0.0.53").route("to-the-other-spoke", other, "firewall");
  }
}
