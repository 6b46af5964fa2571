package dev.plumbline.containers.http;

import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network.CertificateSpec;
import dev.plumbline.network.Network.Upstream;
import dev.plumbline.network.Network.Verification;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How nginx speaks TLS to the members of a pool.
 *
 * <p>nginx checks chain and name together or nothing, and the name it checks is the server name it
 * sends. Where only the chain counts, it is told a name that the described backend's certificate
 * carries; where only a certificate's key counts, what the described backend presents decides.
 */
final class BackendTlsLines {

  private static final Verification USUAL = new Verification(List.of(), true, true, null, false);

  private final HostServer server;
  private final Upstream upstream;
  private final BackendNames names;
  private final Verification verification;

  /** How one member is asked. */
  private record Asked(String name, boolean sent, boolean verified, boolean refused) {
    Asked(String name, boolean sent, boolean verified) {
      this(name, sent, verified, false);
    }
  }

  BackendTlsLines(HostServer server, Upstream upstream) {
    this.server = server;
    this.upstream = upstream;
    this.names = new BackendNames(server.site().network());
    this.verification = upstream.verification() == null ? USUAL : upstream.verification();
  }

  /**
   * Returns the directives.
   *
   * @param pool whose members they are
   * @param asked the variable with the number of the member
   */
  String lines(PoolVariables pool, String asked) {
    List<Asked> all = new ArrayList<>();
    for (String member : upstream.members()) {
      Asked one = asked(member);
      if (one == null) {
        return "";
      }
      all.add(one);
    }
    boolean alike =
        all.stream().map(Asked::sent).distinct().count() == 1
            && all.stream().map(Asked::verified).distinct().count() == 1
            && all.stream().map(Asked::refused).distinct().count() == 1;
    if (!alike) {
      cannot("has members whose certificates are checked each in another way");
      return "";
    }
    String name = pool.each(all.stream().map(Asked::name).toList(), asked);
    return """
          proxy_ssl_protocols TLSv1.2;
          proxy_ssl_session_reuse off;
          proxy_ssl_server_name %s;
          proxy_ssl_name %s;
          proxy_ssl_verify %s;
          proxy_ssl_verify_depth 3;
          proxy_ssl_trusted_certificate %s;
    """
        .formatted(
            all.get(0).sent() ? "on" : "off",
            NginxText.open(name),
            all.get(0).verified() ? "on" : "off",
            server.path(
                all.get(0).refused()
                    ? CertificateFiles.NOBODY
                    : server.certificates().roots(upstream.trustedRoots())));
  }

  private @Nullable Asked asked(String member) {
    String fixed = fixedName(member);
    String sent = fixed == null ? "$host" : NginxText.plain(fixed);
    boolean none = verification.serverNameFromMember() && IpAddresses.isLiteral(member);
    String told = none ? null : fixed;
    boolean address = told != null && IpAddresses.isLiteral(told);
    if (describedCounts(none, address)) {
      Optional<String> decides = names.decidedBy(member, upstream.port());
      if (decides.isPresent()) {
        return cannot(
            "checks certificates as nginx does only where it is known which one is presented, and at %s:%d %s decides that"
                .formatted(NginxText.address(member), upstream.port(), decides.get()));
      }
    }
    if (!verification.certificates().isEmpty()) {
      return pinned(member, told, sent, none || fixed != null);
    }
    if (!verification.chain()) {
      return withoutChain(member, told, sent, none || fixed != null);
    }
    if (none || !verification.name()) {
      return chainOnly(member, told, none || fixed != null);
    }
    if (address) {
      if (!IpAddresses.isLiteral(member)) {
        return cannot(
            "checks that certificates name an address, which nginx does not, and which one \"%s\" presents is not known beforehand"
                .formatted(member));
      }
      Optional<CertificateSpec> presented = names.presented(member, upstream.port(), null);
      if (presented.isPresent() && BackendNames.carries(presented.get(), String.valueOf(told))) {
        return chainOnly(member, null, true);
      }
    }
    return new Asked(sent, true, true);
  }

  /**
   * Returns whether what the described backend presents decides how it is asked.
   *
   * @param none whether no server name is told
   * @param address whether that which is told is an address
   */
  private boolean describedCounts(boolean none, boolean address) {
    if (!verification.certificates().isEmpty()) {
      return true;
    }
    return verification.chain()
        ? !verification.name() || none || address
        : verification.name() && !none;
  }

  /** Returns the server name that is told; null for the client's Host. */
  private @Nullable String fixedName(String member) {
    if (verification.serverNameFromMember()) {
      return member;
    }
    if (verification.serverName() != null) {
      return verification.serverName();
    }
    return upstream.hostFromMember() ? member : withoutPort(upstream.host());
  }

  private static @Nullable String withoutPort(@Nullable String host) {
    return host == null || host.startsWith("[") ? host : host.replaceFirst(":\\d+$", "");
  }

  private @Nullable Asked chainOnly(String member, @Nullable String told, boolean known) {
    Optional<CertificateSpec> presented = names.presented(member, upstream.port(), null);
    boolean same =
        known && (told == null || names.presented(member, upstream.port(), told).equals(presented));
    if (told != null && known) {
      Optional<CertificateSpec> asked = names.presented(member, upstream.port(), told);
      if (asked.isPresent() && BackendNames.carries(asked.get(), told)) {
        return new Asked(NginxText.plain(told), true, true);
      }
    }
    if (presented.isEmpty() && !IpAddresses.isLiteral(member) || !same) {
      return cannot("does not check the name of certificates, which nginx does with the chain");
    }
    String name = presented.flatMap(BackendNames::nameOf).orElse("no.name.is.known.invalid");
    return new Asked(NginxText.plain(name), false, true);
  }

  private @Nullable Asked withoutChain(
      String member, @Nullable String told, String sent, boolean known) {
    if (!verification.name()) {
      return new Asked(sent, true, false);
    }
    if (told == null && known) {
      return new Asked("", false, false);
    }
    Optional<CertificateSpec> presented =
        told == null ? Optional.empty() : names.presented(member, upstream.port(), told);
    if (presented.isPresent() && BackendNames.carries(presented.get(), String.valueOf(told))) {
      return new Asked(sent, true, false);
    }
    return cannot("checks the name of certificates without their chain");
  }

  private @Nullable Asked pinned(String member, @Nullable String told, String sent, boolean known) {
    Optional<CertificateSpec> presented =
        known
            ? names.presented(member, upstream.port(), told)
            : names.presentedAlways(member, upstream.port());
    if (presented.isEmpty() || !known && verification.name()) {
      return cannot(
          "is asked for certain certificates, and which one \"%s\" presents is not known beforehand"
              .formatted(member));
    }
    boolean right =
        names.isAmong(presented.get(), verification.certificates())
            && (told == null
                || !verification.name()
                || BackendNames.carries(presented.get(), told));
    boolean silent = known && told == null;
    return new Asked(silent ? "" : sent, !silent, !right, !right);
  }

  private @Nullable Asked cannot(String what) {
    server.cannot("upstream \"" + upstream.name() + "\" " + what);
    return null;
  }
}
