package dev.plumbline.azure.rules;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The groups of managed rule sets of application gateways, with their rules: so that a group whose
 * rules are switched off one by one is seen to be off.
 *
 * <p>Known are OWASP 3.0, 3.1 and 3.2 and Microsoft_DefaultRuleSet 2.1; of 2.2 the rules that are
 * on by default, as far as they are known, without most groups of MS-ThreatIntel. A group of which
 * some rules are known to be on is not off while one of those is on.
 *
 * <p>Source: Azure documentation, "Web Application Firewall DRS and CRS rule groups and rules",
 * "Upgrade CRS or DRS ruleset version".
 */
public final class ManagedRuleGroups {

  private static final Map<String, Map<String, Set<Integer>>> SETS = read("managed-rules.txt");

  private ManagedRuleGroups() {}

  /**
   * Returns the groups of a rule set, in order, each with the numbers of its rules; empty for a set
   * that is not known.
   *
   * @param type {@code OWASP} or {@code Microsoft_DefaultRuleSet}
   * @param version its version, for example {@code 3.2}
   */
  public static Map<String, Set<Integer>> of(String type, String version) {
    return SETS.getOrDefault(key(type, version), Map.of());
  }

  /** Returns the groups of which every rule is among some, by name, in order. */
  public static List<String> within(String type, String version, Set<Integer> rules) {
    return of(type, version).entrySet().stream()
        .filter(group -> rules.containsAll(group.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /**
   * Returns whether a rule set of a type looks for attacks; one against bots or floods does not.
   */
  public static boolean findsAttacks(String type) {
    return type.equalsIgnoreCase("OWASP") || type.equalsIgnoreCase("Microsoft_DefaultRuleSet");
  }

  private static String key(String type, String version) {
    return type.toLowerCase(Locale.ROOT) + " " + version;
  }

  private static Map<String, Map<String, Set<Integer>>> read(String resource) {
    Map<String, Map<String, Set<Integer>>> sets = new HashMap<>();
    try (InputStream stream = ManagedRuleGroups.class.getResourceAsStream(resource)) {
      if (stream == null) {
        throw new IllegalStateException("the resource " + resource + " is missing");
      }
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
      Map<String, Set<Integer>> groups = new LinkedHashMap<>();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] words = line.split(" ");
        if (words[0].equals("set")) {
          groups = new LinkedHashMap<>();
          sets.put(key(words[1], words[2]), groups);
        } else if (words[0].equals("group")) {
          Set<Integer> rules = new TreeSet<>();
          for (int i = 3; i < words.length; i++) {
            rules.add(Integer.parseInt(words[2]) * 1000 + Integer.parseInt(words[i]));
          }
          groups.put(words[1], Set.copyOf(rules));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return sets;
  }
}
