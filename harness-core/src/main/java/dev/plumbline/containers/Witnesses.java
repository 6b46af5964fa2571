package dev.plumbline.containers;

import dev.plumbline.containers.Cabling.Port;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Segment;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What sees to it that an answer comes by those that must see both ways of a connection: stateful
 * appliances, and hosts that translate destinations.
 *
 * <p>Such a host writes its number into what it forwards (the DSCP bits of RFC 2474), unless it
 * hides the source: then answers come back by themselves. The router where that arrives keeps it
 * with the connection, and lets answers go only where they meet the host again. An appliance itself
 * would drop no more than what comes after the answer, and the client would take the connection for
 * opened.
 */
final class Witnesses {

  /** What datagrams carry that answer others, where they come to who may not know of those. */
  static final int ANSWER = 63;

  /** What carries it has passed the internet. */
  static final int THROUGH_INTERNET = 62;

  /** What carries it has had its source hidden by a host that may have a public address for it. */
  static final int HIDDEN = 61;

  /** Six bits, of which none is for nothing, and three numbers are taken. */
  private static final int MOST = 60;

  private static final String BITS = "0x00ff0000";
  private static final String OTHER_BITS = "0xff00ffff";

  private final Site site;
  private final Ways ways;
  private final Cabling cabling;
  private final List<Host> hosts;

  Witnesses(Site site, Ways ways, Cabling cabling) {
    this.site = site;
    this.ways = ways;
    this.cabling = cabling;
    this.hosts =
        site.network().hosts().stream()
            .filter(host -> host.forwards() || !host.translations().isEmpty())
            .toList();
  }

  /** Notes when there are more of them than can be told apart. */
  void checkTheirNumber(PlanBuilder plan) {
    if (hosts.size() > MOST) {
      plan.cannot("more than " + MOST + " appliances and translating hosts: " + hosts.size());
    }
  }

  /** Returns the number of an appliance or translating host; 0 for another. */
  int number(Host host) {
    return hosts.indexOf(host) + 1;
  }

  /** Returns the lines that drop answers that go past one that must see them. */
  List<String> missed(Segment segment) {
    List<String> lines = new ArrayList<>(answers(segment));
    for (Host host : hosts) {
      if (!host.stateful() && host.translations().isEmpty()) {
        continue;
      }
      List<String> to = new ArrayList<>();
      if (host.segment().equals(segment.name())) {
        to.add(SegmentFilters.quoted(site.namespace(host)));
      } else if (cabling.steered(segment).contains(host)) {
        to.add(SegmentFilters.quoted(cabling.towards(host)));
      }
      lines.add(
          "ct direction reply ct mark & "
              + BITS
              + " == "
              + (number(host) << 16)
              + inward(segment, host)
              + (to.isEmpty() ? "" : " oifname != { " + String.join(", ", to) + " }")
              + " drop");
    }
    return lines;
  }

  private List<String> answers(Segment segment) {
    Set<String> appliances = new LinkedHashSet<>(Set.of(Cabling.UP));
    cabling.steered(segment).forEach(host -> appliances.add(cabling.towards(host)));
    for (Port port : cabling.ports(segment)) {
      if (port.host() != null && port.host().forwards()) {
        appliances.add(port.namespace());
      }
    }
    String match =
        "meta l4proto udp ct direction reply oifname "
            + NftText.set(appliances.stream().map(SegmentFilters::quoted).toList());
    return List.of(match + " ip dscp set " + ANSWER, match + " ip6 dscp set " + ANSWER);
  }

  /** What answers come in by: not from the host itself, nor from elsewhere. */
  private String inward(Segment segment, Host host) {
    List<String> from =
        cabling.ports(segment).stream()
            .map(Port::namespace)
            .filter(name -> !name.equals(site.namespace(host)))
            .map(SegmentFilters::quoted)
            .toList();
    return from.isEmpty() ? "" : " iifname { " + String.join(", ", from) + " }";
  }

  /** Returns the lines that keep with a connection whom its answers must meet. */
  List<String> remember(Segment segment) {
    List<String> lines = new ArrayList<>();
    List<String> to =
        cabling.ports(segment).stream().map(Port::namespace).map(SegmentFilters::quoted).toList();
    if (!to.isEmpty()) {
      for (Host host : hosts) {
        for (String ip : ways.v6() ? List.of("ip", "ip6") : List.of("ip")) {
          lines.add(
              "oifname { "
                  + String.join(", ", to)
                  + " } "
                  + ip
                  + " dscp "
                  + number(host)
                  + " ct mark set ct mark & "
                  + OTHER_BITS
                  + " | "
                  + (number(host) << 16));
        }
      }
    }
    return lines;
  }
}
