package dev.plumbline.containers.wiring;

import static dev.plumbline.containers.wiring.NftText.chain;

import dev.plumbline.containers.plan.PlanBuilder;
import dev.plumbline.containers.plan.Site;
import dev.plumbline.network.Cidr;
import dev.plumbline.network.Fault;
import dev.plumbline.network.Network.Attachment;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Listener;
import dev.plumbline.network.Network.PortRange;
import dev.plumbline.network.Network.Protocol;
import dev.plumbline.network.Network.RuleSet;
import dev.plumbline.network.Network.SourceTranslation;
import dev.plumbline.network.Network.Translation;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What happens at a host that is not its listeners' affair: forwarding, translations, balances, the
 * load balancer in front of instances.
 */
final class HostFilters {

  /** The mark of what a host does not lead on, since a fault breaks it there. */
  static final int LED_NOWHERE = 1;

  private static final String UNLED = "meta mark " + LED_NOWHERE + " accept";

  private final Site site;
  private final Ways ways;
  private final Witnesses witnesses;
  private final Host host;
  private final PlanBuilder plan;
  private final Health health;
  private final List<String> lines = new ArrayList<>();
  private final List<String> destinations = new ArrayList<>();
  private final List<String> sources = new ArrayList<>();
  private final List<String> refused = new ArrayList<>();
  private final List<String> looped = new ArrayList<>();
  private final StringBuilder chains = new StringBuilder();
  private final List<Integer> balanced = new ArrayList<>();
  private int marks;

  HostFilters(
      Site site, Ways ways, Witnesses witnesses, Host host, PlanBuilder plan, Set<Fault> faults) {
    this.site = site;
    this.ways = ways;
    this.witnesses = witnesses;
    this.host = host;
    this.plan = plan;
    this.health = new Health(site.network(), faults);
  }

  /**
   * Returns whether a host's filter for the way out is in its own namespace, not at the router: it
   * sees sources before the host hides them.
   */
  static boolean filtersOwnWayOut(Host host) {
    return !host.sourceTranslations().isEmpty() && host.rules() != null;
  }

  /** Returns whether packets leave the host that did not start there. */
  boolean passesOn() {
    return SegmentFilters.takesBack(host);
  }

  /** Returns further lines for {@code ip -batch}; asked after the script. */
  List<String> lines() {
    return List.copyOf(lines);
  }

  /** Returns a script for {@code nft -f}; empty for none. */
  String script() {
    if (!passesOn() && host.instances() == null && !filtersOwnWayOut(host)) {
      return "";
    }
    host.translations().forEach(this::translation);
    new Balances(host, plan, health).addTo(this);
    host.sourceTranslations().forEach(this::sourceTranslation);
    instances();
    StringBuilder text = new StringBuilder("table inet plumbline {\n").append(chains);
    List<String> passing = new ArrayList<>(looped);
    if (host.forwards()) {
      unseen(text, passing);
    }
    if (filtersOwnWayOut(host) && host.rules() != null) {
      text.append(chain("host_out", RuleChain.outbound(host.rules())));
      text.append(chain("host_way", wherever()));
      List<String> opening =
          List.of(
              NftText.TCP_OPENING + " oifname != \"lo\" jump host_way",
              "meta l4proto udp ct state new oifname != \"lo\" jump host_way");
      passing.addAll(opening);
      text.append(chain("starting", "filter", "output", "filter", opening));
    }
    if (!passing.isEmpty()) {
      text.append(chain("forwarding", "filter", "forward", "filter", passing));
    }
    if (!refused.isEmpty()) {
      text.append(chain("arriving", "filter", "input", "filter", refused));
    }
    if (!destinations.isEmpty()) {
      List<String> leading = new ArrayList<>(destinations);
      leading.add(0, UNLED);
      text.append(chain("translating", "nat", "prerouting", "dstnat", leading));
      text.append(chain("translating_own", "nat", "output", "-100", toItself()));
    }
    if (!sources.isEmpty()) {
      text.append(chain("leaving", "nat", "postrouting", "srcnat", sources));
    }
    int number = witnesses.number(host);
    if (passesOn()) {
      List<String> noted = new ArrayList<>();
      SegmentFilters.refused().forEach(refused -> noted.add(refused + " accept"));
      for (String ip : ways.v6() ? List.of("ip", "ip6") : List.of("ip")) {
        String own = own(ip.equals("ip"));
        noted.addAll(answers(ip.equals("ip")));
        // Where the core has seen it before, it must not take it for something new.
        noted.add(
            own
                + "meta l4proto udp ct direction reply ct status ! snat ct status ! dnat "
                + ip
                + " dscp set "
                + Witnesses.PASSED_ON
                + " accept");
        noted.add(ip + " dscp " + Witnesses.ANSWERS + " accept");
        noted.add("meta l4proto tcp ct direction reply " + ip + " dscp set 0");
        for (int mark : balanced) {
          noted.add("ct mark " + mark + " " + ip + " dscp set 0 accept");
        }
        noted.add("ct direction original ct status snat " + ip + " dscp set " + Witnesses.HIDDEN);
        String unhidden = "ct direction original ct status ! snat ";
        if (witnesses.translated(host) > 0) {
          int translated = witnesses.translated(host);
          noted.add(unhidden + "ct status dnat " + own + ip + " dscp set " + translated);
        }
        noted.add(unhidden + "ct status ! dnat " + own + ip + " dscp set " + number);
      }
      text.append(chain("noted", "filter", "postrouting", "srcnat + 10", noted));
    }
    return text.append("}\n").toString();
  }

  /** What a host sends to addresses of its own elsewhere goes there first. */
  private List<String> toItself() {
    List<InetAddress> elsewhere =
        Site.addresses(host).stream().filter(a -> !host.addresses().contains(a)).toList();
    List<String> lines = new ArrayList<>();
    lines.add(UNLED);
    for (boolean v4 : new boolean[] {true, false}) {
      List<InetAddress> ofFamily = NftText.ofFamily(elsewhere, v4);
      if (!ofFamily.isEmpty()) {
        lines.add((v4 ? "ip" : "ip6") + " daddr " + NftText.set(ofFamily) + " accept");
      }
    }
    lines.addAll(destinations);
    return lines;
  }

  /** Answers may leave for another segment than the one that what they answer has come from. */
  private List<String> answers(boolean v4) {
    List<InetAddress> elsewhere =
        NftText.ofFamily(host.attachments().stream().map(Attachment::address).toList(), v4);
    String ip = v4 ? "ip" : "ip6";
    return elsewhere.isEmpty()
        ? List.of()
        : List.of(
            "meta l4proto udp ct direction reply %s saddr %s %s dscp set %d"
                .formatted(ip, NftText.set(elsewhere), ip, Witnesses.ANSWER));
  }

  /** Leaves what has no way to the router: that comes before any filter. */
  private List<String> wherever() {
    List<Cidr> prefixes = new ArrayList<>(ways.prefixes());
    Collections.reverse(prefixes);
    return prefixes.stream()
        .map(
            to ->
                NftText.in("daddr", List.of(to))
                    + (ways.opening(site.segment(host.segment()), host, to) instanceof Ways.None
                        ? "accept"
                        : "goto host_out"))
        .toList();
  }

  /** What a stateful appliance has not seen open it drops; another one filters it as if new. */
  private void unseen(StringBuilder text, List<String> passing) {
    String then = "drop";
    if (!host.stateful()) {
      RuleSet ofSegment = host.apart() ? null : site.segment(host.segment()).rules();
      List<String> judging = new ArrayList<>();
      judge(text, judging, "judging_in", ofSegment, true);
      judge(text, judging, "judging_host_in", host.rules(), true);
      judge(text, judging, "judging_host_out", host.rules(), false);
      judge(text, judging, "judging_out", ofSegment, false);
      if (judging.isEmpty()) {
        return;
      }
      text.append(chain("judging", judging));
      then = "jump judging";
    }
    String protocols = host.stateful() ? "{ tcp, icmp, ipv6-icmp }" : "tcp";
    passing.add("meta l4proto " + protocols + " ct state invalid " + then);
    for (String ip : List.of("ip", "ip6")) {
      passing.add(
          "meta l4proto udp " + ip + " dscp " + Witnesses.ANSWERS + " ct state new " + then);
    }
  }

  private static void judge(
      StringBuilder text,
      List<String> judging,
      String name,
      @Nullable RuleSet rules,
      boolean inbound) {
    if (rules != null) {
      List<String> lines = inbound ? RuleChain.inbound(rules) : RuleChain.outbound(rules);
      // Who answers is not told: to the client, its connection vanishes.
      text.append(
          chain(name, lines.stream().map(line -> line.replaceAll("reject .*", "drop")).toList()));
      judging.add("jump " + name);
    }
  }

  private String own(boolean v4) {
    List<InetAddress> own = NftText.ofFamily(Site.addresses(host), v4);
    return own.isEmpty() ? "" : (v4 ? "ip" : "ip6") + " saddr != " + NftText.set(own) + " ";
  }

  /** Returns a mark for connections. */
  int mark() {
    return ++marks;
  }

  /** Takes what has a mark for balanced: seen by no address but that of the segment's way out. */
  void balanced(int mark) {
    balanced.add(mark);
  }

  /** Drops what has a mark and goes from a member back to itself with its own address. */
  void looped(int mark, InetAddress member) {
    // The member would take itself for the sender.
    String ip = NftText.family(member);
    String itself = member.getHostAddress();
    looped.add(
        "ct mark "
            + mark
            + " "
            + ip
            + " saddr "
            + itself
            + " "
            + ip
            + " daddr "
            + itself
            + " drop");
  }

  void destination(String line) {
    destinations.add(line);
  }

  void source(String line) {
    sources.add(line);
  }

  void refuse(List<String> lines) {
    refused.addAll(lines);
  }

  void chainOf(String name, List<String> lines) {
    chains.append(chain(name, lines));
  }

  /**
   * Returns what matches flows to the host.
   *
   * @param address the address; null for all of the family
   * @param port the port; null for all
   */
  @Nullable String to(
      boolean v4, @Nullable InetAddress address, Protocol protocol, @Nullable Integer port) {
    List<InetAddress> dialled =
        NftText.ofFamily(address == null ? Site.addresses(host) : List.of(address), v4);
    if (dialled.isEmpty()) {
      return null;
    }
    String match =
        protocol == Protocol.ANY
            ? "meta l4proto { tcp, udp } "
            : "meta l4proto " + protocol.name().toLowerCase(Locale.ROOT) + " ";
    return (v4 ? "ip" : "ip6")
        + " daddr "
        + NftText.set(dialled)
        + " "
        + match
        + (port == null ? "" : "th dport " + port + " ");
  }

  /** Returns what leads a connection on. */
  static String leadOn(int mark, InetAddress to, @Nullable Integer port) {
    String address = to.getHostAddress();
    boolean v4 = NftText.isV4(to);
    return "ct mark set "
        + mark
        + " dnat "
        + (v4 ? "ip" : "ip6")
        + " to "
        + (port == null ? address : (v4 ? address : "[" + address + "]") + ":" + port);
  }

  private void translation(Translation translation) {
    if (host.addresses().contains(translation.to()) || translation.by() != null) {
      plan.cannot(
          "host \"%s\": translation \"%s\" %s"
              .formatted(
                  host.name(),
                  translation.name(),
                  translation.by() == null ? "to itself" : "by host \"" + translation.by() + "\""));
      return;
    }
    boolean v4 = NftText.isV4(translation.to());
    List<Cidr> from = NftText.prefixesOfFamily(translation.from(), v4);
    String match = to(v4, translation.address(), translation.protocol(), translation.port());
    if (match == null || from.isEmpty() != translation.from().isEmpty()) {
      // It is for no flow at all: none has addresses of two families.
      return;
    }
    int mark = mark();
    destination(
        (from.isEmpty() ? "" : NftText.in("saddr", from))
            + match
            + leadOn(mark, translation.to(), translation.toPort()));
    if (translation.hidesSource()) {
      hide(mark);
    }
  }

  /** Hides the source of what has a mark behind the host's own address. */
  void hide(int mark) {
    for (boolean v4 : new boolean[] {true, false}) {
      List<InetAddress> own = NftText.ofFamily(host.addresses(), v4);
      if (!own.isEmpty()) {
        source(
            "ct mark "
                + mark
                + " meta nfproto "
                + (v4 ? "ipv4" : "ipv6")
                + " snat "
                + (v4 ? "ip" : "ip6")
                + " to "
                + own.get(0).getHostAddress());
      }
    }
    leaveAlone(mark);
  }

  /** Leaves the source of what has a mark as it is. */
  void leaveAlone(int mark) {
    source("ct mark " + mark + " accept");
  }

  private void sourceTranslation(SourceTranslation translation) {
    for (boolean v4 : new boolean[] {true, false}) {
      List<Cidr> from = NftText.prefixesOfFamily(translation.from(), v4);
      List<Cidr> to = NftText.prefixesOfFamily(translation.to(), v4);
      List<Cidr> except = NftText.prefixesOfFamily(translation.except(), v4);
      InetAddress given = translation.address();
      if (given != null && NftText.isV4(given) != v4) {
        continue;
      }
      List<InetAddress> own =
          NftText.ofFamily(given == null ? host.addresses() : List.of(given), v4);
      if (from.isEmpty() != translation.from().isEmpty()
          || to.isEmpty() != translation.to().isEmpty()
          || except.stream().anyMatch(prefix -> prefix.length() == 0)) {
        continue;
      }
      String ip = v4 ? "ip" : "ip6";
      source(
          "oifname != \"lo\" meta nfproto "
              + (v4 ? "ipv4 " : "ipv6 ")
              + (from.isEmpty() ? "" : NftText.in("saddr", from))
              + (to.isEmpty() ? "" : NftText.in("daddr", to))
              + (except.isEmpty() ? "" : ip + " daddr != " + NftText.prefixes(except) + " ")
              + (own.isEmpty() ? "accept" : "snat " + ip + " to " + own.get(0).getHostAddress()));
    }
  }

  private void instances() {
    if (host.instances() == null) {
      return;
    }
    List<InetAddress> instances = host.instances().addresses();
    boolean healthy = health.isAnyHealthy(host);
    refused.addAll(looped(host));
    for (InetAddress front : Site.addresses(host)) {
      if (instances.contains(front)) {
        continue;
      }
      String to = NftText.family(front) + " daddr " + front.getHostAddress() + " ";
      List<PortRange> tcp = new ArrayList<>();
      List<PortRange> udp = new ArrayList<>();
      for (Listener listener : host.listeners()) {
        if (Site.addresses(host, listener).contains(front)) {
          tcp.add(new PortRange(listener.port(), listener.port()));
          if (listener.dns() != null) {
            udp.add(new PortRange(listener.port(), listener.port()));
          }
        }
      }
      refused.add(to + unserved("tcp", healthy ? tcp : List.of()) + "drop");
      refused.add(to + unserved("udp", healthy ? udp : List.of()) + "drop");
    }
  }

  /** Returns the lines that drop what instances send to the load balancer in front of them. */
  static List<String> looped(Host host) {
    List<String> lines = new ArrayList<>();
    if (host.instances() != null) {
      List<InetAddress> instances = host.instances().addresses();
      for (InetAddress front : Site.addresses(host)) {
        List<InetAddress> senders = NftText.ofFamily(instances, NftText.isV4(front));
        if (!instances.contains(front) && !senders.isEmpty()) {
          String ip = NftText.family(front);
          lines.add(
              "%s saddr %s %s daddr %s drop"
                  .formatted(ip, NftText.set(senders), ip, front.getHostAddress()));
        }
      }
    }
    return lines;
  }

  private static String unserved(String protocol, List<PortRange> served) {
    return served.isEmpty()
        ? "meta l4proto " + protocol + " ct direction original "
        : protocol + " dport != " + NftText.ports(served) + " ct direction original ";
  }
}
