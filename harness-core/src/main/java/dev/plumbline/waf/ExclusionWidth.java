package dev.plumbline.waf;

import dev.plumbline.network.WebFirewall.Exclusion;
import dev.plumbline.network.WebFirewall.Exclusion.Comparison;
import dev.plumbline.network.WebFirewall.Exclusion.Part;
import java.util.Locale;

/** Compares how much exclusions spare. In doubt, one is broader than another. */
final class ExclusionWidth {

  private ExclusionWidth() {}

  /** Returns whether everything that an exclusion spares is spared by another, too. */
  static boolean isWithin(Exclusion one, Exclusion other) {
    return one.part() == other.part()
        && one.of() == other.of()
        && hasNamesOf(one, other)
        && hasRulesOf(one, other);
  }

  private static boolean hasNamesOf(Exclusion one, Exclusion other) {
    if (other.operator() == Comparison.EQUALS_ANY) {
      return true;
    }
    if (one.operator() == Comparison.EQUALS_ANY) {
      return false;
    }
    boolean caseCounts = other.caseMatters() && other.part() != Part.HEADER;
    if (caseCounts && !one.caseMatters()) {
      return false;
    }
    String name = caseCounts ? one.selector() : one.selector().toLowerCase(Locale.ROOT);
    String fits = caseCounts ? other.selector() : other.selector().toLowerCase(Locale.ROOT);
    boolean exact = one.operator() == Comparison.EQUALS;
    return switch (other.operator()) {
      case EQUALS -> exact && name.equals(fits);
      case STARTS_WITH ->
          (exact || one.operator() == Comparison.STARTS_WITH) && name.startsWith(fits);
      case ENDS_WITH -> (exact || one.operator() == Comparison.ENDS_WITH) && name.endsWith(fits);
      case CONTAINS -> name.contains(fits);
      case EQUALS_ANY -> true;
    };
  }

  private static boolean hasRulesOf(Exclusion one, Exclusion other) {
    if (isForAll(other)) {
      return true;
    }
    return !isForAll(one)
        && other.rules().containsAll(one.rules())
        && other.groups().containsAll(one.groups())
        && other.ruleSets().containsAll(one.ruleSets());
  }

  private static boolean isForAll(Exclusion exclusion) {
    return exclusion.rules().isEmpty()
        && exclusion.groups().isEmpty()
        && exclusion.ruleSets().isEmpty();
  }

  /** Returns an exclusion in one line. */
  static String describe(Exclusion one) {
    String names =
        one.operator() == Comparison.EQUALS_ANY
            ? "any name"
            : "a name that "
                + one.operator().name().toLowerCase(Locale.ROOT).replace('_', ' ')
                + " \""
                + one.selector()
                + "\"";
    return "the "
        + one.of().name().toLowerCase(Locale.ROOT)
        + " of each "
        + one.part().name().toLowerCase(Locale.ROOT)
        + " with "
        + names
        + ", for "
        + (isForAll(one)
            ? "all rules"
            : "rules " + one.rules() + ", groups " + one.groups() + ", sets " + one.ruleSets());
  }
}
