package dev.plumbline.waf;

import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Listener;
import dev.plumbline.network.Network.PathRoute;
import dev.plumbline.network.Network.VirtualHost;
import dev.plumbline.network.WebFirewall;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the web application firewall that the description of a network has for a request. */
public final class FirewallInForce {

  private FirewallInForce() {}

  /**
   * Returns the firewall that looks at a request by the description, also one that is off; empty
   * where there is none, or where several hosts serve the name with different firewalls and none of
   * them has the address that was dialled.
   *
   * @param dialled the address and port that the request was sent to, the address unresolved where
   *     it is not known; null where neither is known
   * @param urlHost the host of the URL, for a request without a Host header
   * @param hostHeader the Host header; empty for none
   * @param target the request target
   */
  public static Optional<WebFirewall> at(
      Network network,
      @Nullable InetSocketAddress dialled,
      String urlHost,
      String hostHeader,
      String target) {
    int scheme = target.startsWith("/") ? -1 : target.indexOf("://");
    String rest = scheme < 0 ? target : target.substring(scheme + 3);
    int slash = rest.indexOf('/');
    String origin = scheme < 0 ? target : slash < 0 ? "/" : rest.substring(slash);
    String authority = scheme < 0 ? hostHeader : rest.split("[/?#]", 2)[0];
    String name = name(authority.isBlank() ? urlHost : authority);
    List<WebFirewall> own = new ArrayList<>();
    List<WebFirewall> all = new ArrayList<>();
    for (Host host : network.hosts()) {
      for (Listener listener : host.listeners()) {
        if (listener.http() != null && (dialled == null || listener.port() == dialled.getPort())) {
          of(listener, name, origin)
              .ifPresent(
                  firewall -> {
                    all.add(firewall);
                    if (dialled != null && has(host, dialled)) {
                      own.add(firewall);
                    }
                  });
        }
      }
    }
    List<WebFirewall> found = (own.isEmpty() ? all : own).stream().distinct().toList();
    return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
  }

  private static boolean has(Host host, InetSocketAddress dialled) {
    return Stream.concat(host.addresses().stream(), host.publicAddresses().stream())
        .anyMatch(address -> address.equals(dialled.getAddress()));
  }

  private static Optional<WebFirewall> of(Listener listener, String name, String target) {
    Network.Http http = listener.http();
    if (http == null) {
      return Optional.empty();
    }
    String raw = target.split("[?#]", 2)[0];
    String path = http.decodesPaths() ? decoded(raw) : raw;
    for (VirtualHost virtual : http.hosts()) {
      if (virtual.names().isEmpty() || virtual.names().stream().anyMatch(n -> fits(n, name))) {
        for (PathRoute route : virtual.routes()) {
          if (route.paths().stream().anyMatch(p -> fits(p, path, http.caseSensitivePaths()))) {
            return Optional.ofNullable(
                route.firewall() == null ? virtual.firewall() : route.firewall());
          }
        }
        return Optional.ofNullable(virtual.firewall());
      }
    }
    return Optional.empty();
  }

  /** Returns a path with its escapes decoded once; as it is where one is broken. */
  private static String decoded(String path) {
    try {
      return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return path;
    }
  }

  private static String name(String authority) {
    String name = authority.strip().toLowerCase(Locale.ROOT).replaceAll(":\\d*$", "");
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }

  private static boolean fits(String pattern, String name) {
    StringBuilder regex = new StringBuilder();
    for (char c : pattern.toLowerCase(Locale.ROOT).toCharArray()) {
      regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
    }
    return name.matches(regex.toString());
  }

  private static boolean fits(String pattern, String path, boolean caseCounts) {
    boolean open = pattern.endsWith("*");
    int length = open ? pattern.length() - 1 : pattern.length();
    return path.regionMatches(!caseCounts, 0, pattern, 0, length)
        && (open || path.length() == length);
  }
}
