package dev.plumbline.containers.http;

import dev.plumbline.network.Network.Http;
import dev.plumbline.network.Network.Reply;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The pages that one HTTP service answers by itself, each in a named location. */
final class ErrorPages {

  private static final String LACKS_CERTIFICATE = "No required SSL certificate was sent";

  /** Statuses that nginx or a firewall makes; others are added where they are described. */
  private static final Map<Integer, String> TITLES =
      Map.ofEntries(
          Map.entry(400, "Bad Request"),
          Map.entry(401, "Unauthorized"),
          Map.entry(403, "Forbidden"),
          Map.entry(404, "Not Found"),
          Map.entry(405, "Method Not Allowed"),
          Map.entry(406, "Not Acceptable"),
          Map.entry(408, "Request Timeout"),
          Map.entry(409, "Conflict"),
          Map.entry(410, "Gone"),
          Map.entry(411, "Length Required"),
          Map.entry(413, "Request Entity Too Large"),
          Map.entry(414, "Request-URI Too Long"),
          Map.entry(421, "Misdirected Request"),
          Map.entry(426, "Upgrade Required"),
          Map.entry(429, "Too Many Requests"),
          Map.entry(431, "Request Header Fields Too Large"),
          Map.entry(500, "Internal Server Error"),
          Map.entry(501, "Not Implemented"),
          Map.entry(502, "Bad Gateway"),
          Map.entry(503, "Service Unavailable"),
          Map.entry(504, "Gateway Timeout"),
          Map.entry(505, "HTTP Version Not Supported"));

  private final Http http;
  private final String prefix;
  private final Map<String, String> locations = new LinkedHashMap<>();
  private final Set<String> early = new TreeSet<>();

  /**
   * Begins the pages of a service.
   *
   * @param prefix what the names of its locations begin with
   */
  ErrorPages(Http http, String prefix) {
    this.http = http;
    this.prefix = prefix;
  }

  /**
   * Returns the directives that put the pages in place of nginx's own.
   *
   * @param own the pages that come first
   * @param apart statuses that something else is answered for
   */
  String directives(List<Reply> own, Set<Integer> apart) {
    StringBuilder lines = new StringBuilder();
    Set<Integer> all = new TreeSet<>(TITLES.keySet());
    Stream.concat(own.stream(), http.errorPages().stream()).forEach(page -> all.add(page.status()));
    all.removeAll(apart);
    for (int status : all) {
      lines.append("      error_page %d = %s;\n".formatted(status, page(status, own)));
    }
    lines.append("      error_page 494 = ").append(page(431, own)).append(";\n");
    lines.append("      error_page 495 = ").append(page(400, own)).append(";\n");
    lines.append("      error_page 497 = ").append(plain()).append(";\n");
    lines.append("      error_page 496 = ").append(lackingCertificate()).append(";\n");
    return lines.toString();
  }

  /**
   * Returns the directives for requests that got to no location: nginx goes to a named location
   * only from a request whose target it could read.
   */
  String early() {
    StringBuilder lines = new StringBuilder();
    directives(List.of(), Set.of())
        .lines()
        .forEach(
            line -> {
              int at = line.indexOf('@');
              String name = line.substring(at + 1, line.length() - 1);
              early.add(name);
              lines.append(line, 0, at).append(HostServer.INTERNAL).append(name).append(";\n");
            });
    return lines.toString();
  }

  /** Returns the name of the location that answers a status with its page. */
  String page(int status, List<Reply> own) {
    Reply reply =
        Stream.concat(own.stream(), http.errorPages().stream())
            .filter(page -> page.status() == status)
            .findFirst()
            .orElse(null);
    if (reply == null) {
      return location(
          "status" + status, usual(status, TITLES.getOrDefault(status, "Unknown Status")));
    }
    return fixed(reply);
  }

  /** Returns the name of a location that answers as a reply says. */
  String fixed(Reply reply) {
    StringBuilder lines = new StringBuilder(headers(reply));
    lines.append("      return ").append(reply.status()).append(' ');
    lines.append(leadsAway(reply) ? "$nothing" : body(reply.body())).append(";\n");
    String known = "page" + Integer.toHexString(reply.hashCode());
    return location(known, lines.toString());
  }

  /** Returns the name of a location that decides by itself. */
  String location(String name, String lines) {
    locations.put(prefix + name, lines);
    return "@" + prefix + name;
  }

  /** Returns the directives that answer a status with its page, in place. */
  String inPlace(int status, List<Reply> own) {
    String name = page(status, own).substring(1);
    return String.valueOf(locations.get(name));
  }

  /** What is no TLS at a port of TLS is answered as what cannot be read, but told apart. */
  private String plain() {
    return location("plain", "      set $failure PLAIN;\n" + inPlace(400, List.of()));
  }

  private String lackingCertificate() {
    boolean own = http.errorPages().stream().anyMatch(page -> page.status() == 400);
    return own ? page(400, List.of()) : location("certificate", usual(400, LACKS_CERTIFICATE));
  }

  private String usual(int status, String title) {
    String text =
        """
        <html>\r
        <head><title>%1$s</title></head>\r
        <body>\r
        <center><h1>%1$s</h1></center>\r
        <hr><center>%2$s</center>\r
        </body>\r
        </html>\r
        """
            .formatted(status + " " + title, http.server() == null ? "" : http.server());
    return "      default_type text/html;\n      return %d %s;\n"
        .formatted(status, NginxText.quoted(text));
  }

  /** Returns the directives for the header lines of a reply. */
  static String headers(Reply reply) {
    StringBuilder lines = new StringBuilder();
    String type = "text/plain; charset=utf-8";
    for (String header : reply.headers()) {
      int colon = header.indexOf(':');
      String name = header.substring(0, colon).strip();
      String value = header.substring(colon + 1).strip();
      if (name.equalsIgnoreCase("Content-Type")) {
        type = value;
      } else if (name.equalsIgnoreCase("Server") || name.equalsIgnoreCase("Location")) {
        lines.append("      more_set_headers ");
        lines.append(NginxText.quoted(name + ": " + value)).append(";\n");
      } else {
        lines.append("      add_header ").append(NginxText.quoted(name)).append(' ');
        lines.append(NginxText.quoted(value)).append(" always;\n");
      }
    }
    // Of all these directives the one that knows no variables.
    return lines + "      default_type " + NginxText.open(type) + ";\n";
  }

  private static boolean leadsAway(Reply reply) {
    return reply.status() >= 300 && reply.status() < 400;
  }

  private static String body(String body) {
    // A plain empty text would be none, and nginx's own page come in its place.
    return body.isEmpty() ? "$nothing" : NginxText.quoted(body);
  }

  /** Returns the locations that were asked for. */
  String locations() {
    StringBuilder all = new StringBuilder();
    locations.forEach(
        (name, lines) ->
            all.append("    location @")
                .append(name)
                .append(" {\n")
                .append(lines)
                .append("    }\n"));
    for (String name : early) {
      all.append("    location = ").append(HostServer.INTERNAL).append(name);
      all.append(" {\n      internal;\n").append(locations.get(name)).append("    }\n");
    }
    return all.toString();
  }
}
