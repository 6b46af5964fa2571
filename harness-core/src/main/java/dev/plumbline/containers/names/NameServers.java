package dev.plumbline.containers.names;

import dev.plumbline.containers.names.NamesForSegment.View;
import dev.plumbline.containers.plan.Plan;
import dev.plumbline.containers.plan.PlanBuilder;
import dev.plumbline.containers.plan.Site;
import dev.plumbline.network.Cidr;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Dns;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Listener;
import dev.plumbline.network.Network.Segment;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The DNS servers of a network: BIND 9 in the namespaces of their hosts. */
public final class NameServers {

  private final Site site;
  private final Network network;

  public NameServers(Site site) {
    this.site = site;
    this.network = site.network();
  }

  /** Adds the servers, and what asks other servers for them. */
  public void addTo(PlanBuilder plan) {
    Forwarding forwarding = new Forwarding(site);
    for (Host host : network.hosts()) {
      for (int i = 0; i < host.listeners().size(); i++) {
        Listener listener = host.listeners().get(i);
        Dns dns = listener.dns();
        if (dns != null) {
          add(plan, host, listener, dns, i, forwarding);
        }
      }
    }
    forwarding.addTo(plan);
  }

  private void add(
      PlanBuilder plan, Host host, Listener listener, Dns dns, int index, Forwarding forwarding) {
    String here = "host \"%s\", DNS server on port %d: ".formatted(host.name(), listener.port());
    if (listener.connectionLimit() > 0) {
      plan.cannot(here + "a limit of connections");
    }
    String name = "named-" + site.namespace(host) + "-" + listener.port() + "-" + index;
    List<String> addresses =
        Site.addresses(host, listener).stream().map(InetAddress::getHostAddress).toList();
    NamedConfiguration configuration =
        new NamedConfiguration(
            plan.path(name),
            listener.port(),
            addresses,
            forwarding.of(host, dns),
            index,
            (file, content) -> plan.file(name + "/" + file, content));
    Map<View, Set<String>> views = new LinkedHashMap<>();
    Set<String> impossible = new LinkedHashSet<>();
    for (Segment segment : network.segments()) {
      View view = NamesForSegment.of(network, host, dns, segment.name(), impossible::add);
      views.computeIfAbsent(view, v -> new LinkedHashSet<>()).add(segment.name());
    }
    Askers askers = new Askers(site, host, listener);
    Sources sources = new Sources(askers, List.copyOf(views.values()), impossible);
    int number = 0;
    for (Map.Entry<View, Set<String>> each : views.entrySet()) {
      List<String> from = sources.of(number++);
      if (!from.isEmpty()) {
        configuration.view(List.copyOf(each.getValue()), from, each.getKey());
      }
    }
    impossible.forEach(what -> plan.cannot(here + what));
    String path = plan.file(name + "/named.conf", configuration.text());
    plan.service(
        new Plan.Service(
            name,
            site.namespace(host),
            List.of("named", "-g", "-n", "1", "-c", path),
            addresses.stream().map(a -> new Plan.Listening(a, listener.port())).toList(),
            path));
  }

  /** The source addresses of each view: an address before a prefix, a longer prefix before. */
  private static final class Sources {

    private record Source(Cidr cidr, int view) {}

    private final List<Source> sources = new ArrayList<>();

    Sources(Askers askers, List<Set<String>> views, Set<String> impossible) {
      askers
          .addresses()
          .forEach(
              (address, segments) -> {
                Set<Integer> fitting = new LinkedHashSet<>();
                segments.forEach(segment -> fitting.add(viewOf(segment, views)));
                if (fitting.size() > 1) {
                  impossible.add(
                      "it answers the segments %s differently, which it all sees as %s"
                          .formatted(String.join(", ", segments), address.getHostAddress()));
                }
                Cidr alone = new Cidr(address, address.getAddress().length * 8);
                sources.add(new Source(alone, fitting.iterator().next()));
              });
      askers
          .prefixes()
          .forEach(
              (prefix, segment) -> {
                if (sources.stream().noneMatch(one -> one.cidr().equals(prefix))) {
                  sources.add(new Source(prefix, viewOf(segment, views)));
                }
              });
      sources.sort(Comparator.comparing(source -> -source.cidr().length()));
    }

    private static int viewOf(String segment, List<Set<String>> views) {
      for (int i = 0; i < views.size(); i++) {
        if (views.get(i).contains(segment)) {
          return i;
        }
      }
      throw new IllegalArgumentException(segment);
    }

    /** Returns what a view matches, the exceptions of a prefix before it. */
    List<String> of(int view) {
      List<String> matched = new ArrayList<>();
      for (Source source : sources) {
        if (source.view() == view) {
          matched.add(text(source.cidr()));
        } else if (sources.stream()
            .anyMatch(other -> other.view() == view && wider(other.cidr(), source.cidr()))) {
          matched.add("!" + text(source.cidr()));
        }
      }
      return matched;
    }

    private static boolean wider(Cidr one, Cidr other) {
      return one.length() < other.length() && one.contains(other.address());
    }

    private static String text(Cidr cidr) {
      return cidr.address().getHostAddress() + "/" + cidr.length();
    }
  }
}
