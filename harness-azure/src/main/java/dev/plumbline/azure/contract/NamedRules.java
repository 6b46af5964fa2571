package dev.plumbline.azure.contract;

import dev.plumbline.azure.model.WebApplicationFirewallPolicy.ManagedRuleSet;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.RuleGroupOverride;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.RuleOverride;
import dev.plumbline.azure.rules.ManagedRuleGroups;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Rules of a managed rule set that something names, one by one or by group: so that all rules of a
 * group are seen to be the group, and rules of a group that is not known are not taken for a few of
 * it.
 */
final class NamedRules {

  private final String type;
  private final String version;
  private final Map<String, Set<Integer>> known;
  private final List<String> whole = new ArrayList<>();
  private final Map<String, Set<Integer>> single = new LinkedHashMap<>();

  NamedRules(String type, String version) {
    this.type = type;
    this.version = version;
    this.known = ManagedRuleGroups.of(type, version);
  }

  /** Adds those rules of a set that something holds for; groups without rules are whole ones. */
  void add(ManagedRuleSet set, Predicate<RuleOverride> holds) {
    for (RuleGroupOverride group : set.ruleGroupOverrides()) {
      if (group.rules().isEmpty()) {
        addGroup(group.ruleGroupName());
      }
      group.rules().stream()
          .filter(holds)
          .forEach(rule -> addRule(group.ruleGroupName(), number(rule.ruleId())));
    }
  }

  void addGroup(String group) {
    whole.add(group);
  }

  void addRule(String group, int rule) {
    single.computeIfAbsent(group, name -> new TreeSet<>()).add(rule);
  }

  /** Returns the groups that are named, or of which every rule is. */
  List<String> groups() {
    List<String> groups = new ArrayList<>(whole);
    for (String group : ManagedRuleGroups.within(type, version, all())) {
      if (whole.stream().noneMatch(group::equalsIgnoreCase)) {
        groups.add(group);
      }
    }
    return groups;
  }

  /** Returns the groups of which it cannot be told whether every rule is named. */
  List<String> doubtful() {
    Set<Integer> ofGroups = new TreeSet<>();
    known.values().forEach(ofGroups::addAll);
    return single.keySet().stream()
        .filter(group -> known.keySet().stream().noneMatch(group::equalsIgnoreCase))
        .filter(group -> whole.stream().noneMatch(group::equalsIgnoreCase))
        .filter(group -> !ofGroups.containsAll(single.getOrDefault(group, Set.of())))
        .map(group -> group + " of " + type + " " + version)
        .toList();
  }

  /** Returns the rules beside those of groups of which every rule is named. */
  Set<Integer> others() {
    Set<Integer> others = all();
    ManagedRuleGroups.within(type, version, all())
        .forEach(group -> others.removeAll(known.getOrDefault(group, Set.of())));
    return others;
  }

  private Set<Integer> all() {
    Set<Integer> all = new TreeSet<>();
    single.values().forEach(all::addAll);
    return all;
  }

  /** All rules of the sets that are known have numbers. */
  private static int number(String id) {
    return id.matches("\\d{1,9}") ? Integer.parseInt(id) : 0;
  }
}
