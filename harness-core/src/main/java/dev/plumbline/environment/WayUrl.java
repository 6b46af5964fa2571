package dev.plumbline.environment;

import dev.plumbline.network.HostNames;
import dev.plumbline.network.IpAddresses;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A way out written as a URL, and the proxies and jump hosts in it. */
final class WayUrl {

  static final String FORM =
      "(direct|(socks5|http)://(.+@)?[^@/?#]+:[0-9]{1,5}/?|ssh://[^@/?#:]+@[^@/?#]+/?)";

  static final String WORDS =
      "direct, or a URL such as socks5://proxy.contoso.net:1080,"
          + " http://user:password@proxy.contoso.net:3128 or ssh://ops@jump.contoso.net";

  private static final Pattern URL = Pattern.compile("(socks5|http|ssh)://(?:(.*)@)?([^@]*?)/?");
  private static final Pattern SERVER =
      Pattern.compile("(?:([^@]*)@)?(?:\\[([^\\]]+)\\]|([^:\\[\\]]+))(?::(\\d{1,5}))?");
  private static final int SSH_PORT = 22;

  private WayUrl() {}

  /**
   * A proxy or a jump host.
   *
   * @param user the user of a jump host; null of a proxy
   */
  record Server(@Nullable String user, String host, int port) {}

  static WayOut parse(String url) {
    Map<String, String> parts = parts(url);
    WayOut way =
        new WayOut(
            parts.get("socks5"),
            parts.get("http"),
            parts.get("ssh"),
            parts.get("user"),
            parts.get("password"),
            List.of(),
            null,
            null,
            null);
    if (!way.isDirect()) {
      way.host();
    }
    return way;
  }

  /**
   * Returns the keys and values that a URL stands for.
   *
   * @throws IllegalArgumentException when it stands for none; with nothing of its credentials
   */
  static Map<String, String> parts(String url) {
    if (url.equals("direct")) {
      return Map.of();
    }
    Matcher matcher = URL.matcher(url);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("\"" + shown(url) + "\" is no way out; write " + WORDS);
    }
    String scheme = matcher.group(1);
    String told = matcher.group(2);
    Map<String, String> parts = new LinkedHashMap<>();
    if (scheme.equals("ssh")) {
      if (told != null && told.indexOf(':') >= 0) {
        throw new IllegalArgumentException(
            "\""
                + shown(url)
                + "\" has a password; a jump host is shown keys: write ssh://user@"
                + matcher.group(3)
                + ", and the keys as identity, or leave them to the agent");
      }
      parts.put("ssh", (told == null ? "" : told + "@") + matcher.group(3));
      return parts;
    }
    parts.put(scheme, matcher.group(3));
    if (told != null) {
      credentials(url, scheme, told, parts);
    }
    return parts;
  }

  private static void credentials(
      String url, String scheme, String told, Map<String, String> parts) {
    int colon = told.indexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException(
          "\""
              + shown(url)
              + "\" has a user name without a password; write "
              + scheme
              + "://user:password@host:port");
    }
    if (told.indexOf('%') >= 0) {
      // Whoever writes it may mean the sign itself, as a variable's value would, or an octet.
      throw new IllegalArgumentException(
          "\""
              + shown(url)
              + "\" has a % in its credentials, which may mean itself or begin an escape; write "
              + scheme
              + ", user and password as keys of via");
    }
    parts.put("user", told.substring(0, colon));
    parts.put("password", told.substring(colon + 1));
  }

  /** Returns a URL without its credentials. */
  private static String shown(String url) {
    int at = url.lastIndexOf('@');
    int scheme = url.indexOf("://");
    return at < 0
        ? url
        : (scheme < 0 || scheme > at ? "" : url.substring(0, scheme + 3)) + "…" + url.substring(at);
  }

  /**
   * Returns a proxy written as {@code host:port}.
   *
   * @throws IllegalArgumentException when it is none
   */
  static Server proxy(String text) {
    Matcher matcher = SERVER.matcher(text);
    if (!matcher.matches() || matcher.group(1) != null || matcher.group(4) == null) {
      throw new IllegalArgumentException(
          "\"" + shown(text) + "\" is not a proxy such as proxy.contoso.net:1080");
    }
    return server(text, matcher, Integer.parseInt(matcher.group(4)));
  }

  /**
   * Returns a jump host written as {@code user@host} or {@code user@host:port}.
   *
   * @throws IllegalArgumentException when it is none
   */
  static Server jump(String text) {
    Matcher matcher = SERVER.matcher(text);
    if (!matcher.matches() || matcher.group(1) == null || !matcher.group(1).matches("[^\\s:]+")) {
      throw new IllegalArgumentException(
          "\""
              + text
              + "\" is not a jump host such as ops@jump.contoso.net or ops@jump.contoso.net:2222");
    }
    String port = matcher.group(4);
    return server(text, matcher, port == null ? SSH_PORT : Integer.parseInt(port));
  }

  private static Server server(String text, Matcher matcher, int port) {
    String address = matcher.group(2);
    String host = address != null ? address : matcher.group(3);
    if (address != null ? !isAddress(host) : !HostNames.isHostName(host) && !isAddress(host)) {
      throw new IllegalArgumentException(
          "\"" + text + "\": \"" + host + "\" is neither a host name nor an address");
    }
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException(
          "\"" + text + "\" names port " + port + ", which is not within 1 to 65535");
    }
    return new Server(matcher.group(1), host, port);
  }

  private static boolean isAddress(String text) {
    try {
      IpAddresses.parse(text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
