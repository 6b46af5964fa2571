package dev.plumbline.environment;

import dev.plumbline.descriptor.Doc;
import dev.plumbline.descriptor.NotSecret;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A vantage's way out: direct, by a SOCKS5 proxy, by an HTTP proxy, or by an SSH jump host. At most
 * one of the three is given; none is the direct way.
 *
 * <p>Descriptors write it as a URL ({@code socks5://proxy.contoso.net:1080}, {@code
 * ssh://ops@jump.contoso.net}), or as a mapping with these keys. Passwords and passphrases are
 * shown by nothing, {@link #toString()} included.
 *
 * @param socks5 a SOCKS5 proxy (RFC 1928), as {@code host:port}; null for none
 * @param http an HTTP proxy that is asked by CONNECT (RFC 9110 section 9.3.6), as {@code
 *     host:port}; null for none
 * @param ssh an SSH jump host, as {@code user@host} or {@code user@host:port}, the port being 22
 *     unless written; null for none
 * @param user the user name that a proxy is told; null for none
 * @param password the password that a proxy is told; null exactly when the user is
 * @param identity the files of the private keys that a jump host is shown; relative to the
 *     descriptor, {@code ~/} being the user's home
 * @param passphrase what those of them that are encrypted are encrypted with; null for none
 * @param agent the socket of an SSH agent whose keys the jump host is shown; null for none, and
 *     where there is no identity either, for the one that {@code SSH_AUTH_SOCK} names
 * @param knownHosts the file of the keys that the jump host may have, in the form of OpenSSH's
 *     known_hosts; null for {@code ~/.ssh/known_hosts}
 */
public record WayOut(
    @NotSecret @Doc("A SOCKS5 proxy, as host:port") @Nullable String socks5,
    @NotSecret @Doc("An HTTP proxy that is asked by CONNECT, as host:port") @Nullable String http,
    @NotSecret @Doc("An SSH jump host, as user@host or user@host:port") @Nullable String ssh,
    @Doc("The user name for the proxy") @Nullable String user,
    @Doc("The password for the proxy") @Nullable String password,
    @NotSecret @Doc("Files of private keys for the jump host, relative to this file")
        List<String> identity,
    @Doc("What the private keys are encrypted with") @Nullable String passphrase,
    @NotSecret @Doc("The socket of an SSH agent; that of SSH_AUTH_SOCK where there is no identity")
        @Nullable String agent,
    @NotSecret @Doc("The jump host's keys, ~/.ssh/known_hosts unless written")
        @Nullable String knownHosts) {

  private static final WayOut DIRECT =
      new WayOut(null, null, null, null, null, List.of(), null, null, null);

  /** Copies the list. */
  public WayOut {
    identity = List.copyOf(identity);
  }

  /** Returns the way through the network stack of this machine, or of the described one. */
  public static WayOut direct() {
    return DIRECT;
  }

  /**
   * Returns the way that a URL stands for, for example {@code socks5://proxy.contoso.net:1080},
   * {@code http://user:password@proxy.contoso.net:3128} or {@code ssh://ops@jump.contoso.net}; or
   * the direct one, for {@code direct}. A user name and password are taken as they are written.
   *
   * @throws IllegalArgumentException when it stands for none
   */
  public static WayOut of(String url) {
    return WayUrl.parse(url);
  }

  /** Returns the way by a SOCKS5 proxy, given as {@code host:port}. */
  public static WayOut socks5(String proxy) {
    return new WayOut(proxy, null, null, null, null, List.of(), null, null, null);
  }

  /** Returns the way by an HTTP proxy, given as {@code host:port}. */
  public static WayOut http(String proxy) {
    return new WayOut(null, proxy, null, null, null, List.of(), null, null, null);
  }

  /** Returns the way by an SSH jump host, given as {@code user@host} or {@code user@host:port}. */
  public static WayOut ssh(String jump) {
    return new WayOut(null, null, jump, null, null, List.of(), null, null, null);
  }

  /** Returns this way with what a proxy is told. */
  public WayOut withCredentials(String user, String password) {
    return new WayOut(socks5, http, ssh, user, password, identity, passphrase, agent, knownHosts);
  }

  /** Returns this way with the files of the private keys that a jump host is shown. */
  public WayOut withIdentity(String... files) {
    return withFiles(List.of(files), knownHosts);
  }

  /** Returns this way with what the private keys are encrypted with. */
  public WayOut withPassphrase(String passphrase) {
    return new WayOut(socks5, http, ssh, user, password, identity, passphrase, agent, knownHosts);
  }

  /** Returns this way with the socket of an SSH agent. */
  public WayOut withAgent(String socket) {
    return new WayOut(socks5, http, ssh, user, password, identity, passphrase, socket, knownHosts);
  }

  /** Returns this way with the file of the keys that the jump host may have. */
  public WayOut withKnownHosts(String file) {
    return withFiles(identity, file);
  }

  WayOut withFiles(List<String> identity, @Nullable String knownHosts) {
    return new WayOut(socks5, http, ssh, user, password, identity, passphrase, agent, knownHosts);
  }

  /**
   * Adds what must not be shown, also where it stands in the file itself; as with other secrets
   * nothing shorter than four characters, which would garble every text.
   */
  void addSecrets(Collection<String> secrets) {
    Stream.of(password, passphrase)
        .flatMap(Stream::ofNullable)
        .filter(secret -> secret.length() >= 4)
        .forEach(secrets::add);
  }

  /** Returns whether this is the direct way. */
  public boolean isDirect() {
    return equals(DIRECT);
  }

  /**
   * Returns the host of the proxy or jump host: a name or an address.
   *
   * @throws IllegalArgumentException when there is none, or what is written is none
   */
  public String host() {
    return server().host();
  }

  /**
   * Returns the port of the proxy or jump host.
   *
   * @throws IllegalArgumentException when there is none, or what is written is none
   */
  public int port() {
    return server().port();
  }

  /**
   * Returns the user that the jump host knows.
   *
   * @throws IllegalArgumentException when there is no jump host, or what is written is none
   */
  public String jumpUser() {
    return Objects.requireNonNull(WayUrl.jump(String.valueOf(ssh)).user());
  }

  private WayUrl.Server server() {
    String proxy = socks5 != null ? socks5 : http;
    return proxy != null ? WayUrl.proxy(proxy) : WayUrl.jump(String.valueOf(ssh));
  }

  /** Returns it as a URL, without credentials. */
  @Override
  public String toString() {
    if (socks5 != null) {
      return "socks5://" + socks5;
    }
    return http != null ? "http://" + http : ssh != null ? "ssh://" + ssh : "direct";
  }
}
