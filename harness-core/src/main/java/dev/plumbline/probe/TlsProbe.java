package dev.plumbline.probe;

import dev.plumbline.observation.TlsObservation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A TLS handshake, after which the connection is closed.
 *
 * @param target where to
 * @param tls how the handshake is made
 * @param alpn the application protocols to offer, in order; default {@code h2}, {@code http/1.1}
 * @param limit the time-out; null for the environment's
 */
public record TlsProbe(Target target, TlsSettings tls, List<String> alpn, @Nullable Duration limit)
    implements Probe<TlsObservation> {

  /** Copies the protocols. */
  public TlsProbe {
    alpn = List.copyOf(alpn);
  }

  /** Returns a probe of a host's port with the default settings. */
  public static TlsProbe to(String host, int port) {
    return to(Target.of(host, port));
  }

  /** Returns a probe of a target with the default settings. */
  public static TlsProbe to(Target target) {
    return new TlsProbe(target, TlsSettings.defaults(), List.of("h2", "http/1.1"), null);
  }

  /** Returns this probe with other settings. */
  public TlsProbe with(TlsSettings settings) {
    return new TlsProbe(target, settings, alpn, limit);
  }

  /** Returns this probe with another server name. */
  public TlsProbe withSni(String name) {
    return with(tls.withSni(Sni.named(name)));
  }

  /** Returns this probe without a server name. */
  public TlsProbe withoutSni() {
    return with(tls.withSni(Sni.none()));
  }

  /**
   * Returns this probe, offering only the given versions, for example {@code "TLSv1.2"}; {@code
   * "TLSv1.1"} and {@code "TLSv1.0"} not beside newer ones.
   */
  public TlsProbe withVersions(String... versions) {
    return with(tls.withVersions(versions));
  }

  /** Returns this probe, dialling an address of one family alone. */
  public TlsProbe over(Family family) {
    return new TlsProbe(target.over(family), tls, alpn, limit);
  }

  @Override
  public TlsProbe within(Duration timeout) {
    return new TlsProbe(target, tls, alpn, timeout);
  }

  @Override
  public String question() {
    String sni =
        tls.sni() instanceof Sni.Named named
            ? " as " + named.name()
            : tls.sni() instanceof Sni.None ? " without a server name" : "";
    return "handshake "
        + target
        + sni
        + (tls.versions().isEmpty() ? "" : " " + String.join(", ", tls.versions()));
  }

  @Override
  public Optional<Duration> timeout() {
    return Optional.ofNullable(limit);
  }
}
