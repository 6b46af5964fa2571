package dev.plumbline.azure.compile;

import dev.plumbline.azure.rules.FirewallRules;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network.Zone;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The addresses that names have in the zones that one segment sees. */
final class SeenNames {

  /** Longer chains of aliases are taken for loops. */
  private static final int MOST_ALIASES = 8;

  private final Map<String, List<String>> addresses = new LinkedHashMap<>();
  private final Map<String, String> aliases = new LinkedHashMap<>();

  SeenNames(List<Zone> zones, String segment) {
    // A zone for some segments hides the one for all, name by name here: it only adds or overrides.
    for (boolean everywhere : List.of(true, false)) {
      for (Zone zone : zones) {
        if (zone.isSeenFromEverywhere() == everywhere && zone.isSeenFrom(segment)) {
          if (!everywhere && !zone.fallThrough()) {
            hide(zone.name());
          }
          zone.records().forEach(line -> record(zone.name(), line));
        }
      }
    }
  }

  private void hide(String zone) {
    String suffix = "." + zone.toLowerCase(Locale.ROOT);
    addresses.keySet().removeIf(n -> ("." + n).endsWith(suffix));
    aliases.keySet().removeIf(n -> ("." + n).endsWith(suffix));
  }

  private void record(String zone, String line) {
    String[] words = line.trim().split("\\s+");
    for (int i = 1; i < words.length - 1; i++) {
      String type = words[i].toUpperCase(Locale.ROOT);
      if (type.equals("A") || type.equals("AAAA")) {
        addresses
            .computeIfAbsent(absolute(words[0], zone), n -> new ArrayList<>())
            .add(words[i + 1]);
        return;
      }
      if (type.equals("CNAME")) {
        aliases.put(absolute(words[0], zone), absolute(words[i + 1], zone));
        return;
      }
    }
  }

  private static String absolute(String name, String zone) {
    String full =
        name.equals("@")
            ? zone
            : name.endsWith(".") ? name.substring(0, name.length() - 1) : name + "." + zone;
    return full.toLowerCase(Locale.ROOT);
  }

  /** Returns the addresses of a name; for a pattern those of all names that fit it. */
  Set<InetAddress> addresses(String pattern) {
    Set<InetAddress> found = new LinkedHashSet<>();
    Set<String> names = new LinkedHashSet<>(addresses.keySet());
    names.addAll(aliases.keySet());
    for (String name : names) {
      if (FirewallRules.fits(pattern, name)) {
        follow(name).forEach(a -> found.add(IpAddresses.parse(a)));
      }
    }
    return found;
  }

  private List<String> follow(String name) {
    String at = name;
    for (int i = 0; i < MOST_ALIASES && aliases.containsKey(at); i++) {
      at = aliases.get(at);
    }
    return addresses.getOrDefault(at, List.of());
  }
}
