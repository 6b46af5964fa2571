package dev.plumbline.waf.engine;

import dev.plumbline.network.CustomRule;
import dev.plumbline.network.CustomRule.RateLimit;
import dev.plumbline.network.CustomRule.RateLimit.GroupBy;
import dev.plumbline.observation.FirewallRecord.Match;
import dev.plumbline.observation.FirewallRecord.MatchAction;
import dev.plumbline.waf.engine.ConditionCheck.Outcome;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Tells whether a custom rule acts on a request; one with a rate limit remembers requests. */
final class CustomRuleCheck {

  private final CustomRule rule;
  private final Countries countries;
  private final List<ConditionCheck> conditions;
  private final @Nullable RequestRates rates;

  CustomRuleCheck(CustomRule rule, Countries countries) {
    this.rule = rule;
    this.countries = countries;
    this.conditions =
        rule.conditions().stream()
            .map(condition -> new ConditionCheck(condition, countries))
            .toList();
    this.rates = rule.rateLimit() == null ? null : new RequestRates(rule.rateLimit().window());
  }

  /**
   * What a custom rule comes to.
   *
   * @param match what it found; null where it does not act
   * @param undecided why that cannot be decided; null where it is
   */
  record Answer(@Nullable Match match, @Nullable String undecided) {}

  CustomRule rule() {
    return rule;
  }

  /** Returns whether it looks at the body. */
  boolean readsBody() {
    return conditions.stream().anyMatch(ConditionCheck::readsBody);
  }

  /** A condition that does not hold decides, whatever the others are. */
  Answer check(IncomingRequest request, RequestTexts texts, Instant now) {
    Outcome first = null;
    Outcome undecided = null;
    for (ConditionCheck condition : conditions) {
      Outcome outcome = condition.check(texts);
      if (Boolean.FALSE.equals(outcome.holds())) {
        return new Answer(null, null);
      }
      first = first == null ? outcome : first;
      undecided = undecided == null && outcome.holds() == null ? outcome : undecided;
    }
    if (undecided != null) {
      return undecided(undecided.data());
    }
    String part = first == null ? "REQUEST_URI" : first.part();
    String data = first == null ? "" : first.data();
    RateLimit limit = rule.rateLimit();
    if (limit == null || rates == null) {
      return found("Custom rule " + rule.name(), part, data);
    }
    StringJoiner client = new StringJoiner(" ");
    for (GroupBy by : limit.per()) {
      Optional<String> said = said(by, request);
      if (said.isEmpty()) {
        return undecided("in which country the client is, is not described");
      }
      client.add(said.get());
    }
    int count = rates.count(client.toString(), now);
    return count <= limit.threshold()
        ? new Answer(null, null)
        : found(
            "Custom rule %s: request %d within %s, %d are let by"
                .formatted(rule.name(), count, limit.window(), limit.threshold()),
            part,
            data);
  }

  private Optional<String> said(GroupBy by, IncomingRequest request) {
    InetAddress forwarded =
        request.headers().stream()
            .filter(header -> header.name().equalsIgnoreCase("X-Forwarded-For"))
            .findFirst()
            .flatMap(header -> Countries.address(header.value()))
            .orElse(request.client());
    return switch (by) {
      case CLIENT_ADDRESS -> Optional.of(request.client().getHostAddress());
      case FORWARDED_ADDRESS -> Optional.of(forwarded.getHostAddress());
      case CLIENT_COUNTRY -> countries.of(request.client());
      case FORWARDED_COUNTRY -> countries.of(forwarded);
    };
  }

  private Answer undecided(String why) {
    return new Answer(null, "custom rule %s: %s".formatted(rule.name(), why));
  }

  private Answer found(String title, String part, String data) {
    MatchAction action =
        switch (rule.action()) {
          case ALLOW -> MatchAction.ALLOWED;
          case BLOCK -> MatchAction.BLOCKED;
          case LOG, SCORE -> MatchAction.LOGGED;
        };
    return new Answer(
        new Match(
            0,
            0,
            title,
            part,
            FirewallEngine.shortened(data),
            rule.name(),
            action,
            "",
            Match.CUSTOM,
            ""),
        null);
  }
}
