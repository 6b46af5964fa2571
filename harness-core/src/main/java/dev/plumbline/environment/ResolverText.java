package dev.plumbline.environment;

import dev.plumbline.environment.Resolver.Over;
import dev.plumbline.environment.Resolver.Server;
import dev.plumbline.network.HostNames;
import dev.plumbline.network.IpAddresses;
import java.net.InetAddress;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How servers are written. */
final class ResolverText {

  /** What every form fits, for the JSON Schema. */
  static final String PATTERN =
      "^(system|((udp|tcp|tls|https)://)?[0-9A-Fa-f.:\\[\\]]+(/.*)?(#.*)?)$";

  static final String FORM =
      "a resolver such as 10.1.0.4, tcp://10.1.0.4, tls://10.1.0.4#dns.contoso.net,"
          + " https://10.1.0.4/dns-query#dns.contoso.net or system";

  private static final Pattern URL =
      Pattern.compile(
          "([a-z]+)://(\\[[^\\]]*\\]|[^:/#\\[\\]]*)(?::(\\d{1,5}))?(/[^#]*)?(?:#(.*))?");
  private static final Pattern ADDRESS = Pattern.compile("(?:\\[([^\\]]+)\\]|([^:]+)):(\\d{1,5})");
  private static final Map<String, Over> SCHEMES =
      Map.of("udp", Over.UDP, "tcp", Over.TCP, "tls", Over.TLS, "https", Over.HTTPS);

  private ResolverText() {}

  static Server server(String text) {
    if (IpAddresses.isLiteral(text)) {
      return Server.of(IpAddresses.parse(text), Over.UDP.port());
    }
    Matcher plain = ADDRESS.matcher(text);
    if (plain.matches()) {
      String host = plain.group(1) != null ? plain.group(1) : plain.group(2);
      return Server.of(address(text, host), port(text, plain.group(3)));
    }
    Matcher url = URL.matcher(text);
    Over over = url.matches() ? SCHEMES.get(url.group(1)) : null;
    if (over == null) {
      throw none(text);
    }
    String host = url.group(2).replaceAll("^\\[|\\]$", "");
    String path = url.group(4) == null ? "" : url.group(4);
    String name = url.group(5);
    int port = url.group(3) == null ? over.port() : port(text, url.group(3));
    if (HostNames.isHostName(host)) {
      throw new IllegalArgumentException(
          "\""
              + text
              + "\" names the resolver by a host name, and nobody could be asked for its address;"
              + " give the address"
              + (over.isEncrypted()
                  ? ", and the name after #, as in "
                      + new Server(over, IpAddresses.parse("10.1.0.4"), port, host, path)
                  : ""));
    }
    if (name != null && (!over.isEncrypted() || !HostNames.isHostName(name))) {
      throw new IllegalArgumentException(
          "\""
              + text
              + "\": "
              + (over.isEncrypted()
                  ? "\"" + name + "\" is not a host name that a certificate could carry"
                  : "a name after # is one that a certificate must carry, and "
                      + over.scheme()
                      + " has none"));
    }
    if (over == Over.HTTPS ? path.length() < 2 : !path.isEmpty()) {
      throw new IllegalArgumentException(
          "\""
              + text
              + "\" "
              + (over == Over.HTTPS
                  ? "has no path; write that of the server, often /dns-query"
                  : "has a path, which only https has"));
    }
    return new Server(over, address(text, host), port, name, path);
  }

  private static InetAddress address(String text, String host) {
    if (!IpAddresses.isLiteral(host)) {
      throw none(text);
    }
    return IpAddresses.parse(host);
  }

  private static int port(String text, String digits) {
    int port = Integer.parseInt(digits);
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("\"" + text + "\" has no port from 1 to 65535");
    }
    return port;
  }

  private static IllegalArgumentException none(String text) {
    return new IllegalArgumentException("\"" + text + "\" is not " + FORM);
  }
}
