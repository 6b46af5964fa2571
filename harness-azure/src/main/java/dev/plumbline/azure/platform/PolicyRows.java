package dev.plumbline.azure.platform;

import dev.plumbline.azure.model.WebApplicationFirewallPolicy;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.PolicySettings;
import dev.plumbline.azure.platform.Comparison.Cell;
import dev.plumbline.azure.platform.Comparison.Row;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The settings of two firewall policies, one by one. */
final class PolicyRows {

  private PolicyRows() {}

  static List<Row> of(WebApplicationFirewallPolicy ours, WebApplicationFirewallPolicy theirs) {
    List<Row> rows = new ArrayList<>();
    PolicySettings own = ours.policySettings();
    PolicySettings told = theirs.policySettings();
    for (RecordComponent component : PolicySettings.class.getRecordComponents()) {
      rows.add(
          new Row(
              component.getName(), setting(component, own), Cell.none(), setting(component, told)));
    }
    each(rows, "managed rule set", ours.managedRuleSets(), theirs.managedRuleSets());
    each(rows, "exclusion", ours.exclusions(), theirs.exclusions());
    each(rows, "exception", ours.exceptions(), theirs.exceptions());
    each(rows, "custom rule", ours.customRules(), theirs.customRules());
    return rows;
  }

  private static Cell setting(RecordComponent component, @Nullable PolicySettings of) {
    if (of == null) {
      return Cell.said("(no settings)");
    }
    try {
      Object value = component.getAccessor().invoke(of);
      String text = Objects.toString(value, "none");
      return Cell.said(text, value instanceof Enum<?> ? text.toLowerCase(Locale.ROOT) : text);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void each(List<Row> rows, String kind, List<?> ours, List<?> theirs) {
    Set<Object> all = new LinkedHashSet<>(ours);
    all.addAll(theirs);
    for (Object one : all) {
      rows.add(
          new Row(
              kind + " " + text(one),
              Cell.said(ours.contains(one) ? "there" : "not there"),
              Cell.none(),
              Cell.said(theirs.contains(one) ? "there" : "not there")));
    }
  }

  private static String text(Object one) {
    String text = Objects.toString(one);
    return text.substring(text.indexOf('[') + 1, text.length() - 1);
  }
}
