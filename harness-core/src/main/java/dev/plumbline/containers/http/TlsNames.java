package dev.plumbline.containers.http;

import dev.plumbline.network.Network.CertificateSpec;
import dev.plumbline.network.Network.Tls;
import java.util.LinkedHashMap;
import java.util.Map;

/** Which certificate a listener presents for which server name. */
final class TlsNames {

  private TlsNames() {}

  /**
   * Returns the directives with the versions that a listener speaks and the certificate that it
   * presents, which a variable names.
   *
   * @param chosen the variable, which {@link #map} sets
   */
  static String directives(Tls tls, String chosen) {
    return """
          ssl_certificate %1$s.pem;
          ssl_certificate_key %1$s.key;
          ssl_protocols %2$s;
      """
        .formatted(chosen, tls.minimumVersion().equals("TLSv1.3") ? "TLSv1.3" : "TLSv1.2 TLSv1.3");
  }

  /** Returns the map that sets a variable to the path of what is presented for a server name. */
  static String map(HostServer server, Tls tls, String chosen) {
    CertificateFiles files = server.certificates();
    String first = files.path(tls.certificates().get(0));
    NginxMap map =
        NginxMap.of("$ssl_server_name", chosen)
            .whenEmpty(
                server.path(
                    tls.withoutServerName() == null ? first : files.path(tls.withoutServerName())));
    for (Map.Entry<String, CertificateSpec> entry : expressions(tls, files).entrySet()) {
      map =
          map.whenAnyCase(
              "^" + entry.getKey() + "$", server.path(files.path(entry.getValue().name())));
    }
    return map.otherwise(server.path(first));
  }

  /**
   * Returns the certificates by the expressions of the server names they are for, in lower case;
   * the first that fits decides.
   */
  static Map<String, CertificateSpec> expressions(Tls tls, CertificateFiles files) {
    Map<String, CertificateSpec> expressions = new LinkedHashMap<>();
    if (!tls.serverNames().isEmpty()) {
      tls.serverNames()
          .forEach(
              (name, certificate) -> {
                if (name.indexOf('*') < 0 && name.indexOf('?') < 0) {
                  expressions.putIfAbsent(NginxText.hostName(name), files.named(certificate));
                }
              });
      tls.serverNames()
          .forEach(
              (name, certificate) ->
                  expressions.putIfAbsent(NginxText.hostName(name), files.named(certificate)));
      return expressions;
    }
    for (boolean wild : new boolean[] {false, true}) {
      for (String certificate : tls.certificates()) {
        for (String name : files.named(certificate).names()) {
          if (name.startsWith("*.") == wild) {
            expressions.putIfAbsent(NginxText.certificateName(name), files.named(certificate));
          }
        }
      }
    }
    return expressions;
  }
}
