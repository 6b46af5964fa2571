package dev.plumbline.network;

import static dev.plumbline.network.Network.Action.ALLOW;
import static dev.plumbline.network.Network.Action.DROP;
import static dev.plumbline.network.Network.Action.REJECT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.network.Network.Protocol;
import dev.plumbline.network.Verdict.Fate;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FateOfFlowTest {

  /** Its appliances are not stateful, so that only the way out counts. */
  private static final Network ESTATE =
      Network.builder("estate")
          .internet()
          .segment(
              "workload",
              segment ->
                  segment
                      .prefixes("10.0.1.0/24")
                      .egress("198.51.100.7")
                      .rules(
                          "workload-nsg",
                          rules ->
                              rules
                                  .outbound(
                                      300, "no-mail-later", ALLOW, rule -> rule.tcp().ports(25))
                                  .outbound(100, "no-mail", DROP, rule -> rule.tcp().ports(25))
                                  .outbound(200, "no-telnet", REJECT, rule -> rule.tcp().ports(23))
                                  .inbound(
                                      100,
                                      "no-chatter",
                                      REJECT,
                                      rule -> rule.udp().ports("1000-2000"))))
          .segment(
              "apim",
              segment ->
                  segment
                      .prefixes("10.1.0.0/24")
                      .rules(
                          "apim-nsg",
                          rules ->
                              rules
                                  .inbound(
                                      100,
                                      "allow-web",
                                      ALLOW,
                                      rule -> rule.tcp().from("10.0.1.0/25").ports("443"))
                                  .inbound(110, "allow-names", ALLOW, rule -> rule.udp().ports(53))
                                  .inbound(
                                      120, "allow-ends", ALLOW, rule -> rule.ports("0", "65535"))
                                  .inbound(
                                      130,
                                      "allow-low-sources",
                                      ALLOW,
                                      rule -> rule.tcp().fromPorts("1024-2048").ports(9000))
                                  .inbound(
                                      140,
                                      "one-host-only",
                                      ALLOW,
                                      rule -> rule.tcp().to("10.1.0.5/32").ports("8000-8002"))
                                  .inbound(150, "refuse", REJECT, rule -> rule.tcp().ports(8443))
                                  .inbound(4096, "deny-all", DROP)))
          .segment(
              "strict",
              segment ->
                  segment
                      .prefixes("10.5.0.0/24")
                      .rules(
                          "strict-nsg",
                          rules ->
                              rules
                                  .otherwiseInbound(REJECT)
                                  .otherwiseOutbound(DROP)
                                  .inbound(1, "web", ALLOW, rule -> rule.tcp().ports(80))
                                  .outbound(1, "names", ALLOW, rule -> rule.udp().ports(53))))
          .segment(
              "gw",
              segment ->
                  segment
                      .prefixes("10.4.0.0/24")
                      .rules(
                          "gw-nsg",
                          rules ->
                              rules
                                  .otherwiseInbound(DROP)
                                  .inbound(
                                      95,
                                      "from-workload",
                                      ALLOW,
                                      rule -> rule.from("198.51.100.7/32").ports(7000))
                                  .inbound(
                                      96,
                                      "from-firewall",
                                      ALLOW,
                                      rule -> rule.from("198.51.100.99").ports(7001))
                                  .inbound(
                                      100,
                                      "web",
                                      ALLOW,
                                      rule ->
                                          rule.tcp()
                                              .to("10.4.0.10")
                                              .ports("443", "8443-8444", "9443", "80"))))
          .segment("hidden", "10.6.0.0/24")
          .segment("dmz", "203.0.114.0/24")
          .segment("onprem", "192.168.0.0/16")
          .segment("fw", segment -> segment.prefixes("10.2.0.0/24").egress("198.51.100.99"))
          .segment(
              "spoke",
              segment ->
                  segment
                      .prefixes("10.3.0.0/24")
                      .route("default", "0.0.0.0/0", "firewall")
                      .route("micro", "10.3.0.64/26", "firewall")
                      .directRoute("direct", "10.0.1.128/25")
                      .noRoute("black-hole", "10.9.0.0/16")
                      .route("out-of-the-hole", "10.9.9.0/24", "firewall"))
          .segment(
              "ring-a",
              segment -> segment.prefixes("10.7.1.0/24").route("round", "0.0.0.0/0", "router-b"))
          .segment(
              "ring-b",
              segment -> segment.prefixes("10.7.2.0/24").route("round", "0.0.0.0/0", "router-a"))
          .segment(
              "lost",
              segment ->
                  segment
                      .prefixes("10.8.0.0/24")
                      .route("to-a-host", "10.0.1.0/24", "apim")
                      .route("too-far", "10.5.0.0/24", "router-b"))
          .segment(
              "six",
              segment ->
                  segment
                      .prefixes("fd00:1::/64")
                      .rules(
                          "six-nsg",
                          rules ->
                              rules.inbound(
                                  10, "half", DROP, rule -> rule.from("fd00:1:0:0:8000::/65"))))
          .linkBoth("workload", "onprem")
          .link("workload", "apim", Duration.ofMillis(3))
          .link("workload", "strict")
          .link("strict", "workload")
          .link("workload", "internet", Duration.ofMillis(10))
          .link("internet", "gw", Duration.ofMillis(20))
          .link("internet", "dmz")
          .link("spoke", "fw")
          .link("fw", "workload")
          .link("fw", "internet")
          .link("fw", "apim")
          .link("fw", "spoke")
          .link("spoke", "workload")
          .linkBoth("ring-a", "ring-b")
          .link("lost", "apim")
          .link("lost", "workload")
          .host("web", "internet", "203.0.113.80", host -> host.tcp(80))
          .host(
              "vm",
              "workload",
              "10.0.1.4",
              host ->
                  host.tcp(22)
                      .rules(
                          "vm-firewall",
                          rules ->
                              rules
                                  .outbound(5, "no-gopher", REJECT, rule -> rule.ports(70))
                                  .inbound(5, "no-trace", DROP, rule -> rule.ports(7))))
          .host("vm2", "workload", "10.0.1.5", host -> host.tcp(22).tcp(1500))
          .host("edge", "workload", "10.0.1.128", host -> host.tcp(22).tcp(443))
          .host(
              "apim",
              "apim",
              "10.1.0.5",
              host ->
                  host.addresses("10.1.0.5", "10.1.0.6")
                      .tcp(443)
                      .tcp(65535)
                      .tcp(9000)
                      .tcp(8000)
                      .tcp(8002)
                      .dns())
          .host("last", "apim", "10.1.0.255", host -> host.tcp(443))
          .host("first", "apim", "10.1.0.0", host -> host.tcp(443))
          .host("locked", "strict", "10.5.0.4", host -> host.tcp(80))
          .host(
              "gateway",
              "gw",
              "10.4.0.10",
              host -> host.publicAddresses("20.50.1.1").tcp(443).tcp(80).tcp(7000).tcp(7001))
          .host("secret", "hidden", "10.6.0.4", host -> host.publicAddresses("20.50.1.2").tcp(443))
          .host("public", "dmz", "203.0.114.5", host -> host.tcp(80))
          .host("mainframe", "onprem", "192.168.255.255", host -> host.tcp(23).tcp(992))
          .host(
              "firewall",
              "fw",
              "10.2.0.4",
              host ->
                  host.forwards()
                      .stateful(false)
                      .rules(
                          "policy",
                          rules ->
                              rules
                                  .otherwiseInbound(DROP)
                                  .inbound(
                                      100,
                                      "web-and-admin",
                                      ALLOW,
                                      rule -> rule.tcp().ports("443", "80", "22", "7001"))
                                  .outbound(50, "no-edge", REJECT, rule -> rule.to("10.0.1.9/32"))))
          .host("spoke-vm", "spoke", "10.3.0.4", host -> host.tcp(22))
          .host("micro-vm", "spoke", "10.3.0.70", host -> host.tcp(22))
          .host("router-a", "ring-a", "10.7.1.1", host -> host.forwards().stateful(false).tcp(22))
          .host("router-b", "ring-b", "10.7.2.1", host -> host.forwards().stateful(false).tcp(22))
          .host("ring-vm", "ring-a", "10.7.1.9", host -> host.tcp(22))
          .host("six-a", "six", "fd00:1::a", host -> host.tcp(443))
          .build();

  @ParameterizedTest(name = "{0}: {1} is {2} by {3}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # what arrives, and the edges of prefixes and ports
          workload | TCP 10.0.1.4:40000 -> 10.1.0.5:443        | DELIVERED | listener TCP 443 of host apim
          workload | TCP 10.0.1.4:40000 -> 10.1.0.6:443        | DELIVERED | listener TCP 443 of host apim
          workload | TCP 10.0.1.0:40000 -> 10.1.0.5:443        | DELIVERED | listener TCP 443 of host apim
          workload | TCP 10.0.1.127:40000 -> 10.1.0.5:443      | DELIVERED | listener TCP 443 of host apim
          workload | TCP 10.0.1.128:40000 -> 10.1.0.5:443      | DROPPED   | rule deny-all (priority 4096) of apim-nsg
          workload | TCP 10.0.0.255:40000 -> 10.1.0.5:443      | DROPPED   | rule deny-all (priority 4096) of apim-nsg
          workload | TCP 10.0.1.4:40000 -> 10.1.0.0:443        | DELIVERED | listener TCP 443 of host first
          workload | TCP 10.0.1.4:40000 -> 10.1.0.255:443      | DELIVERED | listener TCP 443 of host last
          workload | TCP 10.0.1.4:40000 -> 10.1.1.0:443        | NO_ROUTE  | no way
          workload | TCP 10.0.1.4:40000 -> 10.0.255.255:443    | NO_ROUTE  | no way
          workload | TCP 10.0.1.4:40000 -> 10.1.0.5:442        | DROPPED   | rule deny-all (priority 4096) of apim-nsg
          workload | TCP 10.0.1.4:40000 -> 10.1.0.5:444        | DROPPED   | rule deny-all (priority 4096) of apim-nsg
          workload | TCP 10.0.1.4:40000 -> 10.1.0.5:65535      | DELIVERED | listener TCP 65535 of host apim
          workload | TCP 10.0.1.4:40000 -> 10.1.0.5:65534      | DROPPED   | rule deny-all (priority 4096) of apim-nsg
          workload | TCP 10.0.1.4:40000 -> 10.1.0.5:0          | REJECTED  | host apim
          workload | TCP 10.0.1.4:40000 -> 10.1.0.5:1          | DROPPED   | rule deny-all (priority 4096) of apim-nsg
          workload | TCP 10.0.1.4:1023 -> 10.1.0.5:9000        | DROPPED   | rule deny-all (priority 4096) of apim-nsg
          workload | TCP 10.0.1.4:1024 -> 10.1.0.5:9000        | DELIVERED | listener TCP 9000 of host apim
          workload | TCP 10.0.1.4:2048 -> 10.1.0.5:9000        | DELIVERED | listener TCP 9000 of host apim
          workload | TCP 10.0.1.4:2049 -> 10.1.0.5:9000        | DROPPED   | rule deny-all (priority 4096) of apim-nsg
          workload | TCP 10.0.1.4:40000 -> 10.1.0.5:8000       | DELIVERED | listener TCP 8000 of host apim
          workload | TCP 10.0.1.4:40000 -> 10.1.0.5:8001       | REJECTED  | host apim
          workload | TCP 10.0.1.4:40000 -> 10.1.0.5:8003       | DROPPED   | rule deny-all (priority 4096) of apim-nsg
          workload | TCP 10.0.1.4:40000 -> 10.1.0.6:8000       | DROPPED   | rule deny-all (priority 4096) of apim-nsg
          workload | TCP 10.0.1.4:40000 -> 10.1.0.5:8443       | REJECTED  | rule refuse (priority 150) of apim-nsg
          # UDP and TCP
          workload | UDP 10.0.1.4:40000 -> 10.1.0.5:53         | DELIVERED | listener UDP 53 of host apim
          workload | TCP 10.0.1.4:40000 -> 10.1.0.5:53         | DROPPED   | rule deny-all (priority 4096) of apim-nsg
          workload | UDP 10.0.1.4:40000 -> 10.1.0.5:443        | DROPPED   | rule deny-all (priority 4096) of apim-nsg
          workload | UDP 10.0.1.4:40000 -> 10.1.0.5:65535      | REJECTED  | host apim
          # the order of rules and filters, and what happens when none matches
          workload | TCP 10.0.1.4:40000 -> 10.1.0.5:25         | DROPPED   | rule no-mail (priority 100) of workload-nsg
          workload | TCP 10.0.1.4:40000 -> 10.1.0.5:23         | REJECTED  | rule no-telnet (priority 200) of workload-nsg
          workload | TCP 10.0.1.4:40000 -> 10.1.0.5:70         | REJECTED  | rule no-gopher (priority 5) of vm-firewall
          workload | TCP 10.0.1.9:40000 -> 10.1.0.5:70         | DROPPED   | rule deny-all (priority 4096) of apim-nsg
          workload | TCP 10.0.1.9:40000 -> 10.0.1.4:7          | DROPPED   | rule no-trace (priority 5) of vm-firewall
          workload | UDP 10.0.1.9:40000 -> 10.0.1.4:1000       | REJECTED  | rule no-chatter (priority 100) of workload-nsg
          workload | UDP 10.0.1.9:40000 -> 10.0.1.4:2000       | REJECTED  | rule no-chatter (priority 100) of workload-nsg
          workload | UDP 10.0.1.9:40000 -> 10.0.1.4:2001       | REJECTED  | host vm
          workload | TCP 10.0.1.9:40000 -> 10.0.1.5:1500       | DELIVERED | listener TCP 1500 of host vm2
          workload | TCP 10.0.1.9:40000 -> 10.5.0.4:80         | DELIVERED | listener TCP 80 of host locked
          workload | TCP 10.0.1.9:40000 -> 10.5.0.4:81         | REJECTED  | the otherwise-inbound of strict-nsg
          strict   | TCP 10.5.0.4:40000 -> 10.0.1.5:22         | DROPPED   | the otherwise-outbound of strict-nsg
          strict   | UDP 10.5.0.4:40000 -> 10.0.1.5:53         | REJECTED  | host vm2
          strict   | TCP 10.5.0.9:40000 -> 10.5.0.4:80         | DROPPED   | the otherwise-outbound of strict-nsg
          # a host and its own addresses
          strict   | TCP 10.5.0.4:40000 -> 10.5.0.4:80         | DELIVERED | listener TCP 80 of host locked
          workload | TCP 10.0.1.4:40000 -> 10.0.1.4:7          | REJECTED  | host vm
          # links are one-way, and answers need none
          apim     | TCP 10.1.0.5:40000 -> 10.0.1.4:22         | NO_ROUTE  | no way
          onprem   | TCP 192.168.0.1:40000 -> 10.0.1.4:22      | DELIVERED | listener TCP 22 of host vm
          onprem   | TCP 192.168.0.1:40000 -> 10.1.0.5:443     | NO_ROUTE  | no way
          workload | TCP 10.0.1.4:40000 -> 192.168.255.255:992 | DELIVERED | listener TCP 992 of host mainframe
          workload | TCP 10.0.1.4:40000 -> 192.168.255.254:992 | NO_ROUTE  | no host
          workload | TCP 10.0.1.4:40000 -> 10.0.1.77:22        | NO_ROUTE  | no host
          workload | TCP 10.0.1.4:40000 -> 172.16.0.1:22       | NO_ROUTE  | no way
          # a filter drops what goes to an address that nobody has: it cannot know
          workload | TCP 10.0.1.4:40000 -> 10.1.0.77:22        | DROPPED   | rule deny-all (priority 4096) of apim-nsg
          # the internet, public addresses and egress
          internet | TCP 203.0.113.9:40000 -> 20.50.1.1:443    | DELIVERED | listener TCP 443 of host gateway
          internet | TCP 203.0.113.9:40000 -> 20.50.1.1:22     | DROPPED   | the otherwise-inbound of gw-nsg
          internet | TCP 203.0.113.9:40000 -> 20.50.1.1:7000   | DROPPED   | the otherwise-inbound of gw-nsg
          internet | TCP 203.0.113.9:40000 -> 20.50.1.1:8444   | REJECTED  | host gateway
          internet | TCP 203.0.113.9:40000 -> 10.4.0.10:443    | NO_ROUTE  | no way
          internet | TCP 203.0.113.9:40000 -> 10.1.0.5:443     | NO_ROUTE  | no way
          internet | TCP 203.0.113.9:40000 -> 20.50.1.2:443    | NO_ROUTE  | no way
          internet | TCP 203.0.113.9:40000 -> 203.0.113.80:80  | DELIVERED | listener TCP 80 of host web
          internet | TCP 203.0.113.9:40000 -> 203.0.113.81:80  | NO_ROUTE  | no host
          internet | TCP 203.0.113.9:40000 -> 203.0.114.5:80   | DELIVERED | listener TCP 80 of host public
          workload | TCP 10.0.1.4:40000 -> 203.0.114.5:80      | DELIVERED | listener TCP 80 of host public
          workload | TCP 10.0.1.4:40000 -> 20.50.1.1:7000      | DELIVERED | listener TCP 7000 of host gateway
          workload | TCP 10.0.1.4:40000 -> 20.50.1.1:7001      | DROPPED   | the otherwise-inbound of gw-nsg
          workload | TCP 10.0.1.4:40000 -> 203.0.113.80:80     | DELIVERED | listener TCP 80 of host web
          workload | TCP 10.0.1.4:40000 -> 203.0.113.80:23     | REJECTED  | rule no-telnet (priority 200) of workload-nsg
          workload | TCP 10.0.1.4:40000 -> 8.8.8.8:443         | NO_ROUTE  | no host
          apim     | TCP 10.1.0.5:40000 -> 20.50.1.1:443       | NO_ROUTE  | no way
          apim     | TCP 10.1.0.5:40000 -> 8.8.8.8:443         | NO_ROUTE  | no way
          # routes
          spoke    | TCP 10.3.0.4:40000 -> 10.0.1.4:22         | DELIVERED | listener TCP 22 of host vm
          spoke    | TCP 10.3.0.4:40000 -> 10.0.1.4:7          | DROPPED   | the otherwise-inbound of policy
          spoke    | TCP 10.3.0.4:40000 -> 10.0.1.128:443      | DELIVERED | listener TCP 443 of host edge
          spoke    | UDP 10.3.0.4:40000 -> 10.0.1.128:443      | REJECTED  | host edge
          spoke    | TCP 10.3.0.4:40000 -> 10.0.1.9:22         | REJECTED  | rule no-edge (priority 50) of policy
          spoke    | TCP 10.3.0.4:40000 -> 10.9.0.1:22         | NO_ROUTE  | route black-hole (10.9.0.0/16) of segment spoke
          spoke    | TCP 10.3.0.4:40000 -> 10.9.255.255:22     | NO_ROUTE  | route black-hole (10.9.0.0/16) of segment spoke
          spoke    | TCP 10.3.0.4:40000 -> 10.9.9.1:22         | NO_ROUTE  | no way
          spoke    | TCP 10.3.0.9:40000 -> 10.3.0.4:22         | DELIVERED | listener TCP 22 of host spoke-vm
          spoke    | UDP 10.3.0.9:40000 -> 10.3.0.4:22         | REJECTED  | host spoke-vm
          spoke    | TCP 10.3.0.4:40000 -> 10.3.0.70:22        | DELIVERED | listener TCP 22 of host micro-vm
          spoke    | UDP 10.3.0.4:40000 -> 10.3.0.70:22        | DROPPED   | the otherwise-inbound of policy
          spoke    | TCP 10.3.0.4:40000 -> 203.0.113.80:80     | DELIVERED | listener TCP 80 of host web
          spoke    | TCP 10.3.0.4:40000 -> 20.50.1.1:7001      | DELIVERED | listener TCP 7001 of host gateway
          spoke    | TCP 10.3.0.4:40000 -> 10.5.0.4:80         | NO_ROUTE  | no way
          ring-a   | TCP 10.7.1.9:40000 -> 10.0.1.4:22         | NO_ROUTE  | routing loop
          ring-a   | TCP 10.7.1.9:40000 -> 10.7.1.1:22         | DELIVERED | listener TCP 22 of host router-a
          ring-a   | TCP 10.7.1.9:40000 -> 10.7.2.1:22         | DELIVERED | listener TCP 22 of host router-b
          lost     | TCP 10.8.0.1:40000 -> 10.0.1.4:22         | NO_ROUTE  | route to-a-host (10.0.1.0/24) of segment lost
          lost     | TCP 10.8.0.1:40000 -> 10.5.0.4:80         | NO_ROUTE  | route too-far (10.5.0.0/24) of segment lost
          # IPv6
          six      | TCP [fd00:1::1]:40000 -> [fd00:1::a]:443  | DELIVERED | listener TCP 443 of host six-a
          six      | TCP [fd00:1:0:0:7fff:ffff:ffff:ffff]:40000 -> [fd00:1::a]:443 | DELIVERED | listener TCP 443 of host six-a
          six      | TCP [fd00:1:0:0:8000::]:40000 -> [fd00:1::a]:443 | DROPPED | rule half (priority 10) of six-nsg
          six      | TCP [fd00:1::1]:40000 -> [fd00:1::b]:443  | NO_ROUTE  | no host
          six      | TCP [fd00:1::1]:40000 -> [fd00:2::b]:443  | NO_ROUTE  | no way
          six      | TCP [fd00:1::1]:40000 -> [2001:db8::b]:443 | NO_ROUTE | no way
          """)
  void a_flow_has_this_fate(String segment, String flow, Fate fate, String decidedBy) {
    Verdict verdict = ESTATE.fate(Flows.of(segment, flow));
    assertThat(verdict)
        .extracting(Verdict::fate, Verdict::decidedBy)
        .containsExactly(fate, decidedBy);
    assertThat(verdict.hops()).isNotEmpty();
    assertThat(verdict.explanation()).contains(Flows.of(segment, flow).toString());
    assertThat(verdict.listener() != null).isEqualTo(fate == Fate.DELIVERED);
  }

  private static Verdict fate(String segment, String flow, Fault... faults) {
    return ESTATE.fate(Flows.of(segment, flow), Set.of(faults));
  }

  private static final String VM_TO_APIM = "TCP 10.0.1.4:40000 -> 10.1.0.5:443";
  private static final String SPOKE_TO_VM = "TCP 10.3.0.4:40000 -> 10.0.1.4:22";
  private static final String VM_TO_GATEWAY = "TCP 10.0.1.4:40000 -> 20.50.1.1:7000";

  static Stream<Arguments> cuts() {
    return Stream.of(
        Arguments.of(
            "workload",
            VM_TO_APIM,
            Fault.drop("workload", "apim"),
            Fate.DROPPED,
            "fault DROP from workload to apim"),
        Arguments.of(
            "workload",
            VM_TO_APIM,
            Fault.drop("vm", "apim"),
            Fate.DROPPED,
            "fault DROP from vm to apim"),
        Arguments.of(
            "workload",
            VM_TO_APIM,
            Fault.drop("vm2", "apim"),
            Fate.DELIVERED,
            "listener TCP 443 of host apim"),
        Arguments.of(
            "workload",
            VM_TO_APIM,
            Fault.drop("apim", "workload"),
            Fate.DELIVERED,
            "listener TCP 443 of host apim"),
        Arguments.of(
            "workload",
            VM_TO_APIM,
            Fault.drop("workload", "workload"),
            Fate.DELIVERED,
            "listener TCP 443 of host apim"),
        Arguments.of(
            "workload",
            VM_TO_APIM,
            Fault.reject("workload", "apim"),
            Fate.REJECTED,
            "fault REJECT from workload to apim"),
        Arguments.of(
            "workload",
            VM_TO_APIM,
            Fault.reject("workload", "apim").onPort(443),
            Fate.REJECTED,
            "fault REJECT from workload to apim port 443"),
        Arguments.of(
            "workload",
            VM_TO_APIM,
            Fault.reject("workload", "apim").onPort(444),
            Fate.DELIVERED,
            "listener TCP 443 of host apim"),
        Arguments.of(
            "workload",
            "TCP 10.0.1.4:40000 -> 10.1.0.5:8443",
            Fault.drop("workload", "apim"),
            Fate.REJECTED,
            "rule refuse (priority 150) of apim-nsg"),
        Arguments.of(
            "workload",
            "TCP 10.0.1.9:40000 -> 10.0.1.4:22",
            Fault.drop("workload", "vm"),
            Fate.DROPPED,
            "fault DROP from workload to vm"),
        Arguments.of(
            "workload",
            "TCP 10.0.1.4:40000 -> 10.0.1.4:22",
            Fault.drop("vm", "vm"),
            Fate.DROPPED,
            "fault DROP from vm to vm"),
        Arguments.of(
            "workload",
            "TCP 10.0.1.4:40000 -> 10.0.1.77:22",
            Fault.drop("workload", "workload"),
            Fate.DROPPED,
            "fault DROP from workload to workload"),
        Arguments.of(
            "spoke",
            SPOKE_TO_VM,
            Fault.drop("spoke", "firewall"),
            Fate.DROPPED,
            "fault DROP from spoke to firewall"),
        Arguments.of(
            "spoke", SPOKE_TO_VM, Fault.drop("fw", "vm"), Fate.DROPPED, "fault DROP from fw to vm"),
        Arguments.of(
            "spoke",
            SPOKE_TO_VM,
            Fault.drop("spoke", "workload"),
            Fate.DROPPED,
            "fault DROP from spoke to workload"),
        Arguments.of(
            "spoke",
            SPOKE_TO_VM,
            Fault.hostDown("firewall"),
            Fate.DROPPED,
            "fault HOST_DOWN of firewall"),
        Arguments.of(
            "workload",
            VM_TO_GATEWAY,
            Fault.drop("workload", "internet"),
            Fate.DROPPED,
            "fault DROP from workload to internet"),
        Arguments.of(
            "workload",
            VM_TO_GATEWAY,
            Fault.drop("internet", "gateway"),
            Fate.DROPPED,
            "fault DROP from internet to gateway"),
        Arguments.of(
            "workload",
            VM_TO_APIM,
            Fault.hostDown("apim"),
            Fate.REJECTED,
            "fault HOST_DOWN of apim"),
        Arguments.of(
            "workload",
            VM_TO_APIM,
            Fault.hostDown("last"),
            Fate.DELIVERED,
            "listener TCP 443 of host apim"));
  }

  @ParameterizedTest(name = "{1} with {2} is {3}")
  @MethodSource("cuts")
  void a_fault_cuts_the_flows_it_names_and_no_others(
      String segment, String flow, Fault fault, Fate fate, String decidedBy) {
    assertThat(fate(segment, flow, fault))
        .extracting(Verdict::fate, Verdict::decidedBy)
        .containsExactly(fate, decidedBy);
    Network broken = ESTATE.toBuilder().fault(fault).build();
    assertThat(broken.fate(Flows.of(segment, flow))).isEqualTo(fate(segment, flow, fault));
  }

  @Test
  void a_host_that_is_down_on_one_port_answers_on_others() {
    assertThat(fate("workload", VM_TO_APIM, Fault.hostDown("apim").onPort(443)).fate())
        .isEqualTo(Fate.REJECTED);
    assertThat(fate("workload", VM_TO_APIM, Fault.hostDown("apim").onPort(444)).fate())
        .isEqualTo(Fate.DELIVERED);
  }

  @Test
  void a_drop_decides_before_a_refusal_whatever_the_order() {
    Verdict verdict =
        fate("workload", VM_TO_APIM, Fault.reject("workload", "apim"), Fault.drop("vm", "apim"));
    assertThat(verdict.fate()).isEqualTo(Fate.DROPPED);
  }

  @Test
  void faults_that_shape_a_connection_are_carried_and_decide_nothing() {
    for (Fault fault :
        List.of(
            Fault.halfOpen("apim"),
            Fault.resetAfter("apim", 10),
            Fault.truncatedTls("apim", 5),
            Fault.slowResponse("apim", Duration.ofMillis(5)))) {
      assertThat(fate("workload", VM_TO_APIM, fault))
          .extracting(Verdict::fate, Verdict::fault)
          .containsExactly(Fate.DELIVERED, fault);
      assertThat(fate("workload", "TCP 10.0.1.4:40000 -> 10.0.1.5:22", fault).fault()).isNull();
      assertThat(fate("workload", "TCP 10.0.1.4:40000 -> 10.1.0.5:444", fault).fault()).isNull();
    }
    Fault first = Fault.halfOpen("apim");
    assertThat(
            fate("workload", VM_TO_APIM, Fault.slowResponse("apim", Duration.ofMillis(5)), first)
                .fault())
        .isEqualTo(first);
  }

  @Test
  void latency_is_the_sum_of_the_links_and_the_faults() {
    assertThat(fate("workload", VM_TO_APIM).latency()).isEqualTo(Duration.ofMillis(3));
    assertThat(fate("workload", VM_TO_GATEWAY).latency()).isEqualTo(Duration.ofMillis(30));
    assertThat(fate("workload", "TCP 10.0.1.4:1 -> 10.0.1.5:22").latency()).isZero();
    Fault slow = Fault.latency("apim", Duration.ofMillis(100));
    Fault slower = Fault.latency("apim", Duration.ofMillis(1000));
    assertThat(fate("workload", VM_TO_APIM, slow, slower).latency())
        .isEqualTo(Duration.ofMillis(1103));
    assertThat(
            ESTATE.toBuilder()
                .fault(slow)
                .build()
                .fate(Flows.of("workload", VM_TO_APIM), Set.of(slow))
                .latency())
        .isEqualTo(Duration.ofMillis(103));
  }

  @Test
  void the_destination_sees_the_egress_address_only_across_the_internet() {
    assertThat(fate("workload", VM_TO_GATEWAY).seenSource())
        .isEqualTo(IpAddresses.parse("198.51.100.7"));
    assertThat(fate("workload", "TCP 10.0.1.4:1 -> 203.0.113.80:80").seenSource())
        .isEqualTo(IpAddresses.parse("198.51.100.7"));
    assertThat(fate("workload", VM_TO_APIM).seenSource()).isEqualTo(IpAddresses.parse("10.0.1.4"));
    assertThat(fate("spoke", "TCP 10.3.0.4:1 -> 203.0.113.80:80").seenSource())
        .isEqualTo(IpAddresses.parse("198.51.100.99"));
    assertThat(fate("spoke", SPOKE_TO_VM).seenSource()).isEqualTo(IpAddresses.parse("10.3.0.4"));
  }

  @Test
  void a_host_goes_out_by_its_own_public_address_where_its_segment_says_so() {
    Network network =
        Network.builder("out")
            .internet()
            .segment("own", s -> s.prefixes("10.0.0.0/24").egress("198.51.100.1").ownEgress())
            .segment("shared", s -> s.prefixes("10.0.1.0/24").egress("198.51.100.2"))
            .segment("tunnel", s -> s.prefixes("10.0.2.0/24").egress("198.51.100.3").ownEgress())
            .link("own", "internet")
            .link("shared", "internet")
            .link("tunnel", "internet")
            .linkBoth("own", "shared")
            .linkBoth("shared", "tunnel")
            .host("first", "own", "10.0.0.4", h -> h.publicAddresses("203.0.113.4"))
            .host("plain", "own", "10.0.0.5", h -> h.tcp(22))
            .host("second", "shared", "10.0.1.4", h -> h.publicAddresses("203.0.113.5").tcp(80))
            .host("site", "internet", "192.0.2.80", h -> h.tcp(80))
            .host(
                "appliance", "tunnel", "10.0.2.4", h -> h.publicAddresses("203.0.113.6").forwards())
            .changeSegment("shared", s -> s.route("out", "192.0.2.81/32", "appliance"))
            .host("other", "internet", "192.0.2.81", h -> h.tcp(80))
            .build();
    assertThat(seen(network, "own", "TCP 10.0.0.4:1 -> 192.0.2.80:80")).isEqualTo("203.0.113.4");
    assertThat(seen(network, "own", "TCP 10.0.0.5:1 -> 192.0.2.80:80")).isEqualTo("198.51.100.1");
    assertThat(seen(network, "own", "TCP 10.0.0.4:1 -> 10.0.1.4:80")).isEqualTo("10.0.0.4");
    assertThat(seen(network, "shared", "TCP 10.0.1.4:1 -> 192.0.2.80:80"))
        .isEqualTo("198.51.100.2");
    // What an appliance forwards does not start at it.
    assertThat(seen(network, "shared", "TCP 10.0.1.4:1 -> 192.0.2.81:80"))
        .isEqualTo("198.51.100.3");
  }

  private static String seen(Network network, String segment, String flow) {
    Verdict verdict = network.fate(Flows.of(segment, flow));
    assertThat(verdict.fate()).as(verdict.explanation()).isEqualTo(Fate.DELIVERED);
    return verdict.seenSource().getHostAddress();
  }

  @Test
  void a_listener_takes_what_is_dialled_at_its_addresses_only() {
    InetAddress own = IpAddresses.parse("10.4.0.10");
    InetAddress published = IpAddresses.parse("20.50.1.1");
    Network network =
        Network.builder("addresses")
            .internet()
            .segment("gw", "10.4.0.0/24")
            .link("internet", "gw")
            .host(
                "gateway",
                "gw",
                "10.4.0.10",
                host ->
                    host.publicAddresses("20.50.1.1")
                        .listener(
                            new Network.Listener(
                                1, List.of(own), null, 0, null, null, new Network.Tcp("", false)))
                        .listener(
                            new Network.Listener(
                                2,
                                List.of(published),
                                null,
                                0,
                                null,
                                null,
                                new Network.Tcp("", false))))
            .build();
    assertThat(network.fate(Flows.of("gw", "TCP 10.4.0.9:1 -> 10.4.0.10:1")).fate())
        .isEqualTo(Fate.DELIVERED);
    assertThat(network.fate(Flows.of("gw", "TCP 10.4.0.9:1 -> 10.4.0.10:2")).fate())
        .isEqualTo(Fate.REJECTED);
    assertThat(network.fate(Flows.of("internet", "TCP 8.8.8.8:1 -> 20.50.1.1:2")).fate())
        .isEqualTo(Fate.DELIVERED);
    assertThat(network.fate(Flows.of("internet", "TCP 8.8.8.8:1 -> 20.50.1.1:1")).explanation())
        .isEqualTo(
            "TCP 8.8.8.8 -> 20.50.1.1:1 is refused: nothing listens on TCP port 1 of host gateway at 20.50.1.1, only at 10.4.0.10");
  }

  @Test
  void a_verdict_tells_the_whole_way() {
    assertThat(fate("spoke", "TCP 10.3.0.4:40000 -> 20.50.1.1:7001").hops())
        .containsExactly(
            "from host spoke-vm in segment spoke",
            "route default (0.0.0.0/0) of segment spoke to host firewall in segment fw",
            "link spoke -> fw",
            "into host firewall: rule web-and-admin (priority 100) of policy allows",
            "out of host firewall: no outbound rule of policy matches, it allows",
            "link fw -> internet",
            "link internet -> gw",
            "source 10.3.0.4 is seen as 198.51.100.99",
            "20.50.1.1 is 10.4.0.10 of host gateway in segment gw",
            "into segment gw: rule from-firewall (priority 96) of gw-nsg allows",
            "to host gateway in segment gw",
            "listener TCP 7001 of host gateway");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          workload | TCP 10.0.1.200:1 -> 10.1.0.5:443 | rule deny-all (priority 4096) of apim-nsg drops TCP 10.0.1.200 -> 10.1.0.5:443 on the way into segment apim
          workload | TCP 10.0.1.4:1 -> 10.1.0.5:70    | rule no-gopher (priority 5) of vm-firewall rejects TCP 10.0.1.4 -> 10.1.0.5:70 on the way out of host vm
          workload | TCP 10.0.1.9:1 -> 10.5.0.4:81    | no inbound rule of strict-nsg matches TCP 10.0.1.9 -> 10.5.0.4:81 on the way into segment strict, and it rejects what none matches
          workload | TCP 10.0.1.4:1 -> 10.0.1.5:80    | TCP 10.0.1.4 -> 10.0.1.5:80 is refused: nothing listens on TCP port 80 of host vm2 at 10.0.1.5
          workload | TCP 10.0.1.4:1 -> 10.0.1.77:80   | TCP 10.0.1.4 -> 10.0.1.77:80 reaches segment workload, but no host has this address: 10.0.1.77
          apim     | TCP 10.1.0.5:1 -> 10.0.1.4:22    | there is no way for TCP 10.1.0.5 -> 10.0.1.4:22 from host apim in segment apim: no link leads from segment apim to segment workload
          apim     | TCP 10.1.0.5:1 -> 10.77.0.1:22   | there is no way for TCP 10.1.0.5 -> 10.77.0.1:22 from host apim in segment apim: no segment holds that address
          internet | TCP 8.8.8.8:1 -> 10.1.0.5:443    | there is no way for TCP 8.8.8.8 -> 10.1.0.5:443 from segment internet: it is not a public address, and the internet has no way to others
          internet | TCP 8.8.8.8:1 -> 20.50.1.2:443   | there is no way for TCP 8.8.8.8 -> 20.50.1.2:443 from segment internet: no link leads from segment internet to segment hidden
          spoke    | TCP 10.3.0.4:1 -> 10.9.0.1:22    | route black-hole (10.9.0.0/16) of segment spoke gives TCP 10.3.0.4 -> 10.9.0.1:22 no way
          lost     | TCP 10.8.0.1:1 -> 10.0.1.4:22    | route to-a-host (10.0.1.0/24) of segment lost leads TCP 10.8.0.1 -> 10.0.1.4:22 to host apim, which does not forward
          lost     | TCP 10.8.0.1:1 -> 10.5.0.4:80    | route too-far (10.5.0.0/24) of segment lost leads TCP 10.8.0.1 -> 10.5.0.4:80 to host router-b, but no link leads from segment lost to segment ring-b
          """)
  void the_explanation_fits_a_failing_test(String segment, String flow, String explanation) {
    assertThat(fate(segment, flow).explanation()).isEqualTo(explanation);
  }

  @Test
  void a_route_to_a_host_that_does_not_exist_leads_nowhere() {
    Network network = ESTATE.toBuilder().build();
    List<Network.Segment> segments = new ArrayList<>(network.segments());
    segments.add(
        new Network.Segment(
            "broken",
            List.of(Cidr.of("10.99.0.0/24")),
            false,
            null,
            null,
            null,
            List.of(new Network.Route("to-nobody", Cidr.of("0.0.0.0/0"), "ghost", false, false))));
    Network broken =
        new Network(
            "broken",
            segments,
            network.links(),
            network.hosts(),
            network.certificates(),
            network.zones(),
            List.of());
    assertThat(broken.fate(Flows.of("broken", "TCP 10.99.0.1:1 -> 10.1.0.5:443")).explanation())
        .isEqualTo(
            "route to-nobody (0.0.0.0/0) of segment broken leads TCP 10.99.0.1 -> 10.1.0.5:443 to host ghost, which does not exist");
  }

  @Test
  void misuse_is_an_error_that_names_what_is_known() {
    assertThatThrownBy(() -> fate("worklaod", VM_TO_APIM))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(
            "the network has no segment \"worklaod\"; it has [internet, workload, apim");
    Flow either =
        new Flow(
            "workload",
            IpAddresses.parse("10.0.1.4"),
            1,
            IpAddresses.parse("10.1.0.5"),
            443,
            Protocol.ANY);
    assertThatThrownBy(() -> ESTATE.fate(either))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a flow has the protocol TCP or UDP, not ANY: ANY 10.0.1.4 -> 10.1.0.5:443");
  }
}
