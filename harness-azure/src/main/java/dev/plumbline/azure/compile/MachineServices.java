package dev.plumbline.azure.compile;

import dev.plumbline.azure.model.NetworkInterface.Service;
import dev.plumbline.azure.model.NetworkInterface.ServiceKind;
import dev.plumbline.network.Network.CertificateSpec;
import dev.plumbline.network.Network.Handling;
import dev.plumbline.network.Network.Http;
import dev.plumbline.network.Network.Listener;
import dev.plumbline.network.Network.Tcp;
import dev.plumbline.network.Network.Tls;
import dev.plumbline.network.Network.UnknownHost;
import dev.plumbline.network.Network.UnknownSni;
import dev.plumbline.network.Network.Validity;
import dev.plumbline.network.Network.VirtualHost;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What machines serve, as listeners. An HTTP answer describes the request, and its Server header
 * names the machine: so one sees which of several answered.
 */
final class MachineServices {

  private MachineServices() {}

  static List<Listener> listeners(NetworkParts parts, String machine, List<Service> services) {
    List<Listener> listeners = new ArrayList<>();
    for (Service service : services) {
      Tls tls =
          service.kind() == ServiceKind.HTTPS
              ? tls(
                  parts,
                  machine + "/" + service.port(),
                  service.hostNames().isEmpty()
                      ? List.of(machine + ".internal")
                      : service.hostNames())
              : null;
      boolean http = service.kind() == ServiceKind.HTTP || service.kind() == ServiceKind.HTTPS;
      listeners.add(
          new Listener(
              service.port(),
              List.of(),
              tls,
              0,
              http ? http(machine, service.hostNames()) : null,
              service.kind() == ServiceKind.DNS
                  ? DnsServers.forwarding(service.forwarders())
                  : null,
              service.kind() == ServiceKind.TCP ? new Tcp("", true) : null));
    }
    return listeners;
  }

  /** Returns a listener for HTTP, over TLS with a certificate of the lab where names are given. */
  static Listener http(int port, String machine, @Nullable Tls tls) {
    return new Listener(port, List.of(), tls, 0, http(machine, List.of()), null, null);
  }

  /** Returns TLS with a certificate for names, which is added to the network. */
  static Tls tls(NetworkParts parts, String certificate, List<String> names) {
    parts.add(new CertificateSpec(certificate, names, "lab", Validity.VALID));
    return new Tls(
        List.of(certificate),
        "TLSv1.2",
        UnknownSni.DEFAULT_CERTIFICATE,
        false,
        true,
        Map.of(),
        null);
  }

  private static Http http(String machine, List<String> names) {
    return new Http(
        List.of(new VirtualHost(names, List.of(), Handling.echoing())),
        UnknownHost.NOT_FOUND,
        machine,
        Duration.ofSeconds(60));
  }
}
