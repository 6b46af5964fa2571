package dev.plumbline.drill;

import dev.plumbline.drill.Catalogue.Places;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.CertificateSpec;
import dev.plumbline.network.Network.Handling;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Listener;
import dev.plumbline.network.Network.PathRoute;
import dev.plumbline.network.Network.Probe;
import dev.plumbline.network.Network.Redirect;
import dev.plumbline.network.Network.Tls;
import dev.plumbline.network.Network.UnknownSni;
import dev.plumbline.network.Network.Upstream;
import dev.plumbline.network.Network.Validity;
import dev.plumbline.network.Network.VirtualHost;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Mistakes with listeners, their certificates, and the backends that they pass requests on to. */
final class NetworkServices {

  private static final String WRONG_NAME = "wrong.invalid";
  private static final int WRONG_PORT = 8444;

  private final Network network;
  private final Catalogue<Network> catalogue;

  NetworkServices(Network network, Catalogue<Network> catalogue) {
    this.network = network;
    this.catalogue = catalogue;
  }

  void add() {
    certificates();
    probes();
    upstreams();
    listeners();
  }

  private void certificates() {
    String nowhere = "no listener has a certificate";
    catalogue
        .add("certificate-expired", nowhere, places -> spec(places, "validity", Validity.EXPIRED))
        .add("certificate-untrusted", nowhere, places -> spec(places, "issuer", "somebody else"))
        .add(
            "certificate-without-the-name",
            nowhere,
            places -> spec(places, "names", List.of(WRONG_NAME)))
        .add(
            "clients-with-tls-1.2-shut-out",
            "no listener speaks TLS 1.2",
            places ->
                tls(
                    places,
                    tls -> !tls.minimumVersion().equals("TLSv1.3"),
                    "minimumVersion",
                    "TLSv1.3"))
        .add(
            "listener-without-sni",
            "no listener chooses by server name",
            places ->
                tls(
                    places,
                    tls ->
                        tls.certificates().size() > 1
                            || !tls.serverNames().isEmpty()
                            || tls.onUnknownSni() != UnknownSni.DEFAULT_CERTIFICATE,
                    tls ->
                        Edit.with(
                            tls,
                            "certificates",
                            tls.certificates().subList(0, 1),
                            "serverNames",
                            Map.of(),
                            "withoutServerName",
                            null,
                            "onUnknownSni",
                            UnknownSni.DEFAULT_CERTIFICATE)))
        .add(
            "client-certificate-not-demanded",
            "no listener demands a certificate of clients",
            places -> {
              tls(places, Tls::clientCertificate, "clientCertificate", false);
              tls(
                  places,
                  tls -> !tls.clientCertificateNames().isEmpty(),
                  "clientCertificateNames",
                  List.of());
            });
  }

  private void spec(Places<Network> places, String component, Object value) {
    for (CertificateSpec one : network.certificates()) {
      places.add("certificate " + one.name(), Edit.change(network, one, component, value));
    }
  }

  private void tls(Places<Network> places, Predicate<Tls> which, String component, Object value) {
    tls(places, which, tls -> Edit.with(tls, component, value));
  }

  private void tls(Places<Network> places, Predicate<Tls> which, UnaryOperator<Tls> change) {
    for (Host host : network.hosts()) {
      for (Listener listener : host.listeners()) {
        Tls tls = listener.tls();
        if (tls != null && which.test(tls)) {
          places.add(where(host, listener), Edit.replace(network, tls, change.apply(tls)));
        }
      }
    }
  }

  private void probes() {
    catalogue
        .add(
            "probe-without-host",
            "no health probe names a host",
            places -> {
              for (Probe one : Edit.all(network, Probe.class)) {
                places.add(
                    "probe " + one.name(),
                    Edit.change(network, one, "host", null, "hostFromMember", false));
              }
            })
        .add(
            "probe-wrong-path",
            "there is no health probe",
            places -> {
              for (Probe one : Edit.all(network, Probe.class)) {
                places.add(
                    "probe " + one.name(),
                    Edit.change(network, one, "path", "/wrong-" + one.path().substring(1)));
              }
            })
        .add(
            "probe-wrong-port",
            "there is no health probe",
            places -> {
              for (Probe one : Edit.all(network, Probe.class)) {
                places.add("probe " + one.name(), Edit.change(network, one, "port", WRONG_PORT));
              }
            });
  }

  private void upstreams() {
    catalogue
        .add(
            "backend-host-name-wrong",
            "no pool of backends is asked for a host name",
            places ->
                filled(
                    places,
                    one -> Edit.change(network, one, "host", WRONG_NAME, "hostFromMember", false)))
        .add(
            "backend-port-wrong",
            "there is no pool of backends",
            places -> filled(places, one -> Edit.change(network, one, "port", WRONG_PORT)))
        .add(
            "backend-root-untrusted",
            "no backend is asked over TLS",
            places -> {
              for (Upstream one : Edit.all(network, Upstream.class)) {
                if (one.tls() && !one.members().isEmpty()) {
                  places.add(
                      "pool " + one.name(),
                      Edit.change(network, one, "trustedRoots", List.of("somebody else")));
                }
              }
            })
        .add(
            "pool-member-wrong",
            "no pool has an address",
            places -> {
              for (Upstream one : Edit.all(network, Upstream.class)) {
                for (int i = 0; i < one.members().size(); i++) {
                  List<String> members = new ArrayList<>(one.members());
                  String member = members.get(i);
                  members.set(
                      i,
                      IpAddresses.isLiteral(member)
                          ? NetworkMisconfigurations.free(network, IpAddresses.parse(member))
                              .getHostAddress()
                          : WRONG_NAME);
                  places.add(
                      "member " + member + " of pool " + one.name(),
                      Edit.change(network, one, "members", members));
                }
              }
            })
        .add(
            "pool-emptied",
            "there is no pool with members",
            places -> filled(places, one -> Edit.change(network, one, "members", List.of())))
        .add(
            "sink-pool-filled",
            "no pool is without members on purpose",
            places -> {
              for (Host host : network.hosts()) {
                for (Upstream sink : host.upstreams()) {
                  host.upstreams().stream()
                      .filter(other -> !other.members().isEmpty())
                      .filter(other -> sink.members().isEmpty())
                      .findFirst()
                      .ifPresent(
                          other ->
                              places.add(
                                  "pool " + sink.name(),
                                  Edit.replace(
                                      network,
                                      sink,
                                      Edit.with(other, "name", sink.name(), "probe", null))));
                }
              }
            });
  }

  private void filled(Places<Network> places, Function<Upstream, Network> change) {
    for (Upstream one : Edit.all(network, Upstream.class)) {
      if (!one.members().isEmpty()) {
        places.add("pool " + one.name(), change.apply(one));
      }
    }
  }

  private void listeners() {
    catalogue
        .add(
            "listener-missing",
            "nothing listens for HTTP",
            places -> {
              for (Host host : network.hosts()) {
                for (Listener listener : host.listeners()) {
                  if (listener.http() != null) {
                    places.add(where(host, listener), Edit.remove(network, listener));
                  }
                }
              }
            })
        .add(
            "host-check-off",
            "no service looks at host names",
            places -> {
              for (Host host : network.hosts()) {
                for (VirtualHost one : Edit.all(host, VirtualHost.class)) {
                  if (!one.names().isEmpty()) {
                    places.add(
                        one.names().get(0) + " at host " + host.name(),
                        Edit.change(network, one, "names", List.of()));
                  }
                }
              }
            })
        .add("path-rule-missing", "no service treats paths differently", this::missing)
        .add("path-rule-order-swapped", "no path rule is wider than a later one", this::swapped)
        .add(
            "path-rule-too-wide",
            "no service treats paths differently",
            places -> routes(places, route -> Edit.change(network, route, "paths", List.of("/*"))))
        .add(
            "path-rule-to-the-wrong-pool", "no path rule leads to one of several pools", this::pool)
        .add("redirect-missing", "nothing is redirected", this::redirects);
  }

  private void missing(Places<Network> places) {
    routes(places, route -> Edit.remove(network, route));
  }

  private void routes(Places<Network> places, Function<PathRoute, Network> change) {
    for (Host host : network.hosts()) {
      for (PathRoute route : Edit.all(host, PathRoute.class)) {
        places.add(
            "paths " + String.join(", ", route.paths()) + " at host " + host.name(),
            change.apply(route));
      }
    }
  }

  private void swapped(Places<Network> places) {
    for (Host host : network.hosts()) {
      for (VirtualHost one : Edit.all(host, VirtualHost.class)) {
        for (int i = 0; i + 1 < one.routes().size(); i++) {
          if (hides(one.routes().get(i + 1), one.routes().get(i))) {
            List<PathRoute> routes = new ArrayList<>(one.routes());
            Collections.swap(routes, i, i + 1);
            places.add(
                "paths "
                    + String.join(", ", one.routes().get(i).paths())
                    + " at host "
                    + host.name(),
                Edit.change(network, one, "routes", routes));
          }
        }
      }
    }
  }

  private static boolean hides(PathRoute wide, PathRoute narrow) {
    return wide.paths().stream()
        .filter(path -> path.endsWith("*"))
        .map(path -> path.substring(0, path.length() - 1))
        .anyMatch(start -> narrow.paths().stream().anyMatch(path -> path.startsWith(start)));
  }

  private void pool(Places<Network> places) {
    for (Host host : network.hosts()) {
      for (PathRoute route : Edit.all(host, PathRoute.class)) {
        Handling handling = route.handling();
        for (Upstream other : host.upstreams()) {
          if (handling.forward() != null && !other.name().equals(handling.forward())) {
            places.add(
                "paths " + String.join(", ", route.paths()) + " to pool " + other.name(),
                Edit.change(network, handling, "forward", other.name()));
          }
        }
      }
    }
  }

  private void redirects(Places<Network> places) {
    for (Host host : network.hosts()) {
      for (Handling handling : Edit.all(host, Handling.class)) {
        Redirect redirect = handling.redirect();
        if (redirect != null) {
          places.add(
              "the redirection to " + redirect.url() + " at host " + host.name(),
              Edit.replace(network, handling, Handling.replying(200, "")));
        }
      }
    }
  }

  private static String where(Host host, Listener listener) {
    return "port " + listener.port() + " of host " + host.name();
  }
}
