package dev.plumbline.azure.rules;

import java.util.List;
import java.util.Optional;

/**
 * A managed rule of web application firewalls of application gateways, of the twelve that stand in
 * the way of API Management's portals.
 *
 * <p>Source: Azure documentation, "Web Application Firewall DRS and CRS rule groups and rules".
 * OWASP 3.0, 3.1 and 3.2 and Microsoft_DefaultRuleSet 2.1 have them all on; of
 * Microsoft_DefaultRuleSet 2.2 those of paranoia level 2 are off by default, and 931130 and 942340
 * have other numbers; OWASP 2.2.9 has none of them.
 *
 * @param id its number
 * @param score what it adds: Critical 5, Error 4, Warning 3, Notice 2
 * @param paranoia its paranoia level
 * @param group its group in the OWASP rule sets
 * @param defaultGroup its group in Microsoft_DefaultRuleSet
 */
public record ManagedRule(int id, int score, int paranoia, String group, String defaultGroup) {

  private static final String PROTOCOL = "REQUEST-920-PROTOCOL-ENFORCEMENT";
  private static final String SQL = "REQUEST-942-APPLICATION-ATTACK-SQLI";

  private static final List<ManagedRule> KNOWN =
      List.of(
          new ManagedRule(920300, 2, 2, PROTOCOL, "PROTOCOL-ENFORCEMENT"),
          new ManagedRule(920330, 2, 1, PROTOCOL, "PROTOCOL-ENFORCEMENT"),
          new ManagedRule(931130, 5, 2, "REQUEST-931-APPLICATION-ATTACK-RFI", "RFI"),
          new ManagedRule(942100, 5, 1, SQL, "SQLI"),
          new ManagedRule(942110, 3, 2, SQL, "SQLI"),
          new ManagedRule(942180, 5, 2, SQL, "SQLI"),
          new ManagedRule(942200, 5, 2, SQL, "SQLI"),
          new ManagedRule(942260, 5, 2, SQL, "SQLI"),
          new ManagedRule(942340, 5, 2, SQL, "SQLI"),
          new ManagedRule(942370, 5, 2, SQL, "SQLI"),
          new ManagedRule(942430, 3, 2, SQL, "SQLI"),
          new ManagedRule(942440, 5, 2, SQL, "SQLI"));

  /** Returns a rule by its number; empty when it is none of the twelve. */
  public static Optional<ManagedRule> of(int id) {
    return KNOWN.stream().filter(rule -> rule.id == id).findFirst();
  }

  /**
   * Returns those of the twelve that a rule set has; empty for a set that is not known.
   *
   * @param type {@code OWASP} or {@code Microsoft_DefaultRuleSet}
   * @param version its version, for example {@code 3.2}
   */
  public static List<ManagedRule> in(String type, String version) {
    if (isDefault(type)) {
      return switch (version) {
        case "2.1" -> KNOWN;
        case "2.2" ->
            KNOWN.stream().filter(rule -> rule.id != 931130 && rule.id != 942340).toList();
        default -> List.of();
      };
    }
    boolean owasp = type.equalsIgnoreCase("OWASP");
    return owasp && List.of("3.0", "3.1", "3.2").contains(version) ? KNOWN : List.of();
  }

  /** Returns whether it is on where a rule set that has it says nothing of it. */
  public boolean isOnByDefault(String type, String version) {
    return !(isDefault(type) && version.equals("2.2") && paranoia > 1);
  }

  /** Returns its group in rule sets of a type. */
  public String groupIn(String type) {
    return isDefault(type) ? defaultGroup : group;
  }

  private static boolean isDefault(String type) {
    return type.equalsIgnoreCase("Microsoft_DefaultRuleSet");
  }
}
