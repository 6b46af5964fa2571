package dev.plumbline.environment;

import dev.plumbline.network.HostNames;
import java.net.InetAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Whom a vantage asks for names, and how: one server, or those of this machine.
 *
 * <p>Written as {@code 10.1.0.4}, {@code 10.1.0.4:5353}, {@code udp://10.1.0.4}, {@code
 * tcp://10.1.0.4}, {@code tls://10.1.0.4#dns.contoso.net}, {@code
 * https://10.1.0.4/dns-query#dns.contoso.net} or {@code system}. A server is given by its address,
 * since nobody could be asked for its name before it; the name after {@code #} is the one that its
 * certificate must carry.
 */
public sealed interface Resolver {

  /** Returns whether it is spoken to over plain DNS, and given by an address alone. */
  default boolean isPlain() {
    return this instanceof Server server && server.over() == Over.UDP;
  }

  /** What a server is spoken to over. */
  enum Over {
    /** Datagrams, and TCP for what does not fit into one (RFC 1035 section 4.2, RFC 7766). */
    UDP(53),
    /** TCP alone (RFC 7766). */
    TCP(53),
    /** TLS (RFC 7858), the certificate verified (RFC 8310 section 5: the strict profile). */
    TLS(853),
    /** HTTPS (RFC 8484), by POST. */
    HTTPS(443);

    private final int port;

    Over(int port) {
      this.port = port;
    }

    /** Returns the port where none is written. */
    public int port() {
      return port;
    }

    /** Returns whether the server shows a certificate. */
    public boolean isEncrypted() {
      return this == TLS || this == HTTPS;
    }

    String scheme() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The servers that this machine is set up to ask, in their order. */
  record OfSystem() implements Resolver {
    @Override
    public String toString() {
      return "system";
    }
  }

  /**
   * One server.
   *
   * @param over what it is spoken to over
   * @param address where it is
   * @param port its port
   * @param name the name that its certificate must carry, and that is sent as the server name; null
   *     where the certificate must carry the address, and for what shows no certificate
   * @param path the path that questions are sent to; empty unless it is spoken to over HTTPS
   */
  record Server(Over over, InetAddress address, int port, @Nullable String name, String path)
      implements Resolver {

    /** Returns the server at an address that is spoken to over UDP, and TCP where it must be. */
    public static Server of(InetAddress address, int port) {
      return new Server(Over.UDP, address, port, null, "");
    }

    /** Returns this server, spoken to over TCP alone. */
    public Server overTcp() {
      return new Server(Over.TCP, address, port, name, path);
    }

    /** Returns it as it is written; the usual port is left out. */
    @Override
    public String toString() {
      String host = address.getHostAddress();
      boolean usual = port == over.port();
      if (over == Over.UDP && usual) {
        return host;
      }
      String authority = HostNames.authority(host) + (usual ? "" : ":" + port);
      return (over == Over.UDP ? "" : over.scheme() + "://")
          + authority
          + path
          + (name == null ? "" : "#" + name);
    }
  }

  /**
   * Returns what a text stands for.
   *
   * @throws IllegalArgumentException when it is none of the forms
   */
  static Resolver parse(String text) {
    return text.equals("system") ? new OfSystem() : ResolverText.server(text);
  }
}
