package dev.plumbline.azure.compile;

import dev.plumbline.azure.model.PlatformService;
import dev.plumbline.network.Network.Attachment;
import dev.plumbline.network.Network.CertificateSpec;
import dev.plumbline.network.Network.Handling;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Http;
import dev.plumbline.network.Network.Listener;
import dev.plumbline.network.Network.Tcp;
import dev.plumbline.network.Network.Tls;
import dev.plumbline.network.Network.UnknownHost;
import dev.plumbline.network.Network.UnknownSni;
import dev.plumbline.network.Network.Validity;
import dev.plumbline.network.Network.VirtualHost;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Services of the platform as hosts of the internet that can be reached, with their approved
 * private endpoints: by HTTPS, databases by TCP on their own port. With public network access
 * disabled the public address answers HTTPS with 403.
 */
final class PlatformServiceCompiler {

  private final NetworkParts parts;
  private final PlatformService service;

  PlatformServiceCompiler(NetworkParts parts, PlatformService service) {
    this.parts = parts;
    this.service = service;
  }

  /** Returns the port by which services of a resource type are reached. */
  static int port(String resourceType) {
    return switch (resourceType.toLowerCase(Locale.ROOT)) {
      case "microsoft.sql/servers", "microsoft.sql/managedinstances" -> 1433;
      case "microsoft.dbformysql/servers", "microsoft.dbformysql/flexibleservers" -> 3306;
      case "microsoft.dbforpostgresql/servers", "microsoft.dbforpostgresql/flexibleservers" -> 5432;
      case "microsoft.cache/redis" -> 6380;
      default -> 443;
    };
  }

  void add() {
    InetAddress vip = parts.vips.of(service);
    List<Attachment> attachments = PrivateEndpointCompiler.attachments(parts, service.name());
    List<InetAddress> endpoints = attachments.stream().map(Attachment::address).toList();
    int port = port(service.resourceType());
    List<Listener> listeners = new ArrayList<>();
    if (port == 443) {
      String certificate = service.name() + "/default";
      List<String> known = PlatformNames.hostNames(service);
      List<String> names = known.isEmpty() ? List.of(label()) : known;
      parts.add(new CertificateSpec(certificate, names, "lab", Validity.VALID));
      Handling inside = Handling.echoing();
      listeners.add(
          https(
              certificate,
              List.of(vip),
              service.publicNetworkAccess() ? inside : Handling.replying(403, "")));
      if (!endpoints.isEmpty()) {
        listeners.add(https(certificate, endpoints, inside));
      }
    } else {
      List<InetAddress> open = new ArrayList<>(endpoints);
      if (service.publicNetworkAccess()) {
        open.add(vip);
      }
      if (!open.isEmpty()) {
        listeners.add(new Listener(port, open, null, 0, null, null, new Tcp("", false)));
      }
    }
    parts.add(
        new Host(
            service.name(),
            Platform.INTERNET,
            List.of(vip),
            List.of(),
            false,
            null,
            listeners,
            List.of(),
            true,
            List.of(),
            List.of(),
            List.of(),
            attachments,
            null,
            List.of()));
  }

  /** Returns the service's name as a label of DNS: names of resources may have more in them. */
  private String label() {
    String name = service.name().substring(service.name().lastIndexOf('/') + 1);
    String label = name.replaceAll("[^A-Za-z0-9-]", "-").replaceAll("^-+|-+$", "");
    return label.isEmpty() || label.length() > 63 ? "service" : label;
  }

  private static Listener https(String certificate, List<InetAddress> addresses, Handling every) {
    Tls tls =
        new Tls(
            List.of(certificate),
            "TLSv1.2",
            UnknownSni.DEFAULT_CERTIFICATE,
            false,
            false,
            Map.of(),
            null);
    VirtualHost any = new VirtualHost(List.of(), List.of(), every);
    Http http = new Http(List.of(any), UnknownHost.NOT_FOUND, null, Duration.ofSeconds(60));
    return new Listener(443, addresses, tls, 0, http, null, null);
  }
}
