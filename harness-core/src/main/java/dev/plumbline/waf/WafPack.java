package dev.plumbline.waf;

import dev.plumbline.descriptor.NearestName;
import dev.plumbline.descriptor.Source;
import java.net.URL;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The cases that come with Plumbline: for each of twelve rules, attacks in which it is found and
 * near misses in which it is not, and the ordinary traffic of an API portal.
 *
 * <p>What is said of them was measured: with nginx, ModSecurity 3 and the OWASP Core Rule Set 3.3.4
 * at paranoia level 4. {@link WafCase#measured()} holds it. Another engine or version may find
 * something else in some of them.
 *
 * @param name what it is about, for example {@code rule 942200}
 * @param title the rule's own title, or what the traffic is
 * @param cases the cases, attacks first; never empty
 */
public record WafPack(String name, String title, List<WafCase> cases) {

  private static final List<Integer> RULES =
      List.of(
          920300, 920330, 931130, 942100, 942110, 942180, 942200, 942260, 942340, 942370, 942430,
          942440);

  private static final Map<String, WafPack> READ = new ConcurrentHashMap<>();

  /** Copies the list. */
  public WafPack {
    cases = List.copyOf(cases);
  }

  /** Returns the rules that there are packs for, in the order of their numbers. */
  public static List<Integer> rules() {
    return RULES;
  }

  /**
   * Returns the cases of a rule: twelve attacks and twelve near misses at least, in the query,
   * forms, JSON, multipart bodies, cookies, names and headers as far as the rule looks there.
   *
   * @throws IllegalArgumentException when there is no pack for the rule: the message names those
   *     that there are
   */
  public static WafPack of(int rule) {
    if (!RULES.contains(rule)) {
      throw new IllegalArgumentException(
          "there are no cases for rule "
              + rule
              + NearestName.hint(
                  String.valueOf(rule), RULES.stream().map(String::valueOf).toList()));
    }
    return read(String.valueOf(rule));
  }

  /**
   * Returns ordinary traffic of an API portal, none of which may be stopped: the published portal,
   * its administrative mode, and exports of OpenAPI documents. {@link WafCase#measured()} names the
   * rules that find something in it all the same, which have to be off for the portal to work.
   */
  public static WafPack portal() {
    return read("portal");
  }

  /** Returns the attacks, in order. */
  public List<WafCase> attacks() {
    return of(WafCase.Polarity.ATTACK);
  }

  /** Returns the near misses, in order. */
  public List<WafCase> nearMisses() {
    return of(WafCase.Polarity.NEAR_MISS);
  }

  /** Returns the cases of one polarity, in order; empty when there is none. */
  public List<WafCase> of(WafCase.Polarity polarity) {
    return cases.stream().filter(one -> one.polarity() == polarity).toList();
  }

  private static WafPack read(String name) {
    return READ.computeIfAbsent(
        name,
        key -> {
          URL url = WafPack.class.getResource("packs/" + key + ".yaml");
          return WafPackReader.read(
              Source.of(Objects.requireNonNull(url, () -> "the pack " + key + " is missing")));
        });
  }
}
