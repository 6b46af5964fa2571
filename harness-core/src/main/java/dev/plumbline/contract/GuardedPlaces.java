package dev.plumbline.contract;

import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Environment.Endpoint;
import dev.plumbline.environment.Environment.VantageSpec;
import dev.plumbline.lab.Lab;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.CertificateSpec;
import dev.plumbline.network.Network.Handling;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Listener;
import dev.plumbline.network.Network.PathRoute;
import dev.plumbline.network.Network.Tls;
import dev.plumbline.network.Network.VirtualHost;
import dev.plumbline.network.WebFirewall;
import dev.plumbline.probe.HttpProbe;
import dev.plumbline.waf.FirewallInForce;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the places that firewalls are to guard. */
final class GuardedPlaces {

  private GuardedPlaces() {}

  /**
   * Returns the places that a contract is for.
   *
   * @throws IllegalStateException when there is none
   */
  static List<GuardedPlace> of(WebFirewallContract contract, Lab lab) {
    List<GuardedPlace> places = new ArrayList<>();
    for (String url : contract.urls(lab)) {
      places.add(
          new GuardedPlace(
              url, firewallAt(lab, url).orElse(null), lab.network().isPresent(), false, List.of()));
    }
    if (places.isEmpty()) {
      Set<String> gateways = contract.gateways(lab);
      lab.network().stream()
          .flatMap(
              network ->
                  network.hosts().stream()
                      .filter(h -> gateways.contains(h.name()))
                      .flatMap(host -> of(network, host)))
          .forEach(places::add);
    }
    if (places.isEmpty()) {
      throw new IllegalStateException(
          "environment "
              + lab.environment().name()
              + " describes no place with a web application firewall, so this contract would prove"
              + " nothing: return the URLs that are to have one from urls(lab)");
    }
    return places;
  }

  private static Optional<WebFirewall> firewallAt(Lab lab, String url) {
    HttpProbe probe = HttpProbe.get(url);
    String host = host(lab.environment(), url);
    return lab.network()
        .flatMap(network -> FirewallInForce.at(network, null, host, "", probe.path()));
  }

  private static String host(Environment environment, String url) {
    String named = HttpProbe.get(url).target().host();
    return environment.endpoint(named).map(Endpoint::host).orElse(named);
  }

  /** Returns the hosts of a description that have a firewall anywhere. */
  static Set<String> hostsWithFirewall(Lab lab) {
    Set<String> names = new LinkedHashSet<>();
    lab.network().stream()
        .flatMap(network -> network.hosts().stream())
        .filter(
            host ->
                virtualHosts(host)
                    .anyMatch(
                        v ->
                            v.firewall() != null
                                || v.routes().stream().anyMatch(r -> r.firewall() != null)))
        .forEach(host -> names.add(host.name()));
    return names;
  }

  /**
   * Returns the vantages in the internet; for what has no public address, the others. Where nothing
   * is described it cannot be told which those are.
   */
  static List<String> vantages(Lab lab, String url) {
    if (lab.network().isEmpty()) {
      return List.copyOf(lab.environment().vantages().keySet());
    }
    String name = host(lab.environment(), url);
    Set<String> guarded = hostsWithFirewall(lab);
    boolean isPrivate =
        lab.network().stream()
            .flatMap(network -> network.hosts().stream())
            .filter(host -> guarded.contains(host.name()))
            .filter(host -> virtualHosts(host).anyMatch(v -> takes(v, name)) || has(host, name))
            .anyMatch(host -> host.publicAddresses().isEmpty());
    return lab.environment().vantages().entrySet().stream()
        .filter(e -> isInternet(lab, segment(e.getValue())) != isPrivate)
        .map(Map.Entry::getKey)
        .toList();
  }

  private static String segment(VantageSpec vantage) {
    return vantage.segment() == null ? "" : vantage.segment();
  }

  private static boolean isInternet(Lab lab, String segment) {
    return segment.equals("internet")
        || lab.network().stream()
            .flatMap(network -> network.segments().stream())
            .anyMatch(s -> s.name().equals(segment) && s.internet());
  }

  private static boolean has(Host host, String name) {
    return Stream.concat(host.addresses().stream(), host.publicAddresses().stream())
        .anyMatch(address -> address.getHostAddress().equals(name));
  }

  private static boolean takes(VirtualHost virtual, String name) {
    return virtual.names().stream().anyMatch(pattern -> example(pattern).equals(name));
  }

  private static Stream<VirtualHost> virtualHosts(Host host) {
    return host.listeners().stream()
        .flatMap(listener -> Stream.ofNullable(listener.http()))
        .flatMap(http -> http.hosts().stream());
  }

  private static Stream<GuardedPlace> of(Network network, Host host) {
    return host.listeners().stream()
        .flatMap(
            listener ->
                Stream.ofNullable(listener.http())
                    .flatMap(http -> http.hosts().stream())
                    .flatMap(virtual -> of(network, host, listener, virtual).stream()));
  }

  /** One place for each firewall of a virtual host; its other paths are told beside. */
  private static List<GuardedPlace> of(
      Network network, Host host, Listener listener, VirtualHost virtual) {
    String root = root(network, host, listener, virtual);
    List<GuardedPlace> all = new ArrayList<>();
    if (virtual.otherwise() != null && isServed(host, virtual.otherwise())) {
      all.add(new GuardedPlace(root, virtual.firewall(), true, false, List.of()));
    }
    for (PathRoute route : virtual.routes()) {
      WebFirewall firewall = route.firewall() == null ? virtual.firewall() : route.firewall();
      if (isServed(host, route.handling())) {
        for (String pattern : route.paths()) {
          boolean open = pattern.endsWith("*");
          String path = pattern.replaceAll("/?\\*$", "");
          all.add(new GuardedPlace(root + path, firewall, true, !open, List.of()));
        }
      }
    }
    List<GuardedPlace> firsts = new ArrayList<>();
    for (GuardedPlace one : all) {
      if (firsts.stream().noneMatch(first -> isAlike(first, one))) {
        List<GuardedPlace> more =
            all.stream().filter(other -> other != one && isAlike(one, other)).toList();
        firsts.add(new GuardedPlace(one.url(), one.firewall(), true, one.isExact(), more));
      }
    }
    return firsts;
  }

  private static boolean isAlike(GuardedPlace one, GuardedPlace other) {
    return Objects.equals(one.firewall(), other.firewall());
  }

  /** What is answered by a backend, or by the host as if it were one. */
  private static boolean isServed(Host host, Handling handling) {
    return handling.echo()
        || host.upstreams().stream()
            .anyMatch(u -> u.name().equals(handling.forward()) && !u.members().isEmpty());
  }

  private static String root(Network network, Host host, Listener listener, VirtualHost virtual) {
    Tls tls = listener.tls();
    String scheme = tls == null ? "http" : "https";
    String name =
        virtual.names().stream()
            .findFirst()
            .or(() -> certified(network, tls))
            .map(GuardedPlaces::example)
            .orElseGet(() -> address(host, listener));
    boolean usual = listener.port() == (tls == null ? 80 : 443);
    return scheme + "://" + name + (usual ? "" : ":" + listener.port());
  }

  private static Optional<String> certified(Network network, @Nullable Tls tls) {
    return Stream.ofNullable(tls)
        .flatMap(t -> t.certificates().stream().limit(1))
        .flatMap(name -> network.certificates().stream().filter(c -> c.name().equals(name)))
        .map(CertificateSpec::names)
        .flatMap(names -> names.stream().limit(1))
        .findFirst();
  }

  private static String address(Host host, Listener listener) {
    InetAddress address =
        Stream.of(host.publicAddresses(), listener.addresses(), host.addresses())
            .flatMap(List::stream)
            .findFirst()
            .orElseThrow(() -> new IllegalStateException(host.name() + " has no address"));
    String text = address.getHostAddress();
    return text.contains(":") ? "[" + text + "]" : text;
  }

  /** A name with wildcards stands for many: one of them is asked. */
  private static String example(String name) {
    return name.replace("*", "plumbline").replace('?', 'x').toLowerCase(Locale.ROOT);
  }
}
