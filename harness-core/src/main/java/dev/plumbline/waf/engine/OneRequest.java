package dev.plumbline.waf.engine;

import dev.plumbline.network.CustomRule;
import dev.plumbline.network.WebFirewall;
import dev.plumbline.network.WebFirewall.Action;
import dev.plumbline.network.WebFirewall.BodyLimits;
import dev.plumbline.network.WebFirewall.Mode;
import dev.plumbline.network.WebFirewall.OnBodyError;
import dev.plumbline.network.WebFirewall.Rule;
import dev.plumbline.network.WebFirewall.RuleSet;
import dev.plumbline.observation.FirewallRecord.Decision;
import dev.plumbline.observation.FirewallRecord.Match;
import dev.plumbline.observation.FirewallRecord.MatchAction;
import dev.plumbline.waf.engine.FirewallEngine.Asked;
import dev.plumbline.waf.engine.InspectedRequest.BodyError;
import dev.plumbline.waf.engine.KnownRule.Finding;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a firewall finds in one request, as it goes through its rules. */
final class OneRequest {

  private final WebFirewall firewall;
  private final IncomingRequest request;
  private final byte[] body;
  private final List<Match> matches = new ArrayList<>();
  private final List<Match> spared = new ArrayList<>();
  private final List<Integer> asked = new ArrayList<>();
  private final List<String> notAsked = new ArrayList<>();
  private int score;
  private boolean bodyLookedAt;
  private @Nullable InspectedRequest inspected;

  /** What a rule that decides at once has decided: to allow or to block. */
  private @Nullable Action decided;

  private @Nullable Integer status;

  OneRequest(WebFirewall firewall, IncomingRequest request) {
    this.firewall = firewall;
    this.request = request;
    BodyLimits limits = firewall.bodyLimits();
    if (!firewall.readsBodies()) {
      body = new byte[0];
    } else {
      body = limits == null ? request.body() : BodySize.inspected(request.body(), limits);
    }
  }

  Evaluation evaluate(List<CustomRuleCheck> customRules, List<Asked> rules, Instant now) {
    boolean goesOn = tryCustomRules(customRules, now) && lookAtBody();
    if (goesOn) {
      rules.forEach(this::ask);
    }
    if (inspected != null && firewall.readsBodies()) {
      notAsked.addAll(inspected.unread());
    }
    notAsked.addAll(firewall.leftOut());
    return new Evaluation(
        matches, spared, score, firewall.threshold(), decision(), status, asked, notAsked);
  }

  /** Returns whether it goes on after them. */
  private boolean tryCustomRules(List<CustomRuleCheck> customRules, Instant now) {
    RequestTexts texts = new RequestTexts(request, body);
    for (CustomRuleCheck check : customRules) {
      if (check.readsBody() && !lookAtBody()) {
        return false;
      }
      CustomRuleCheck.Answer answer = check.check(request, texts, now);
      if (answer.undecided() != null) {
        notAsked.add(answer.undecided());
      }
      if (answer.match() != null) {
        matches.add(answer.match());
        CustomRule rule = check.rule();
        if (rule.action() == Action.ALLOW || rule.action() == Action.BLOCK) {
          decided = decided == null ? rule.action() : decided;
          return false;
        }
      }
    }
    return true;
  }

  /** Looks at the body's size and form, once; returns whether it goes on after that. */
  private boolean lookAtBody() {
    if (bodyLookedAt) {
      return true;
    }
    bodyLookedAt = true;
    BodyLimits limits = firewall.bodyLimits();
    if (firewall.readsBodies() && limits != null && request.body().length > 0) {
      Optional<String> tooLarge = BodySize.of(request).tooLarge(limits);
      if (tooLarge.isPresent()) {
        matches.add(ofBody(0, "Request body too large", tooLarge.get()));
        decided = decided == null ? Action.BLOCK : decided;
        status = limits.status();
        if (firewall.mode() == Mode.BLOCKS) {
          return false;
        }
      }
      if (body.length < request.body().length) {
        notAsked.add(
            "the body after its first %d bytes of %d"
                .formatted(body.length, request.body().length));
      }
    }
    return lookAtForm();
  }

  /** What is wrong with a body counts only where the whole of it is looked at. */
  private boolean lookAtForm() {
    boolean whole = firewall.readsBodies() && body.length == request.body().length;
    for (BodyError error : inspected().bodyErrors()) {
      if (!whole && error != BodyError.TOO_MANY_ARGUMENTS) {
        continue;
      }
      String what = error.name().toLowerCase(Locale.ROOT).replace('_', ' ');
      if (firewall.onBodyError() == OnBodyError.IGNORE) {
        notAsked.add("what may come after an error in the body that is ignored: " + what);
        continue;
      }
      matches.add(ofBody(error.rule(), "Request body cannot be read", what));
      if (decided == null) {
        decided = Action.BLOCK;
        status = firewall.bodyErrorStatus();
      }
    }
    return decided == null || firewall.mode() != Mode.BLOCKS;
  }

  private static Match ofBody(int rule, String title, String data) {
    return new Match(
        rule,
        0,
        title,
        "REQUEST_BODY",
        FirewallEngine.shortened(data),
        Integer.toString(rule),
        MatchAction.BLOCKED,
        "",
        "",
        "");
  }

  private InspectedRequest inspected() {
    InspectedRequest known = inspected;
    if (known == null) {
      known = InspectedRequest.of(request.method(), request.target(), request.headers(), body);
      inspected = known;
    }
    return known;
  }

  /** A rule that lets the request pass ends the questions; what is on and unknown is told. */
  private void ask(Asked one) {
    if (one.known() == null) {
      notAsked.add("rule " + one.rule().id());
    } else if (decided != Action.ALLOW) {
      asked.add(one.rule().id());
      for (Finding finding : one.known().find(inspected())) {
        found(one, one.known(), finding);
      }
    }
  }

  private void found(Asked one, KnownRule known, Finding finding) {
    Rule rule = one.rule();
    int adds = rule.action() == Action.SCORE ? rule.score() : 0;
    RuleSet set = one.set();
    Match match =
        new Match(
            rule.id(),
            adds,
            known.title(),
            finding.part(),
            FirewallEngine.shortened(finding.data()),
            Integer.toString(rule.id()),
            switch (rule.action()) {
              case SCORE -> MatchAction.SCORED;
              case BLOCK -> MatchAction.BLOCKED;
              case LOG -> MatchAction.LOGGED;
              case ALLOW -> MatchAction.ALLOWED;
            },
            Optional.ofNullable(rule.group()).orElse(""),
            set == null ? "" : set.name(),
            set == null ? "" : set.version());
    if (one.exclusions().spare(finding.part())) {
      spared.add(match);
      return;
    }
    matches.add(match);
    score += adds;
    if (decided == null && (rule.action() == Action.BLOCK || rule.action() == Action.ALLOW)) {
      decided = rule.action();
    }
  }

  private Decision decision() {
    if (decided == Action.ALLOW) {
      return Decision.ALLOWED;
    }
    if (decided != Action.BLOCK && score < firewall.threshold()) {
      return Decision.PASSED;
    }
    return firewall.mode() == Mode.BLOCKS ? Decision.BLOCKED : Decision.DETECTED;
  }
}
