package dev.plumbline.containers.wiring;

import dev.plumbline.containers.plan.Plan;
import dev.plumbline.containers.plan.PlanBuilder;
import dev.plumbline.containers.plan.Site;
import dev.plumbline.network.Network.Attachment;
import dev.plumbline.network.Network.Host;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The namespace of a host: its addresses, and its one way out. */
final class HostNamespace {

  /** What comes may come from an address of the host's own, by way of others. */
  static final Map<String, String> SETTINGS = Map.of("ipv4/conf/all/accept_local", "1");

  private static final int OUT = 50;
  private static final int FIRST_ATTACHMENT = 60;

  private final Site site;
  private final Ways ways;
  private final Cabling cabling;
  private final Witnesses witnesses;
  private final Host host;

  HostNamespace(Site site, Ways ways, Cabling cabling, Witnesses witnesses, Host host) {
    this.site = site;
    this.ways = ways;
    this.cabling = cabling;
    this.witnesses = witnesses;
    this.host = host;
  }

  /** Returns the addresses from which what a host opens starts. */
  static List<InetAddress> starting(Host host) {
    return host.instances() == null ? host.addresses() : host.instances().addresses();
  }

  /**
   * Adds it to a plan.
   *
   * @param faults what puts the faults of the description in force
   */
  void addTo(PlanBuilder plan, String faults) {
    HostFilters filters = new HostFilters(site, ways, witnesses, host, plan, Set.of());
    Map<String, String> settings = new LinkedHashMap<>(SETTINGS);
    String script = filters.script();
    if (!script.isEmpty() && filters.passesOn()) {
      settings.put("netfilter/nf_conntrack_tcp_loose", "0");
      settings.put("netfilter/nf_conntrack_tcp_be_liberal", "1");
    }
    List<String> lines = new ArrayList<>(lines());
    lines.addAll(filters.lines());
    plan.namespace(
        new Plan.Namespace(site.namespace(host), filters.passesOn(), settings, lines, script));
  }

  private List<String> lines() {
    List<String> lines =
        new ArrayList<>(uplink(host.addresses(), "eth0", starting(host), ways.v6()));
    // It forwards what it has no address for, too.
    for (boolean v4 : new boolean[] {true, false}) {
      if (SegmentFilters.takesBack(host)
          && (v4 || ways.v6())
          && NftText.ofFamily(host.addresses(), v4).isEmpty()) {
        lines.add(
            "route add "
                + (v4 ? "0.0.0.0/0 via " + Cabling.GATEWAY : "::/0 via " + Cabling.GATEWAY_V6)
                + " dev eth0 onlink");
      }
    }
    for (InetAddress address : host.publicAddresses()) {
      if (!host.addresses().contains(address)) {
        lines.add(address(address, "eth0"));
      }
    }
    List<String> segments = new ArrayList<>(List.of(host.segment()));
    int table = FIRST_ATTACHMENT;
    for (Attachment attachment : host.attachments()) {
      if (!segments.contains(attachment.segment())) {
        segments.add(attachment.segment());
      }
      String device = "eth" + segments.indexOf(attachment.segment());
      lines.add(address(attachment.address(), device));
      if (segments.indexOf(attachment.segment()) > 0) {
        if (ways.v6()) {
          lines.add("addr replace " + Cabling.HOST_V6 + "/64 dev " + device + " nodad");
        }
        boolean v4 = NftText.isV4(attachment.address());
        lines.add(
            "route add "
                + (v4 ? "0.0.0.0/0 via " + Cabling.GATEWAY : "::/0 via " + Cabling.GATEWAY_V6)
                + " dev "
                + device
                + " onlink table "
                + table);
        lines.add(
            (v4 ? "" : "-6 ")
                + "rule add pref 21 from "
                + attachment.address().getHostAddress()
                + " lookup "
                + table);
        table++;
      }
    }
    lines.addAll(
        outside(
            Site.addresses(host).stream().filter(a -> !host.addresses().contains(a)).toList(),
            host.publicAddresses(),
            starting(host),
            segments.size()));
    return lines;
  }

  /**
   * Returns the lines with which what goes to addresses of a namespace's own takes the way there
   * all the same: the kernel must not deliver it itself.
   *
   * @param addresses the addresses
   * @param from those of them from which everything goes out
   * @param starting the addresses that connections start from, unless they say which
   * @param interfaces how many interfaces there are
   */
  static List<String> outside(
      List<InetAddress> addresses,
      List<InetAddress> from,
      List<InetAddress> starting,
      int interfaces) {
    List<String> lines = new ArrayList<>();
    for (boolean v4 : new boolean[] {true, false}) {
      List<InetAddress> outside = NftText.ofFamily(addresses, v4);
      if (outside.isEmpty()) {
        continue;
      }
      String rule = (v4 ? "" : "-6 ") + "rule add pref ";
      for (int i = 0; i < interfaces; i++) {
        lines.add(rule + "10 iif eth" + i + " lookup local");
      }
      for (InetAddress address : outside) {
        lines.add(rule + "20 to " + address.getHostAddress() + " lookup " + OUT);
        if (from.contains(address)) {
          lines.add(rule + "21 from " + address.getHostAddress() + " lookup " + OUT);
        }
      }
      lines.add(rule + "100 lookup local");
      lines.add((v4 ? "" : "-6 ") + "rule del pref 0");
      List<InetAddress> own = NftText.ofFamily(starting, v4);
      lines.add(
          "route add "
              + (v4 ? "0.0.0.0/0 via " + Cabling.GATEWAY : "::/0 via " + Cabling.GATEWAY_V6)
              + " dev eth0 onlink"
              + (own.isEmpty() ? "" : " src " + own.get(0).getHostAddress())
              + " table "
              + OUT);
    }
    return lines;
  }

  private static String address(InetAddress address, String device) {
    return "addr add "
        + address.getHostAddress()
        + (NftText.isV4(address) ? "/32 dev " + device : "/128 dev " + device + " nodad");
  }

  /**
   * Returns the lines that give an interface its addresses, and the way out by it.
   *
   * @param starting the addresses that connections start from, unless they say which
   */
  static List<String> uplink(
      List<InetAddress> addresses, String device, List<InetAddress> starting, boolean v6) {
    List<String> lines = new ArrayList<>();
    lines.add("addr add " + Cabling.HOST + "/32 dev lo scope host");
    if (v6) {
      lines.add("addr add " + Cabling.HOST_V6 + "/64 dev " + device + " nodad");
    }
    addresses.stream().distinct().forEach(one -> lines.add(address(one, device)));
    for (boolean v4 : new boolean[] {true, false}) {
      List<InetAddress> first = NftText.ofFamily(starting, v4);
      List<InetAddress> own = first.isEmpty() ? NftText.ofFamily(addresses, v4) : first;
      if (!own.isEmpty()) {
        lines.add(
            "route add "
                + (v4 ? "0.0.0.0/0 via " + Cabling.GATEWAY : "::/0 via " + Cabling.GATEWAY_V6)
                + " dev "
                + device
                + " onlink src "
                + own.get(0).getHostAddress());
      }
    }
    return lines;
  }
}
