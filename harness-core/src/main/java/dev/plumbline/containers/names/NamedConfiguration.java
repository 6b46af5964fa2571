package dev.plumbline.containers.names;

import dev.plumbline.containers.names.NamesForSegment.View;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * The configuration of BIND 9 for one DNS listener: a view for each group of segments that it has
 * the same for.
 *
 * <p>A resolver is a real one: it asks, with recursion, an authoritative view behind it, which has
 * the zones that the segments see and an empty root. So it never asks anybody beyond its own
 * namespace but by a forwarder. Which of these views it asks is told by the address it asks from,
 * one in 127.53.0.0/16.
 *
 * <p>By default BIND drops questions without a word when more than ten clients wait for the answer
 * to the same one, which looks like a filter; so that limit is off.
 */
final class NamedConfiguration {

  private static final List<String> EMPTY_ROOT =
      List.of(
          ". 300 IN SOA ns.invalid. hostmaster.invalid. 1 3600 600 86400 300",
          ". 300 IN NS ns.invalid.",
          "ns.invalid. 300 IN A 127.0.0.1");

  private static final String RECURSION =
      "  recursion yes;\n  allow-recursion { any; };\n  allow-query-cache { any; };\n";

  private final String directory;
  private final int port;
  private final List<String> addresses;
  private final List<String> forwarders;
  private final int index;
  private final BiFunction<String, String, String> file;
  private final Map<String, String> filesByContent = new LinkedHashMap<>();
  private final StringBuilder views = new StringBuilder();

  /** The views behind resolvers, before all others: some of those match every source. */
  private final StringBuilder behindViews = new StringBuilder();

  private int count;
  private int authorities;

  /**
   * Begins a configuration.
   *
   * @param directory where it may write
   * @param addresses what it listens on
   * @param forwarders the address of each forwarder, by its place in the description
   * @param index tells it from other DNS servers of the host
   * @param file writes a file, and returns its path
   */
  NamedConfiguration(
      String directory,
      int port,
      List<String> addresses,
      List<String> forwarders,
      int index,
      BiFunction<String, String, String> file) {
    this.directory = directory;
    this.port = port;
    this.addresses = addresses;
    this.forwarders = forwarders;
    this.index = index;
    this.file = file;
  }

  /**
   * Adds a view.
   *
   * @param segments the names of the segments that it is for
   * @param from the sources that it is for; those after {@code !} are not, whatever follows
   */
  void view(List<String> segments, List<String> from, View view) {
    String name = "view-" + count++;
    String source = view.answers() && view.recursive() ? authority(name, view) : "";
    views.append("# for questions from %s\n".formatted(String.join(", ", segments)));
    views.append("view \"%s\" {\n  match-clients { %s };\n".formatted(name, list(from)));
    if (!view.answers()) {
      views.append("  recursion no;\n");
    } else if (view.recursive()) {
      recursive(view, source);
    } else {
      authoritative(view);
    }
    views.append("};\n");
  }

  private void recursive(View view, String source) {
    views.append(RECURSION).append("  query-source address %s;\n".formatted(source));
    String behind = "127.0.0.1 port %d;".formatted(behind());
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

  private void authoritative(View view) {
    views.append(view.asks() ? RECURSION : "  recursion no;\n");
    zones(views, view.zones());
    boolean all = view.ways().containsKey(".");
    view.ways()
        .forEach(
            (name, way) -> {
              String asked = "forward only; forwarders { %s };".formatted(to(forwarders.get(way)));
              if (all) {
                zone(views, name, "forward", asked);
              } else {
                // A zone that BIND counts as such, so that it is longer than the root below.
                String server = "server-addresses { %s; }; ".formatted(forwarders.get(way));
                zone(views, name, "static-stub", server + asked);
              }
            });
    if (view.asks() && !all && !view.zones().containsKey(".")) {
      // What neither zones nor forwarders are for is refused, and not looked for elsewhere.
      String root = path("refused", EMPTY_ROOT);
      zone(views, ".", "primary", "file \"%s\"; allow-query { none; };".formatted(root));
    }
  }

  /** Adds the view that a resolver asks; returns the address to ask it from. */
  private String authority(String name, View view) {
    String source = "127.53.%d.%d".formatted(authorities / 250, 1 + authorities % 250);
    authorities++;
    behindViews.append(
        "# what %1$s asks\nview \"behind-%1$s\" {\n  match-clients { %2$s; };\n  recursion no;\n"
            .formatted(name, source));
    zones(behindViews, view.zones());
    if (!view.zones().containsKey(".")) {
      String root = "file \"%s\";".formatted(path("root", EMPTY_ROOT));
      zone(behindViews, ".", "primary", root);
    }
    behindViews.append("};\n");
    return source;
  }

  /** The port of 127.0.0.1 that the views behind resolvers are asked at. */
  private int behind() {
    return 5300 + index;
  }

  private void zones(StringBuilder into, Map<String, List<String>> zones) {
    zones.forEach(
        (name, records) ->
            zone(
                into,
                name,
                "primary",
                "file \"%s\"; check-names ignore; check-integrity no;"
                    .formatted(path(name, records))));
  }

  private static void zone(StringBuilder into, String name, String type, String settings) {
    into.append("  zone \"%s\" { type %s; %s };\n".formatted(name, type, settings));
  }

  private String path(String zone, List<String> records) {
    String content = String.join("\n", records) + "\n";
    return filesByContent.computeIfAbsent(
        content,
        c ->
            file.apply(
                "%d-%s.zone"
                    .formatted(filesByContent.size(), zone.replaceAll("[^A-Za-z0-9.-]", "_")),
                c));
  }

  private static String to(String address) {
    return address + " port 53;";
  }

  /** Returns the whole text. */
  String text() {
    List<String> v4 = addresses.stream().filter(a -> !a.contains(":")).toList();
    List<String> v6 = addresses.stream().filter(a -> a.contains(":")).toList();
    String listening =
        "  listen-on port %d { %s};\n".formatted(port, v4.isEmpty() ? "none; " : list(v4))
            + (authorities == 0 ? "" : "  listen-on port %d { 127.0.0.1; };\n".formatted(behind()))
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
          recursive-clients 10000;
          clients-per-query 0;
          max-clients-per-query 0;
          tcp-clients 10000;
          tcp-listen-queue 1024;
        };
        # What is asked of others goes by way of programs in this namespace.
        server 127.53.0.0/16 { tcp-only yes; send-cookie no; };
        controls { };
        logging {
          channel said { stderr; severity info; print-category yes; print-severity yes; };
          category default { said; };
          category lame-servers { null; };
        };
        %s"""
        .formatted(directory, listening, behindViews.append(views));
  }

  private static String list(List<String> members) {
    StringBuilder list = new StringBuilder();
    members.forEach(member -> list.append(member).append("; "));
    return list.toString();
  }
}
