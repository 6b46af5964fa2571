package dev.plumbline.containers.http;

import dev.plumbline.network.Network.AffinityCookie;
import dev.plumbline.network.Network.Upstream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Which member of a pool a request goes to, as variables of nginx.
 *
 * <p>A member may be asked while a file of its own is there, which the probes make and take away;
 * so nginx knows of a change with the next request. Whose turn it is, is told by servers that
 * answer their number, in turn: nginx has no counter, but it asks the servers of a group one after
 * the other.
 */
final class PoolVariables {

  private final HostServer server;
  private final Upstream upstream;
  private final int number;

  PoolVariables(HostServer server, Upstream upstream, int number) {
    this.server = server;
    this.upstream = upstream;
    this.number = number;
  }

  /** Returns the path of the file that is there while a member may be asked. */
  static String file(String namespace, int upstream, int member) {
    return "run/pool-%s-%d-%d".formatted(namespace, upstream, member);
  }

  /** Returns whether members take turns. */
  boolean hasTurns() {
    return upstream.members().size() > 1;
  }

  /** Returns the variable that names the members that may be asked, each with a comma after it. */
  String available() {
    return "$available" + number;
  }

  /** Returns the variable with the number of the member that is asked first. */
  String first() {
    return hasTurns() ? "$first" + number : "0";
  }

  /** Returns the variable with the number of the one asked after it; it is empty for none. */
  String second() {
    return "$second" + number;
  }

  /** Returns the directives for a server that find out which members may be asked. */
  String finding() {
    if (upstream.probe() == null) {
      String all =
          IntStream.range(0, upstream.members().size())
              .mapToObj(member -> member + ",")
              .collect(Collectors.joining());
      return "    set %s \"%s\";\n".formatted(available(), all);
    }
    StringBuilder lines = new StringBuilder("    set " + available() + " \"\";\n");
    for (int member = 0; member < upstream.members().size(); member++) {
      lines.append(
          "    if (-f %s) { set %s \"${available%d}%d,\"; }\n"
              .formatted(
                  server.path(file(server.namespace(), number, member)),
                  available(),
                  number,
                  member));
    }
    return lines.toString();
  }

  /** Returns the location that is asked whose turn it is. */
  String turnLocation() {
    return """
            location = %s {
              internal;
              proxy_pass http://pool%2$d_of$count%2$d;
              proxy_pass_request_body off;
              proxy_pass_request_headers off;
              proxy_set_header Host turn;
              proxy_set_header Content-Length "";
            }
        """
        .formatted(turn(), number);
  }

  private String turn() {
    return HostServer.INTERNAL + "turn" + number;
  }

  /** Returns the directives that have it found out whose turn it is. */
  String taking() {
    return hasTurns()
        ? "      auth_request %s;\n      auth_request_set $turn%d $upstream_http_x_turn;\n"
            .formatted(turn(), number)
        : "";
  }

  /** Defines the variables. */
  void define() {
    if (!upstream.members().isEmpty()) {
      kept();
    }
    if (!hasTurns()) {
      return;
    }
    int members = upstream.members().size();
    NginxMap count = NginxMap.of(available(), "$count" + number);
    NginxMap inTurn = NginxMap.of("$turn%d:%s".formatted(number, available()), "$inturn" + number);
    NginxMap next = NginxMap.of("$turn%d:%s".formatted(number, available()), "$next" + number);
    for (int i = 0; i < members; i++) {
      count.when("^(\\d+,){" + (i + 1) + "}$", String.valueOf(i + 1));
      inTurn.when("^%d:(?:\\d+,){%d}(\\d+),".formatted(i, i), "$1");
      next.when("^%d:(?:\\d+,){%d}(\\d+),".formatted(i, i + 1), "$1");
      StringBuilder group =
          new StringBuilder("  upstream pool%d_of%d {\n".formatted(number, i + 1));
      for (int turn = 0; turn <= i; turn++) {
        group.append("    server unix:").append(server.turnSocket(turn)).append(";\n");
      }
      server.map(group + "  }\n");
    }
    next.when("^\\d+:(\\d+),", "$1");
    server.map(count.otherwise("1"));
    server.map(inTurn.otherwise(""));
    server.map(next.otherwise(""));
    server.map(
        NginxMap.of("$kept" + number, first())
            .whenEmpty("$inturn" + number)
            .otherwise("$kept" + number));
    server.map(
        NginxMap.of("$kept%1$d:$inturn%1$d".formatted(number), "$another" + number)
            .when("^:", "$next" + number)
            .when("^(\\d+):\\1$", "$next" + number)
            .otherwise("$inturn" + number));
    server.map(
        NginxMap.of(first() + ":$another" + number, second())
            .when("^(\\d*):\\1$", "")
            .otherwise("$another" + number));
  }

  private void kept() {
    NginxMap asked = NginxMap.of("$http_cookie", "$asked" + number);
    for (AffinityCookie cookie : upstream.affinity()) {
      for (int i = 0; i < upstream.members().size(); i++) {
        asked.when(
            "(?:^|;)\\s*%s\\s*=\\s*%s\\s*(?:;|$)"
                .formatted(NginxText.exactly(cookie.name()), value(i)),
            String.valueOf(i));
      }
    }
    server.map(asked.otherwise(""));
    server.map(
        NginxMap.of("$asked%d/%s".formatted(number, available()), "$kept" + number)
            .when("^(\\d+)/(?:.*,)?\\1,", "$1")
            .otherwise(""));
  }

  /**
   * Returns the directives that give the client the cookies of the member that has answered.
   *
   * @param asked the variable with the number of the member
   * @param always whether a client that came with them gets them anew
   */
  String cookies(String asked, boolean always) {
    StringBuilder lines = new StringBuilder();
    for (AffinityCookie cookie : upstream.affinity()) {
      String given = server.variable("cookie");
      NginxMap map = NginxMap.of("$kept" + number + ":" + asked, given);
      if (!always) {
        map.when("^(\\d+):\\1$", "");
      }
      String attributes = cookie.attributes().isEmpty() ? "" : "; " + cookie.attributes();
      for (int i = 0; i < upstream.members().size(); i++) {
        map.when(":" + i + "$", NginxText.plain(cookie.name() + "=" + value(i) + attributes));
      }
      server.map(map.otherwise(""));
      lines.append("      add_header Set-Cookie ").append(given).append(" always;\n");
    }
    return lines.toString();
  }

  /** The same for the same member, so that it holds across labs; it tells nothing. */
  private String value(int member) {
    String socket = upstream.members().get(member) + ":" + upstream.port();
    return UUID.nameUUIDFromBytes(socket.getBytes(StandardCharsets.UTF_8))
        .toString()
        .replace("-", "");
  }

  /**
   * Returns a text that is another one for each member.
   *
   * @param texts the texts with variables, in the order of the members
   * @param asked the variable with the number of the member
   */
  String each(List<String> texts, String asked) {
    if (texts.stream().distinct().count() < 2) {
      return texts.get(0);
    }
    String chosen = server.variable("member");
    NginxMap map = NginxMap.of(asked, chosen);
    List<String> all = new ArrayList<>(texts);
    for (int i = 0; i < all.size(); i++) {
      map.when("^" + i + "$", all.get(i));
    }
    server.map(map.otherwise(""));
    return "${" + chosen.substring(1) + "}";
  }
}
