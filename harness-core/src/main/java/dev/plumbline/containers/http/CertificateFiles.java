package dev.plumbline.containers.http;

import dev.plumbline.network.Fault;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.CertificateSpec;
import dev.plumbline.pki.LabAuthority;
import dev.plumbline.pki.LabCertificate;
import dev.plumbline.pki.Pem;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The certificates of a network as files that servers read: {@code tls/<number>.pem} and {@code
 * .key}, and the roots that backends and clients are judged by.
 *
 * <p>The keys are made for this JVM's labs, and are of no use anywhere else.
 */
final class CertificateFiles {

  /** The roots of an authority that has issued nothing. */
  static final String NOBODY = "tls/nobody.pem";

  private final Network network;

  CertificateFiles(Network network) {
    this.network = network;
  }

  /** Returns the certificate of a name. */
  CertificateSpec named(String name) {
    return network.certificates().stream()
        .filter(certificate -> certificate.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no certificate " + name));
  }

  /** Returns the path of a certificate's files below the directory, without the ending. */
  String path(String certificate) {
    return "tls/" + network.certificates().indexOf(named(certificate));
  }

  /** Returns the path of the file with the roots of some authorities. */
  String roots(List<String> issuers) {
    return "tls/roots-" + issuers(network).indexOf(issuers.isEmpty() ? lab() : issuers) + ".pem";
  }

  /**
   * Returns the files, by their paths.
   *
   * @param faults what is broken beside the faults of the description
   */
  Map<String, String> files(Set<Fault> faults) {
    Map<String, String> files = new LinkedHashMap<>(certificates(faults));
    List<List<String>> issuers = issuers(network);
    for (List<String> several : issuers) {
      files.put(
          roots(several),
          Pem.of(several.stream().map(name -> LabAuthority.of(name).rootCertificate()).toList()));
    }
    files.put(NOBODY, Pem.of(List.of(LabAuthority.of("nobody").rootCertificate())));
    return files;
  }

  /** Returns the files of certificates alone: what a fault changes. */
  Map<String, String> certificates(Set<Fault> faults) {
    Map<String, String> files = new LinkedHashMap<>();
    for (CertificateSpec certificate : network.certificates()) {
      boolean expired =
          Stream.concat(network.faults().stream(), faults.stream())
              .anyMatch(
                  fault ->
                      fault.kind() == Fault.Kind.EXPIRED_CERTIFICATE
                          && certificate.name().equals(fault.name()));
      LabCertificate leaf =
          expired ? LabAuthority.expiredLeaf(certificate) : LabAuthority.leaf(certificate);
      files.put(path(certificate.name()) + ".pem", Pem.of(leaf.chain()));
      files.put(path(certificate.name()) + ".key", Pem.of(leaf.key()));
    }
    return files;
  }

  private static List<String> lab() {
    return List.of(LabAuthority.LAB);
  }

  private static List<List<String>> issuers(Network network) {
    Set<List<String>> all = new LinkedHashSet<>();
    all.add(lab());
    network.hosts().stream()
        .flatMap(host -> host.upstreams().stream())
        .filter(upstream -> !upstream.trustedRoots().isEmpty())
        .forEach(upstream -> all.add(upstream.trustedRoots()));
    return List.copyOf(all);
  }
}
