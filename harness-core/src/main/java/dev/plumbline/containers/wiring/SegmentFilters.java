package dev.plumbline.containers.wiring;

import static dev.plumbline.containers.wiring.NftText.chain;

import dev.plumbline.containers.plan.Site;
import dev.plumbline.containers.wiring.Cabling.Port;
import dev.plumbline.containers.wiring.Ways.Edge;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.RuleSet;
import dev.plumbline.network.Network.Segment;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The filters of a segment's router, in the order of {@link dev.plumbline.network.Network#fate}: no
 * way, out of the host, out of the segment, the link; into the segment, into the host, nobody
 * there.
 *
 * <p>Only what opens a connection is asked: a TCP packet with SYN alone, a datagram that answers
 * none.
 */
final class SegmentFilters {

  /** The bits of a connection's mark that hold the number of the host that answers go back to. */
  private static final String RETURN_BITS = "0x0000ffff";

  private static final String OTHER_BITS = "0xffff0000";

  /** The bit that says that all answers go back there, not only what a router refuses. */
  private static final String ALL_BACK = "0x02000000";

  /** The bit of a connection's mark that says that it has come through the core. */
  private static final String FROM_CORE = "0x01000000";

  /** The bit that says that it came through the core after a host of the segment sent it on. */
  private static final String CORE_LAST = "0x04000000";

  private final Site site;
  private final Ways ways;
  private final Cabling cabling;
  private final Witnesses witnesses;
  private final Segment segment;

  SegmentFilters(Site site, Ways ways, Cabling cabling, Witnesses witnesses, Segment segment) {
    this.site = site;
    this.ways = ways;
    this.cabling = cabling;
    this.witnesses = witnesses;
    this.segment = segment;
  }

  /**
   * Returns whether answers to what a host has sent, though it did not start there, come back to it
   * whatever the routes of those who answer.
   */
  static boolean takesBack(Host host) {
    return host.forwards() || !host.translations().isEmpty() || !host.balances().isEmpty();
  }

  /** Returns a script for {@code nft -f}. */
  String script() {
    StringBuilder text = new StringBuilder("table inet plumbline {\n");
    List<String> out = new ArrayList<>();
    List<String> in = new ArrayList<>();
    rules(text);
    for (Port port : cabling.ports(segment)) {
      List<String> leaving = leaving(port);
      if (!leaving.isEmpty()) {
        text.append(chain("from_" + port.namespace(), leaving));
        out.add(quoted(port.namespace()) + " : jump from_" + port.namespace());
      }
      List<String> arriving = arriving(text, port);
      if (!arriving.isEmpty()) {
        text.append(chain("to_" + port.namespace(), arriving));
        in.add(quoted(port.namespace()) + " : jump to_" + port.namespace());
      }
    }
    if (segment.rules() != null) {
      in.add(quoted(Cabling.NOBODY) + " : jump segment_in");
    }
    text.append(NftText.chain("marking", "filter", "prerouting", "mangle", marks(true)));
    text.append(NftText.chain("marking_own", "route", "output", "mangle", marks(false)));
    text.append(NftText.chain("forwarding", "filter", "forward", "filter", forward(out, in)));
    // Faults come before that nobody is there.
    text.append(
        NftText.chain(
            "nobody",
            "filter",
            "forward",
            "filter + 20",
            List.of("oifname " + quoted(Cabling.NOBODY) + " reject with icmpx host-unreachable")));
    return text.append("}\n").toString();
  }

  static String quoted(String name) {
    return '"' + name + '"';
  }

  private void rules(StringBuilder text) {
    RuleSet rules = segment.rules();
    if (rules != null) {
      text.append(chain("segment_out", RuleChain.outbound(rules)));
      text.append(chain("segment_in", RuleChain.inbound(rules)));
    }
    for (Port port : cabling.ports(segment)) {
      Host host = port.host();
      if (host != null && host.rules() != null) {
        if (!HostFilters.filtersOwnWayOut(host)) {
          text.append(chain(port.namespace() + "_out", RuleChain.outbound(host.rules())));
        }
        text.append(chain(port.namespace() + "_in", RuleChain.inbound(host.rules())));
      }
    }
  }

  private List<String> leaving(Port port) {
    Host host = port.host();
    List<String> lines = new ArrayList<>();
    if (host != null && host.rules() != null && !HostFilters.filtersOwnWayOut(host)) {
      lines.add("jump " + port.namespace() + "_out");
    }
    if (segment.rules() != null && (host == null || !host.apart())) {
      lines.add("jump segment_out");
    }
    return lines;
  }

  private List<String> arriving(StringBuilder text, Port port) {
    Host host = port.host();
    List<String> lines = new ArrayList<>();
    if (host == null) {
      return lines;
    }
    RuleSet ofSegment = host.apart() ? null : segment.rules();
    RuleSet ofHost = host.rules();
    if (ofSegment == null && ofHost == null) {
      return lines;
    }
    if (!host.addresses().isEmpty() && host.segment().equals(segment.name())) {
      InetAddress first = host.addresses().get(0);
      String chain = "published_" + port.namespace();
      for (boolean v4 : new boolean[] {true, false}) {
        List<InetAddress> published = NftText.ofFamily(host.publicAddresses(), v4);
        if (!published.isEmpty()) {
          lines.add((v4 ? "ip" : "ip6") + " daddr " + NftText.set(published) + " goto " + chain);
        }
      }
      if (!lines.isEmpty()) {
        List<String> seen = new ArrayList<>();
        seenAs(text, seen, chain + "_segment", ofSegment, first);
        seenAs(text, seen, chain + "_host", ofHost, first);
        text.append(chain(chain, seen));
      }
    }
    if (ofSegment != null) {
      lines.add("jump segment_in");
    }
    if (ofHost != null) {
      lines.add("jump " + port.namespace() + "_in");
    }
    return lines;
  }

  private static void seenAs(
      StringBuilder text,
      List<String> lines,
      String name,
      @Nullable RuleSet rules,
      InetAddress seen) {
    if (rules != null) {
      text.append(chain(name, RuleChain.inboundSeenAs(rules, seen)));
      lines.add("jump " + name);
    }
  }

  private List<String> marks(boolean ofOthers) {
    List<String> lines = new ArrayList<>();
    if (ofOthers) {
      lines.add(NftText.TCP_OPENING + " meta mark set " + SegmentRoutes.OPENING + " return");
      lines.add(
          "meta l4proto udp ct state new ip dscp != "
              + Witnesses.ANSWERS
              + " meta mark set "
              + SegmentRoutes.OPENING
              + " return");
      lines.add(
          "meta l4proto udp ct state new ip6 dscp != "
              + Witnesses.ANSWERS
              + " meta mark set "
              + SegmentRoutes.OPENING
              + " return");
      lines.add(
          "ct direction original ct state established meta mark set "
              + SegmentRoutes.FOLLOWING
              + " return");
    }
    lines.add(
        (ofOthers ? "iifname != " + quoted(Cabling.UP) + " " : "")
            + "ct direction reply ct mark & "
            + FROM_CORE
            + " != 0 meta mark set "
            + SegmentRoutes.TO_CORE);
    for (Port port : cabling.ports(segment)) {
      Host host = port.host();
      if (host != null && takesBack(host)) {
        int number = site.network().hosts().indexOf(host);
        lines.add(
            (ofOthers ? "iifname != " + quoted(port.namespace()) + " " : "")
                + "ct direction reply "
                + (ofOthers ? "ct mark & " + ALL_BACK + " != 0 " : "")
                + "ct mark & "
                + RETURN_BITS
                + " == "
                + (number + 1)
                + " meta mark set "
                + (SegmentRoutes.RETURNING + 16 * number));
        if (ofOthers) {
          for (String refused : refused()) {
            lines.add(
                "iifname != "
                    + quoted(port.namespace())
                    + refused
                    + " ct direction reply ct mark & "
                    + RETURN_BITS
                    + " == "
                    + (number + 1)
                    + " meta mark set "
                    + (SegmentRoutes.RETURNING + 16 * number));
          }
          lines.add(
              "iifname "
                  + quoted(port.namespace())
                  + " ct direction reply ct mark & "
                  + CORE_LAST
                  + " != 0 ct mark & "
                  + RETURN_BITS
                  + " == "
                  + (number + 1)
                  + " meta mark set 0");
        }
      }
    }
    for (String refused : refused()) {
      lines.add(
          ofOthers
              ? "iifname != "
                  + quoted(Cabling.UP)
                  + refused
                  + " meta mark set meta mark | "
                  + SegmentRoutes.REFUSED
              : refused.replace(" dscp ", " dscp set "));
    }
    return lines;
  }

  /** Returns what matches what routers and filters have refused. */
  static List<String> refused() {
    return List.of(" ip dscp " + Witnesses.REFUSED, " ip6 dscp " + Witnesses.REFUSED);
  }

  /** Keeps with a connection which host has passed it on or translated it. */
  private List<String> returning() {
    List<String> lines = new ArrayList<>();
    for (Port port : cabling.ports(segment)) {
      Host host = port.host();
      if (host != null && takesBack(host)) {
        boolean balances = host.balances().stream().anyMatch(balance -> !balance.hidesSource());
        for (boolean v4 : new boolean[] {true, false}) {
          List<InetAddress> own = NftText.ofFamily(Site.addresses(host), v4);
          String match =
              "iifname "
                  + quoted(port.namespace())
                  + (own.isEmpty()
                      ? " meta nfproto " + (v4 ? "ipv4" : "ipv6")
                      : (v4 ? " ip" : " ip6") + " saddr != " + NftText.set(own));
          lines.add(
              match
                  + " ct mark set ct mark & "
                  + OTHER_BITS
                  + " | "
                  + (site.network().hosts().indexOf(host) + 1));
          lines.add(
              match
                  + (balances ? "" : " oifname " + quoted(Cabling.UP))
                  + " ct mark set ct mark | "
                  + ALL_BACK);
        }
      }
    }
    return lines;
  }

  private List<String> forward(List<String> out, List<String> in) {
    List<String> lines = new ArrayList<>();
    refused().forEach(refused -> lines.add(refused + " accept"));
    lines.addAll(witnesses.missed(segment));
    lines.add("meta mark != " + SegmentRoutes.OPENING + " accept");
    lines.addAll(returning());
    // Before any filter: what one refuses goes back there, too.
    lines.add(
        "iifname "
            + quoted(Cabling.UP)
            + " ct mark & "
            + FROM_CORE
            + " == 0 ct mark & "
            + RETURN_BITS
            + " != 0 ct mark set ct mark | "
            + CORE_LAST);
    lines.add("iifname " + quoted(Cabling.UP) + " ct mark set ct mark | " + FROM_CORE);
    lines.add("oifname " + quoted(Cabling.NO_WAY) + " reject with icmpx host-unreachable");
    if (!out.isEmpty()) {
      lines.add("iifname vmap { " + String.join(", ", out) + " }");
    }
    for (Host appliance : cabling.steered(segment)) {
      Edge link = ways.edge(segment, ways.segment(appliance.segment()));
      if (link != null) {
        lines.addAll(
            CoreRouter.admission(
                "oifname " + quoted(cabling.towards(appliance)), link.admission()));
      }
    }
    if (!in.isEmpty()) {
      lines.add("oifname vmap { " + String.join(", ", in) + " }");
    }
    lines.addAll(witnesses.remember(segment));
    return lines;
  }
}
