package dev.plumbline.azure.platform;

import dev.plumbline.azure.model.NetworkSecurityGroup.Access;
import dev.plumbline.azure.model.NetworkSecurityGroup.Direction;
import dev.plumbline.azure.rules.FiveTuple;
import dev.plumbline.azure.rules.SecurityEvaluation.Level;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The effective security rules of a network interface: those of its own network security group and
 * of its subnet's, with service tags as the prefixes that they stand for now.
 *
 * @param networkInterface its name
 * @param groups the network security groups
 */
public record EffectiveSecurityRules(String networkInterface, List<Group> groups) {
  /** Copies the list. */
  public EffectiveSecurityRules {
    groups = List.copyOf(groups);
  }

  /**
   * A network security group.
   *
   * @param name its name
   * @param level where it is attached
   * @param place the name of the subnet or network interface
   * @param rules its rules, the platform's own among them, in Azure's order
   * @param tags what service tags stand for, where Azure tells it beside the rules
   */
  public record Group(
      String name, Level level, String place, List<Rule> rules, Map<String, List<String>> tags) {
    /** Copies the collections. */
    public Group {
      rules = List.copyOf(rules);
      tags = Map.copyOf(tags);
    }

    /** Returns the rules of a direction, in the order in which they are tried. */
    public List<Rule> rules(Direction direction) {
      return rules.stream()
          .filter(rule -> rule.direction() == direction)
          .sorted(Comparator.comparingInt(Rule::priority))
          .toList();
    }
  }

  /**
   * A rule.
   *
   * @param name its name, without what Azure puts before it
   * @param priority its priority
   * @param direction which flows it is for
   * @param access what it does
   * @param protocol the protocol in Azure's word; {@code All} for any
   * @param sourcePorts the source ports as ranges
   * @param destinationPorts the destination ports as ranges
   * @param sources where flows come from, as the rule has it: prefixes and service tags
   * @param expandedSources the same as prefixes alone; empty where Azure does not tell
   * @param destinations where flows go to, as the rule has it
   * @param expandedDestinations the same as prefixes alone; empty where Azure does not tell
   */
  public record Rule(
      String name,
      int priority,
      Direction direction,
      Access access,
      String protocol,
      List<String> sourcePorts,
      List<String> destinationPorts,
      List<String> sources,
      List<String> expandedSources,
      List<String> destinations,
      List<String> expandedDestinations) {
    /** Copies the lists. */
    public Rule {
      sourcePorts = List.copyOf(sourcePorts);
      destinationPorts = List.copyOf(destinationPorts);
      sources = List.copyOf(sources);
      expandedSources = List.copyOf(expandedSources);
      destinations = List.copyOf(destinations);
      expandedDestinations = List.copyOf(expandedDestinations);
    }
  }

  /**
   * What comes of a flow by these rules.
   *
   * @param access what comes of it; null where what Azure does not tell decides
   * @param by the rule that decides, with its group; what is not told
   */
  public record Decision(@Nullable Access access, String by) {}

  /**
   * Returns what these rules make of a flow, tried one by one as they are listed.
   *
   * @param direction into the interface or out of it
   */
  public Decision decide(Direction direction, FiveTuple flow) {
    return new RuleDecisions(this).decide(direction, flow);
  }
}
