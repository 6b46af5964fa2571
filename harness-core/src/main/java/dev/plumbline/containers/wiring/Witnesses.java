package dev.plumbline.containers.wiring;

import dev.plumbline.containers.plan.PlanBuilder;
import dev.plumbline.containers.plan.Site;
import dev.plumbline.containers.wiring.Cabling.Port;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Segment;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

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

  /** What carries it has passed the internet, or ends there. */
  static final int THROUGH_INTERNET = 62;

  /** What carries it comes from the internet segment. */
  static final int FROM_INTERNET = 59;

  /** What carries it has had its source hidden by a host that may have a public address for it. */
  static final int HIDDEN = 61;

  /** What an answering datagram carries once an appliance has passed it on as it is. */
  static final int PASSED_ON = 60;

  /** What answering datagrams carry. */
  static final String ANSWERS = "{ " + PASSED_ON + ", " + ANSWER + " }";

  /** What a router or a filter says itself carries this: it comes to the client by every way. */
  static final int REFUSED = 58;

  /** Six bits, of which none is for nothing, and six numbers are taken. */
  private static final int MOST = 57;

  private static final String BITS = "0x00ff0000";
  private static final String OTHER_BITS = "0xff00ffff";

  private final Site site;
  private final Ways ways;
  private final Cabling cabling;
  private final List<Witness> known = new ArrayList<>();

  Witnesses(Site site, Ways ways, Cabling cabling) {
    this.site = site;
    this.ways = ways;
    this.cabling = cabling;
    for (Host host : site.network().hosts()) {
      if (host.forwards()) {
        known.add(new Witness(host, false));
      }
      if (!host.translations().isEmpty()) {
        known.add(new Witness(host, true));
      }
    }
  }

  /**
   * What a connection has passed.
   *
   * @param translated whether the host has translated its destination, not just forwarded it
   */
  private record Witness(Host host, boolean translated) {
    /** Returns whether the host must see the answers. */
    boolean mustSee() {
      return translated || host.stateful();
    }
  }

  /** Notes when there are more of them than can be told apart. */
  void checkTheirNumber(PlanBuilder plan) {
    if (known.size() > MOST) {
      plan.cannot("more than " + MOST + " appliances and translating hosts: " + known.size());
    }
  }

  /** Returns the number for what a host forwards; 0 when it forwards nothing. */
  int number(Host host) {
    return known.indexOf(new Witness(host, false)) + 1;
  }

  /** Returns the number for what a host translates; 0 when it translates nothing. */
  int translated(Host host) {
    return known.indexOf(new Witness(host, true)) + 1;
  }

  /** Returns the lines that drop answers that go past one that must see them. */
  List<String> missed(Segment segment) {
    List<String> lines = new ArrayList<>(answers(segment));
    for (Witness witness : known) {
      if (!witness.mustSee()) {
        continue;
      }
      int number = known.indexOf(witness) + 1;
      Set<String> others = appliances(segment);
      Set<String> to = new LinkedHashSet<>();
      if (witness.host().segment().equals(segment.name())) {
        to.add(site.namespace(witness.host()));
      } else if (cabling.steered(segment).contains(witness.host())) {
        to.add(cabling.towards(witness.host()));
      }
      others.removeAll(to);
      String from = inward(segment, witness.host(), false);
      String known = "ct direction reply ct mark & " + BITS + " == " + (number << 16) + from;
      if (!others.isEmpty()) {
        // Another appliance may lead it there; its router is told.
        for (String ip : families()) {
          lines.add(known + " oifname " + names(others) + " " + ip + " dscp set " + number);
        }
      }
      to.addAll(others);
      String elsewhere = to.isEmpty() ? "" : " oifname != " + names(to);
      lines.add(known + elsewhere + " drop");
      String led = inward(segment, witness.host(), true);
      if (!led.isEmpty()) {
        for (String ip : families()) {
          lines.add(
              "meta l4proto tcp meta mark != "
                  + SegmentRoutes.OPENING
                  + led
                  + elsewhere
                  + " "
                  + ip
                  + " dscp "
                  + number
                  + " drop");
        }
      }
    }
    return lines;
  }

  private List<String> families() {
    return ways.v6() ? List.of("ip", "ip6") : List.of("ip");
  }

  private static String names(Set<String> names) {
    return NftText.set(names.stream().map(SegmentFilters::quoted).toList());
  }

  /** Returns the interfaces by which a segment's routes lead to appliances. */
  private Set<String> appliances(Segment segment) {
    Set<String> appliances = new LinkedHashSet<>();
    cabling.steered(segment).forEach(host -> appliances.add(cabling.towards(host)));
    for (Port port : cabling.ports(segment)) {
      Host host = port.host();
      if (host != null
          && host.forwards()
          && segment.routes().stream().anyMatch(route -> host.name().equals(route.via()))) {
        appliances.add(port.namespace());
      }
    }
    return appliances;
  }

  private List<String> answers(Segment segment) {
    Set<String> appliances = appliances(segment);
    appliances.add(Cabling.UP);
    String match = "meta l4proto udp ct direction reply oifname " + names(appliances);
    return Stream.of(" ip", " ip6")
        .map(ip -> match + ip + " dscp != " + PASSED_ON + ip + " dscp set " + ANSWER)
        .toList();
  }

  /**
   * Returns what matches where answers come in by: not from the host itself, nor from elsewhere.
   *
   * @param appliances whether only appliances are meant
   */
  private String inward(Segment segment, Host host, boolean appliances) {
    List<String> from =
        cabling.ports(segment).stream()
            .filter(port -> !appliances || port.host() != null && port.host().forwards())
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
      for (Witness witness : known) {
        for (String ip : ways.v6() ? List.of("ip", "ip6") : List.of("ip")) {
          lines.add(
              "oifname { "
                  + String.join(", ", to)
                  + " } "
                  + ip
                  + " dscp "
                  + (known.indexOf(witness) + 1)
                  + " ct mark set ct mark & "
                  + OTHER_BITS
                  + " | "
                  + ((known.indexOf(witness) + 1) << 16));
        }
      }
    }
    return lines;
  }
}
