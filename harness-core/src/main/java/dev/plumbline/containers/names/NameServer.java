package dev.plumbline.containers.names;

import dev.plumbline.containers.names.NamesForSegment.View;
import dev.plumbline.containers.plan.Plan;
import dev.plumbline.containers.plan.PlanBuilder;
import dev.plumbline.containers.plan.Site;
import dev.plumbline.network.Fault;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Dns;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Listener;
import dev.plumbline.network.Network.Segment;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * One DNS listener of a host as a BIND 9 of its own. Which segments share a view does not depend on
 * faults, so that these change zones alone. Pure.
 */
final class NameServer {

  /**
   * A view.
   *
   * @param segments the segments that are answered alike
   * @param from the sources that it is for
   */
  private record Answered(List<String> segments, List<String> from, NamesForSegment names) {}

  private final Host host;
  private final Listener listener;
  private final int index;
  private final String namespace;
  private final String name;
  private final List<String> addresses;
  private final List<String> forwarders;
  private final List<Answered> views = new ArrayList<>();
  private final Set<String> impossible = new LinkedHashSet<>();

  /**
   * Works out what a server has for whom.
   *
   * @param index the listener's place among those of the host
   * @param forwarding is told of its forwarders
   */
  NameServer(Site site, Host host, int index, Forwarding forwarding) {
    this.host = host;
    this.index = index;
    this.listener = host.listeners().get(index);
    this.namespace = site.namespace(host);
    this.name = "named-" + namespace + "-" + listener.port() + "-" + index;
    this.addresses =
        Site.addresses(host, listener).stream().map(InetAddress::getHostAddress).toList();
    if (listener.connectionLimit() > 0) {
      impossible.add("a limit of connections");
    }
    Dns dns = Objects.requireNonNull(listener.dns());
    this.forwarders = forwarding.of(host, dns);
    group(site, dns);
  }

  private void group(Site site, Dns dns) {
    Network network = site.network();
    Map<View, NamesForSegment> different = new LinkedHashMap<>();
    Map<View, Set<String>> segments = new LinkedHashMap<>();
    for (Segment segment : network.segments()) {
      NamesForSegment names =
          NamesForSegment.of(network, host, dns, segment.name(), impossible::add);
      View view = names.view(List.of(), none -> {});
      different.putIfAbsent(view, names);
      segments.computeIfAbsent(view, v -> new LinkedHashSet<>()).add(segment.name());
    }
    Askers askers = new Askers(site, host, listener);
    Sources sources = new Sources(askers, List.copyOf(segments.values()), impossible);
    int number = 0;
    for (Map.Entry<View, Set<String>> each : segments.entrySet()) {
      List<String> from = sources.of(number++);
      if (!from.isEmpty()) {
        views.add(
            new Answered(
                List.copyOf(each.getValue()),
                from,
                Objects.requireNonNull(different.get(each.getKey()))));
      }
    }
  }

  /** Returns the name of its service and directory. */
  String name() {
    return name;
  }

  /** Returns the namespace it runs in. */
  String namespace() {
    return namespace;
  }

  /** Returns its place among the listeners of its host. */
  int index() {
    return index;
  }

  /** Returns whether it asks others, and keeps what they say. */
  boolean keepsAnswers() {
    Dns dns = Objects.requireNonNull(listener.dns());
    return dns.recursive() || !dns.forwarders().isEmpty();
  }

  /** Returns what it cannot be made to do, whatever is broken. */
  List<String> impossible() {
    return impossible.stream().map(this::here).toList();
  }

  private String here(String what) {
    return "host \"%s\", DNS server on port %d: %s".formatted(host.name(), listener.port(), what);
  }

  /** Returns how it is run; adds the part of its configuration that never changes. */
  Plan.Service service(PlanBuilder plan) {
    String main = NamedConfiguration.main(plan.path(name), listener.port(), addresses, index);
    String path = plan.file(name + "/" + NamedConfiguration.MAIN, main);
    return new Plan.Service(
        name,
        namespace,
        List.of("named", "-g", "-n", "1", "-c", path),
        addresses.stream().map(a -> new Plan.Listening(a, listener.port())).toList(),
        path);
  }

  /**
   * Returns the files that depend on faults, by their paths below the machine's directory.
   *
   * @param faults the faults in force; those that are not of names count for nothing
   * @param cannot takes what of them it cannot show
   */
  Map<String, String> files(List<Fault> faults, Consumer<String> cannot) {
    NamedConfiguration configuration = new NamedConfiguration(forwarders, index);
    Set<String> unshown = new LinkedHashSet<>();
    for (int i = 0; i < views.size(); i++) {
      Answered view = views.get(i);
      configuration.view(i, view.segments(), view.from(), view.names().view(faults, unshown::add));
    }
    unshown.stream().map(this::here).forEach(cannot);
    Map<String, String> files = new LinkedHashMap<>();
    configuration.files().forEach((file, content) -> files.put(name + "/" + file, content));
    return files;
  }

  /**
   * Returns questions that tell whether its zones are as they should be while faults are in force.
   *
   * @param names the names that may be broken, or may have been
   */
  List<ZoneQuestion> questions(Set<Name> names, List<Fault> faults) {
    List<ZoneQuestion> questions = new ArrayList<>();
    for (int i = 0; i < views.size(); i++) {
      NamesForSegment view = views.get(i).names();
      Map<Name, List<Record>> right = view.zones(List.of(), none -> {});
      Map<Name, List<Record>> broken = view.zones(faults, none -> {});
      for (Name asked : names) {
        Set<Integer> types = new TreeSet<>(List.of(Type.A, Type.AAAA));
        ZoneQuestion.records(right, asked).forEach(record -> types.add(record.getType()));
        ZoneQuestion.records(broken, asked).forEach(record -> types.add(record.getType()));
        for (int type : types) {
          questions.add(ZoneQuestion.of(NamedConfiguration.source(i), asked, type, broken));
        }
      }
    }
    return questions;
  }
}
