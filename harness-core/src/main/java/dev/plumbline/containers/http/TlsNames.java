package dev.plumbline.containers.http;

import dev.plumbline.network.Network.CertificateSpec;
import dev.plumbline.network.Network.Tls;
import java.util.LinkedHashMap;
import java.util.Map;

/** Which certificate a listener presents for which server name. */
final class TlsNames {

  private TlsNames() {}

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
