package dev.plumbline.network;

import dev.plumbline.network.Network.Reply;
import dev.plumbline.network.WebFirewall.BodyLimits;
import dev.plumbline.network.WebFirewall.Country;
import dev.plumbline.network.WebFirewall.Exclusion;
import dev.plumbline.network.WebFirewall.Mode;
import dev.plumbline.network.WebFirewall.OnBodyError;
import dev.plumbline.network.WebFirewall.Rule;
import dev.plumbline.network.WebFirewall.RuleSet;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Builds a web application firewall. Without more it blocks at the usual threshold, reads bodies of
 * any size, and has no rules.
 */
public final class WebFirewallBuilder {

  private String name;
  private Mode mode = Mode.BLOCKS;
  private final List<RuleSet> ruleSets = new ArrayList<>();
  private final List<Rule> rules = new ArrayList<>();
  private int threshold = WebFirewall.USUAL_THRESHOLD;
  private final List<Exclusion> exclusions = new ArrayList<>();
  private final List<CustomRule> customRules = new ArrayList<>();
  private boolean readsBodies = true;
  private @Nullable BodyLimits bodyLimits;
  private OnBodyError onBodyError = OnBodyError.BLOCK;
  private @Nullable Integer bodyErrorStatus;
  private final List<Country> countries = new ArrayList<>();
  private @Nullable Reply block;
  private final List<String> leftOut = new ArrayList<>();

  WebFirewallBuilder(String name) {
    this.name = name;
  }

  WebFirewallBuilder(WebFirewall firewall) {
    name = firewall.name();
    mode = firewall.mode();
    ruleSets.addAll(firewall.ruleSets());
    rules.addAll(firewall.rules());
    threshold = firewall.threshold();
    exclusions.addAll(firewall.exclusions());
    customRules.addAll(firewall.customRules());
    readsBodies = firewall.readsBodies();
    bodyLimits = firewall.bodyLimits();
    onBodyError = firewall.onBodyError();
    bodyErrorStatus = firewall.bodyErrorStatus();
    countries.addAll(firewall.countries());
    block = firewall.block();
    leftOut.addAll(firewall.leftOut());
  }

  /** Sets what the log calls it. */
  public WebFirewallBuilder name(String name) {
    this.name = name;
    return this;
  }

  /** Sets what it does with what it finds. */
  public WebFirewallBuilder mode(Mode mode) {
    this.mode = mode;
    return this;
  }

  /** Adds a set that rules are of. */
  public WebFirewallBuilder ruleSet(String name, String version) {
    ruleSets.add(new RuleSet(name, version));
    return this;
  }

  /** Adds rules; one takes the place of another of its number. */
  public WebFirewallBuilder rules(Rule... those) {
    for (Rule rule : those) {
      int at = rules.stream().map(Rule::id).toList().indexOf(rule.id());
      if (at < 0) {
        rules.add(rule);
      } else {
        rules.set(at, rule);
      }
    }
    return this;
  }

  /** Adds a rule that adds its score. */
  public WebFirewallBuilder rule(int id, int score) {
    return rules(new Rule(id, score));
  }

  /**
   * Switches rules off that were added.
   *
   * @throws IllegalArgumentException when one was not
   */
  public WebFirewallBuilder disable(int... ids) {
    for (int id : ids) {
      Rule rule =
          rules.stream()
              .filter(one -> one.id() == id)
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "firewall \"%s\" has no rule %d to disable; it has %s"
                              .formatted(name, id, rules.stream().map(Rule::id).toList())));
      rules(rule.disabled());
    }
    return this;
  }

  /** Sets the sum of scores that decides. */
  public WebFirewallBuilder threshold(int threshold) {
    this.threshold = threshold;
    return this;
  }

  /** Adds parts of requests in which rules are not found. */
  public WebFirewallBuilder exclusions(Exclusion... those) {
    exclusions.addAll(List.of(those));
    return this;
  }

  /** Adds rules of its own. */
  public WebFirewallBuilder customRules(CustomRule... those) {
    customRules.addAll(List.of(those));
    return this;
  }

  /** Has it look at no body. */
  public WebFirewallBuilder withoutBodies() {
    readsBodies = false;
    return this;
  }

  /** Sets how large bodies may be; null for no limit. */
  public WebFirewallBuilder bodyLimits(@Nullable BodyLimits limits) {
    bodyLimits = limits;
    return this;
  }

  /** Sets what it does with a request whose body is not what its type says. */
  public WebFirewallBuilder onBodyError(OnBodyError what) {
    onBodyError = what;
    return this;
  }

  /** Sets the status of the answer to one that is blocked for that. */
  public WebFirewallBuilder bodyErrorStatus(int status) {
    bodyErrorStatus = status;
    return this;
  }

  /** Adds where addresses are: a code of two letters and prefixes. */
  public WebFirewallBuilder country(String code, String... prefixes) {
    countries.add(new Country(code, Stream.of(prefixes).map(Cidr::of).toList()));
    return this;
  }

  /** Sets the answer to what is blocked; null for the page of status 403. */
  public WebFirewallBuilder block(@Nullable Reply answer) {
    block = answer;
    return this;
  }

  /** Adds what the real firewall has and the description does not say. */
  public WebFirewallBuilder leftOut(String... those) {
    leftOut.addAll(List.of(those));
    return this;
  }

  /** Builds the firewall; what is wrong with it is said when the network is built. */
  public WebFirewall build() {
    return new WebFirewall(
        name,
        mode,
        ruleSets,
        rules,
        threshold,
        exclusions,
        customRules,
        readsBodies,
        bodyLimits,
        onBodyError,
        bodyErrorStatus,
        countries,
        block,
        leftOut);
  }
}
