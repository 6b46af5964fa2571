package dev.plumbline.containers.wiring;

import dev.plumbline.network.Cidr;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A routing table as lines for {@code ip -batch}, without routes that shorter ones imply. */
final class RouteTable {

  private RouteTable() {}

  /**
   * Returns the lines of a table.
   *
   * @param number the table's number
   * @param prefixes the prefixes, shorter ones first, each family's shortest of length 0
   * @param target where each leads, as the words of a route after the prefix; a text that starts
   *     with a type, such as {@code blackhole}, stands before it
   */
  static List<String> lines(int number, List<Cidr> prefixes, Function<Cidr, Target> target) {
    Map<Cidr, Target> targets = new LinkedHashMap<>();
    List<String> lines = new ArrayList<>();
    for (Cidr prefix : prefixes) {
      Target one = target.apply(prefix);
      Target implied = null;
      int longest = -1;
      for (Map.Entry<Cidr, Target> shorter : targets.entrySet()) {
        Cidr outer = shorter.getKey();
        if (outer.length() > longest
            && outer.length() < prefix.length()
            && outer.contains(prefix.address())) {
          longest = outer.length();
          implied = shorter.getValue();
        }
      }
      targets.put(prefix, one);
      if (!one.equals(implied)) {
        boolean v4 = NftText.isV4(prefix.address());
        lines.add("route add " + one.words(prefix, v4) + " table " + number);
      }
    }
    return lines;
  }

  /**
   * Where a route leads.
   *
   * @param device the interface; null to throw away what comes
   * @param gateway the next router's IPv4 address; null where the destination itself is there
   * @param gatewayV6 its IPv6 address
   */
  record Target(
      @org.jspecify.annotations.Nullable String device,
      @org.jspecify.annotations.Nullable String gateway,
      @org.jspecify.annotations.Nullable String gatewayV6) {

    static final Target LOST = new Target(null, null, null);

    /** Returns the way to what is itself on an interface. */
    static Target on(String device) {
      return new Target(device, null, null);
    }

    private String words(Cidr prefix, boolean v4) {
      if (device == null) {
        return "blackhole " + prefix;
      }
      if (gateway == null) {
        return prefix + " dev " + device;
      }
      return prefix + " via " + (v4 ? gateway : gatewayV6) + " dev " + device + " onlink";
    }
  }
}
