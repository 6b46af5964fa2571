package dev.plumbline.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.network.Network;
import dev.plumbline.network.Network.CertificateSpec;
import dev.plumbline.network.Network.Validity;
import dev.plumbline.vantage.Trust;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.util.List;
import java.util.stream.IntStream;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabAuthorityTest {

  private static CertificateSpec spec(String issuer, Validity validity, String... names) {
    return new CertificateSpec("certificate", List.of(names), issuer, validity);
  }

  @Test
  void a_leaf_is_signed_by_an_intermediate_that_the_root_signed() throws Exception {
    LabCertificate leaf =
        LabAuthority.leaf(
            spec("lab", Validity.VALID, "api.contoso.net", "*.contoso.net", "10.1.0.5"));

    assertThat(leaf.chain()).hasSize(2);
    leaf.chain().get(0).verify(leaf.chain().get(1).getPublicKey());
    leaf.chain().get(1).verify(LabAuthority.lab().rootCertificate().getPublicKey());
    assertThat(leaf.leaf().getSubjectAlternativeNames())
        .containsExactlyInAnyOrder(
            List.of(2, "api.contoso.net"), List.of(2, "*.contoso.net"), List.of(7, "10.1.0.5"));
    assertThat(((ECPrivateKey) leaf.key()).getParams().getCurve().getField().getFieldSize())
        .isEqualTo(256);
    manager(LabAuthority.lab().rootCertificate()).checkServerTrusted(chain(leaf), "ECDHE_ECDSA");
    manager(LabAuthority.lab().rootCertificate()).checkClientTrusted(chain(leaf), "EC");
  }

  @Test
  void vantages_of_a_network_trust_the_lab_alone_and_have_its_certificates() {
    CertificateSpec mine = spec("lab", Validity.VALID, "api.contoso.net");
    CertificateSpec foreign =
        new CertificateSpec("foreign", List.of("a.test"), "somebody", Validity.EXPIRED);
    Network network =
        new Network(
            "n", List.of(), List.of(), List.of(), List.of(mine, foreign), List.of(), List.of());

    Trust trust = LabAuthority.trust(network);

    assertThat(trust.authorities()).containsExactly(LabAuthority.lab().rootCertificate());
    assertThat(trust.systemAuthorities()).isFalse();
    assertThat(trust.clients()).containsOnlyKeys("certificate", "foreign");
    assertThat(trust.clients().get("foreign").chain())
        .isEqualTo(LabAuthority.leaf(foreign).chain());
    assertThat(trust.clients().get("foreign").key()).isEqualTo(LabAuthority.leaf(foreign).key());
  }

  @Test
  void the_java_runtime_does_not_trust_it() throws Exception {
    LabCertificate leaf = LabAuthority.leaf(spec("lab", Validity.VALID, "api.contoso.net"));

    assertThatThrownBy(() -> manager(null).checkServerTrusted(chain(leaf), "ECDHE_ECDSA"))
        .isInstanceOf(CertificateException.class);
  }

  @Test
  void another_issuer_is_another_root() throws Exception {
    LabCertificate stranger =
        LabAuthority.leaf(spec("corporate", Validity.VALID, "api.contoso.net"));

    assertThat(LabAuthority.of("corporate").rootCertificate())
        .isNotEqualTo(LabAuthority.lab().rootCertificate());
    assertThatThrownBy(
            () ->
                manager(LabAuthority.lab().rootCertificate())
                    .checkServerTrusted(chain(stranger), "ECDHE_ECDSA"))
        .isInstanceOf(CertificateException.class);
    manager(LabAuthority.of("corporate").rootCertificate())
        .checkServerTrusted(chain(stranger), "ECDHE_ECDSA");
  }

  @Test
  void dates_are_as_described() {
    LabCertificate expired = LabAuthority.leaf(spec("lab", Validity.EXPIRED, "api.contoso.net"));
    LabCertificate future =
        LabAuthority.leaf(spec("lab", Validity.NOT_YET_VALID, "api.contoso.net"));

    assertThatThrownBy(() -> expired.leaf().checkValidity())
        .isInstanceOf(CertificateExpiredException.class);
    assertThatThrownBy(() -> future.leaf().checkValidity())
        .isInstanceOf(CertificateNotYetValidException.class);
    assertThatThrownBy(
            () ->
                manager(LabAuthority.lab().rootCertificate())
                    .checkServerTrusted(chain(expired), "ECDHE_ECDSA"))
        .rootCause()
        .isInstanceOfAny(CertificateExpiredException.class, CertPathValidatorException.class)
        .hasMessageContaining("NotAfter");
  }

  @Test
  void a_certificate_that_has_expired_is_the_same_with_other_dates() {
    CertificateSpec valid = spec("lab", Validity.VALID, "api.contoso.net");
    LabCertificate old = LabAuthority.expiredLeaf(valid);

    assertThatThrownBy(() -> old.leaf().checkValidity())
        .isInstanceOf(CertificateExpiredException.class);
    assertThat(old.leaf().getPublicKey()).isEqualTo(LabAuthority.leaf(valid).leaf().getPublicKey());
    assertThat(old.key()).isEqualTo(LabAuthority.leaf(valid).key());
    assertThat(LabAuthority.expiredLeaf(valid)).isSameAs(old);
    CertificateSpec expired = spec("lab", Validity.EXPIRED, "api.contoso.net");
    assertThat(LabAuthority.expiredLeaf(expired)).isSameAs(LabAuthority.leaf(expired));
  }

  @Test
  void the_same_names_and_dates_give_the_same_leaf_to_everyone() {
    List<LabCertificate> leaves =
        IntStream.range(0, 64)
            .parallel()
            .mapToObj(i -> LabAuthority.leaf(spec("lab", Validity.VALID, "same.contoso.net")))
            .toList();

    assertThat(leaves).allMatch(leaf -> leaf == leaves.get(0));
    assertThat(LabAuthority.leaf(spec("lab", Validity.VALID, "other.contoso.net")))
        .isNotSameAs(leaves.get(0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"lab", "corporate"})
  void says_no_key_in_words(String issuer) {
    LabCertificate leaf = LabAuthority.leaf(spec(issuer, Validity.VALID, "api.contoso.net"));
    PrivateKey key = leaf.key();

    assertThat(leaf.toString()).contains("CN=api.contoso.net").doesNotContain(key.toString());
  }

  @Test
  void a_certificate_may_carry_no_name() {
    assertThat(
            LabAuthority.leaf(spec("lab", Validity.VALID))
                .leaf()
                .getSubjectX500Principal()
                .getName())
        .isEqualTo("CN=without a name");
  }

  private static X509TrustManager manager(X509Certificate root) throws Exception {
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    KeyStore roots = null;
    if (root != null) {
      roots = KeyStore.getInstance("PKCS12");
      roots.load(null, null);
      roots.setCertificateEntry("root", root);
    }
    factory.init(roots);
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509TrustManager x509) {
        return x509;
      }
    }
    throw new GeneralSecurityException("no X.509 trust manager");
  }

  private static X509Certificate[] chain(LabCertificate certificate) {
    return certificate.chain().toArray(X509Certificate[]::new);
  }
}
