package dev.plumbline.waf;

import dev.plumbline.network.WebFirewall;
import dev.plumbline.network.WebFirewall.Exclusion;
import dev.plumbline.network.WebFirewall.Rule;
import dev.plumbline.observation.DescriptionObservation;
import dev.plumbline.waf.engine.KnownRule;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A web application firewall as the network description has it. What it says of a setting is
 * recorded as an observation each time it is asked.
 */
public final class FirewallDescription {

  private final String where;
  private final WebFirewall firewall;
  private final Recorder recorder;

  /**
   * Makes one.
   *
   * @param where what it looks at, for example a URL
   * @param firewall what the network description says
   * @param recorder records what it is asked for
   */
  public FirewallDescription(String where, WebFirewall firewall, Recorder recorder) {
    this.where = where;
    this.firewall = firewall;
    this.recorder = recorder;
  }

  /** Records what a description says of a thing. */
  @FunctionalInterface
  public interface Recorder {

    /**
     * Records it.
     *
     * @param subject the thing
     * @param says what is said of it
     * @param where where that is said, step by step
     */
    DescriptionObservation record(String subject, String says, List<String> where);
  }

  /** Returns this description, telling everything that is asked of it to another, too. */
  public FirewallDescription seenBy(Consumer<DescriptionObservation> another) {
    return new FirewallDescription(
        where,
        firewall,
        (subject, says, steps) -> {
          DescriptionObservation seen = recorder.record(subject, says, steps);
          another.accept(seen);
          return seen;
        });
  }

  /** Returns its name. */
  public String name() {
    return firewall.name();
  }

  /** Returns what it does with what it finds: {@code prevention}, {@code detection} or off. */
  public DescriptionObservation mode() {
    return said(
        "mode",
        switch (firewall.mode()) {
          case BLOCKS -> "prevention";
          case LOGS -> "detection";
          case OFF -> "off";
        });
  }

  /**
   * Returns whether a rule is on: {@code on} or {@code off}; {@code not said} for one that is not
   * in the description and is none of those that descriptions are made of, {@link KnownRule}: it
   * may be on all the same.
   */
  public DescriptionObservation rule(int id) {
    Optional<Rule> rule = firewall.rule(id);
    String says =
        rule.map(r -> r.enabled() ? "on" : "off")
            .orElse(KnownRule.of(id).isPresent() ? "off" : "not said");
    return recorder.record(
        "rule " + id + " of the firewall " + firewall.name(),
        says,
        List.of(here(), "rule " + id + ": " + rule.map(this::told).orElseGet(this::unlisted)));
  }

  private String told(Rule rule) {
    return rule.enabled()
        ? "score " + rule.score() + ", action " + rule.action().name().toLowerCase(Locale.ROOT)
        : "not enabled";
  }

  private String unlisted() {
    return "not among the "
        + firewall.rules().size()
        + " rules that are described"
        + (firewall.leftOut().isEmpty()
            ? ""
            : "; left out are " + String.join(", ", firewall.leftOut()));
  }

  /** Returns the sum of scores that decides. */
  public DescriptionObservation threshold() {
    return said("threshold", Integer.toString(firewall.threshold()));
  }

  /** Returns whether it looks at bodies: {@code yes} or {@code no}. */
  public DescriptionObservation readsBodies() {
    return said("inspection of bodies", firewall.readsBodies() ? "yes" : "no");
  }

  /**
   * Returns the exclusions that spare more than others do, line by line; {@code none} where there
   * are none. An exclusion is as narrow as another, or narrower, where it is about the same kind of
   * part and its name or value, its names are among those that the other fits, and its rules among
   * the other's.
   *
   * @param widest the exclusions that are allowed
   */
  public DescriptionObservation broaderExclusions(List<Exclusion> widest) {
    List<Exclusion> broader =
        firewall.exclusions().stream()
            .filter(
                one -> widest.stream().noneMatch(allowed -> ExclusionWidth.isWithin(one, allowed)))
            .toList();
    return said(
        "exclusions beyond the "
            + widest.size()
            + (widest.size() == 1 ? " that is allowed," : " that are allowed,"),
        broader.isEmpty()
            ? "none"
            : broader.stream().map(ExclusionWidth::describe).collect(Collectors.joining("\n")));
  }

  private DescriptionObservation said(String setting, String says) {
    return recorder.record(setting + " of the firewall " + firewall.name(), says, List.of(here()));
  }

  private String here() {
    return "firewall " + firewall.name() + " at " + where;
  }
}
