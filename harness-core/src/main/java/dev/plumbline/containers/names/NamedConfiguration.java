package dev.plumbline.containers.names;

import dev.plumbline.containers.names.NamesForSegment.View;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;

/**
 * The configuration of BIND 9 for one DNS listener: a view for each group of segments that it has
 * the same for. What faults change is in files of its own: the views and their zones.
 *
 * <p>A resolver is a real one: it asks, with recursion, an authoritative view behind it, which has
 * the zones that the segments see and an empty root. So it never asks anybody beyond its own
 * namespace but by a forwarder. Which of these views it asks is told by the address it asks from,
 * one in 127.53.0.0/16. A view without one behind it is asked that way too, by {@link NameFaults},
 * which wants to know what its zones say.
 *
 * <p>By default BIND drops questions without a word when more than ten clients wait for the answer
 * to the same one, which looks like a filter; so that limit is off.
 */
final class NamedConfiguration {

  /** The file with what never changes; it includes the others. */
  static final String MAIN = "named.conf";

  /** The file with the key of {@code rndc}. */
  static final String KEY = "control.key";

  private static final JsonMapper JSON = JsonMapper.shared();

  private static final String VIEWS = "views.conf";

  private static final List<String> REFUSED_ROOT =
      List.of(
          ". 300 IN SOA ns.invalid. hostmaster.invalid. 1 3600 600 86400 300",
          ". 300 IN NS ns.invalid.",
          "ns.invalid. 300 IN A 127.0.0.1");

  private static final String RECURSION =
      "  recursion yes;\n  allow-recursion { any; };\n  allow-query-cache { any; };\n";

  private final List<String> forwarders;
  private final int index;
  private final Map<String, String> files = new LinkedHashMap<>();
  private final StringBuilder views = new StringBuilder();

  /** The views behind resolvers, before all others: some of those match every source. */
  private final StringBuilder behindViews = new StringBuilder();

  /**
   * Begins the views of a server.
   *
   * @param forwarders the address of each forwarder, by its place in the description
   * @param index tells it from other DNS servers of the host
   */
  NamedConfiguration(List<String> forwarders, int index) {
    this.forwarders = forwarders;
    this.index = index;
  }

  /**
   * Adds a view.
   *
   * @param number tells it from the other views
   * @param segments the names of the segments that it is for
   * @param from the sources that it is for; those after {@code !} are not, whatever follows
   */
  void view(int number, List<String> segments, List<String> from, View view) {
    String name = "view-" + number;
    List<String> sources = new ArrayList<>();
    if (view.recursive()) {
      authority(name, source(number), view);
    } else {
      sources.add(source(number));
    }
    sources.add("!127.53.0.0/16");
    sources.addAll(from);
    // Whatever a name holds, it does not end the comment.
    views.append("# for questions from %s\n".formatted(JSON.writeValueAsString(segments)));
    views.append("view \"%s\" {\n  match-clients { %s};\n".formatted(name, list(sources)));
    if (!view.answers()) {
      views.append("  recursion no;\n");
    } else if (view.recursive()) {
      recursive(view, source(number));
    } else {
      authoritative(name, view);
    }
    views.append("};\n");
  }

  /** Returns the address from which the zones of a view are asked. */
  static String source(int view) {
    return "127.53.%d.%d".formatted(view / 250, 1 + view % 250);
  }

  /** Returns the port of 127.0.0.1 at which they are asked. */
  static int behind(int index) {
    return 5300 + index;
  }

  /** Returns the port of 127.0.0.1 for {@code rndc}. */
  static int control(int index) {
    return 9530 + index;
  }

  private void recursive(View view, String source) {
    views.append(RECURSION).append("  query-source address %s;\n".formatted(source));
    String behind = "127.0.0.1 port %d;".formatted(behind(index));
    Map<String, Integer> ways = new LinkedHashMap<>(view.ways());
    ways.putIfAbsent(".", NamesForSegment.OWN);
    ways.forEach(
        (name, way) ->
            zone(
                views,
                name,
                "forward",
                "forward only; forwarders { %s };"
                    .formatted(way == NamesForSegment.OWN ? behind : to(forwarders.get(way)))));
  }

  private void authoritative(String name, View view) {
    views.append(view.asks() ? RECURSION : "  recursion no;\n");
    zones(views, name, view.zones());
    boolean all = view.ways().containsKey(".");
    view.ways()
        .forEach(
            (zone, way) -> {
              String asked = "forward only; forwarders { %s };".formatted(to(forwarders.get(way)));
              if (all) {
                zone(views, zone, "forward", asked);
              } else {
                // A zone that BIND counts as such, so that it is longer than the root below.
                String server = "server-addresses { %s; }; ".formatted(forwarders.get(way));
                zone(views, zone, "static-stub", server + asked);
              }
            });
    if (view.asks() && !all && !view.zones().containsKey(".")) {
      // What neither zones nor forwarders are for is refused, and not looked for elsewhere.
      String root = path(name, ".", REFUSED_ROOT);
      zone(views, ".", "primary", "file \"%s\"; allow-query { none; };".formatted(root));
    }
  }

  /** Adds the view that a resolver asks. */
  private void authority(String name, String source, View view) {
    behindViews.append(
        "# what %1$s asks\nview \"behind-%1$s\" {\n  match-clients { %2$s; };\n  recursion no;\n"
            .formatted(name, source));
    zones(behindViews, name, view.zones());
    behindViews.append("};\n");
  }

  private void zones(StringBuilder into, String view, Map<String, List<String>> zones) {
    zones.forEach(
        (name, records) ->
            zone(
                into,
                name,
                "primary",
                "file \"%s\"; check-names ignore; check-integrity no;"
                    .formatted(path(view, name, records))));
  }

  private static void zone(StringBuilder into, String name, String type, String settings) {
    into.append("  zone \"%s\" { type %s; %s };\n".formatted(name, type, settings));
  }

  /** A zone has the same file whatever it says: BIND goes on with the old one until it has read. */
  private String path(String view, String zone, List<String> records) {
    String name = zone.equals(".") ? "@." : zone.toLowerCase(Locale.ROOT);
    boolean plain = name.matches("[a-z0-9_@.-]{1,200}");
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    String path = view + "/" + (plain ? name : UUID.nameUUIDFromBytes(bytes) + ".") + "zone";
    files.put(path, String.join("\n", records) + "\n");
    return path;
  }

  private static String to(String address) {
    return address + " port 53;";
  }

  /** Returns the files with the views and zones, by their paths below the server's directory. */
  Map<String, String> files() {
    Map<String, String> all = new LinkedHashMap<>(files);
    all.put(VIEWS, behindViews.toString() + views);
    return all;
  }

  /**
   * Returns what never changes.
   *
   * @param directory the server's directory
   * @param addresses what it listens on, beside 127.0.0.1
   */
  static String main(String directory, int port, List<String> addresses, int index) {
    List<String> v4 = addresses.stream().filter(a -> !a.contains(":")).toList();
    List<String> v6 = addresses.stream().filter(a -> a.contains(":")).toList();
    String listening =
        "  listen-on port %d { %s};\n".formatted(port, v4.isEmpty() ? "none; " : list(v4))
            + "  listen-on port %d { 127.0.0.1; };\n".formatted(behind(index))
            + "  listen-on-v6 port %d { %s};\n".formatted(port, v6.isEmpty() ? "none; " : list(v6));
    return """
        options {
          directory "%s";
        %s\
          pid-file none;
          session-keyfile none;
          lock-file none;
          automatic-interface-scan no;
          interface-interval 0;
          allow-query { any; };
          allow-transfer { none; };
          notify no;
          dnssec-validation no;
          empty-zones-enable no;
          minimal-responses no-auth;
          minimal-any no;
          zero-no-soa-ttl no;
          qname-minimization off;
          rrset-order { order none; };
          max-udp-size 4096;
          max-cache-size 8m;
          servfail-ttl 0;
          lame-ttl 0;
          resolver-query-timeout 30000;
          max-recursion-queries 1000;
          max-records-per-type 0;
          max-types-per-name 0;
          recursive-clients 10000;
          clients-per-query 0;
          max-clients-per-query 0;
          tcp-clients 10000;
          tcp-listen-queue 1024;
        };
        # What is asked of others goes by way of programs in this namespace.
        server 127.53.0.0/16 { tcp-only yes; send-cookie no; };
        include "%s";
        controls { inet 127.0.0.1 port %d allow { 127.0.0.1; } keys { "control"; }; };
        logging {
          channel said { stderr; severity info; print-category yes; print-severity yes; };
          category default { said; };
          category lame-servers { null; };
        };
        include "%s";
        """
        .formatted(directory, listening, KEY, control(index), VIEWS);
  }

  private static String list(List<String> members) {
    StringBuilder list = new StringBuilder();
    members.forEach(member -> list.append(member).append("; "));
    return list.toString();
  }
}
