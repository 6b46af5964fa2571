package dev.plumbline.network;

import dev.plumbline.descriptor.Default;
import dev.plumbline.descriptor.Doc;
import dev.plumbline.network.Network.Reply;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A web application firewall: rules that look for attacks in requests, before anything is done with
 * them.
 *
 * <p>It comes after the virtual host and the route are chosen, and before a backend is asked; a
 * request for a pool none of whose members is available is not looked at. Where the request's
 * target or Host is rewritten, it sees the rewritten one.
 *
 * <p>The custom rules are tried first, by priority; one that allows or blocks ends it. Then the
 * rules are asked: each part of a request that one is found in adds its score, unless an exclusion
 * spares it; a sum that reaches the threshold decides. The size of bodies is looked at before the
 * first custom rule that reads the body, and else before the rules.
 *
 * <p>The simulation knows the rules of {@code dev.plumbline.waf.engine.KnownRule}. A rule that it
 * does not know is never found; every record of the firewall's log names those that were not asked.
 *
 * @param name what the log calls it
 * @param mode what it does with what it finds
 * @param ruleSets the sets that the rules are of, for messages and logs
 * @param rules the rules
 * @param threshold the sum of scores that decides
 * @param exclusions parts of requests in which rules are not found; custom rules see them
 * @param customRules the rules of its own, in any order; none is affected by exclusions
 * @param readsBodies whether bodies are looked at; otherwise their size is not, either
 * @param bodyLimits how large bodies may be, and how much of them is looked at; null for no limit
 * @param onBodyError what it does with a request whose body is not what its type says
 * @param bodyErrorStatus the status of the answer to one that is blocked for that; null for that of
 *     every other block
 * @param countries where addresses are: no other is known to be anywhere
 * @param block the answer to what is blocked; null for the page of status 403
 * @param leftOut what the real firewall has and this description does not say, each in a few words;
 *     it is repeated in every record of the log
 */
public record WebFirewall(
    @Doc("What the log calls it") String name,
    @Default("blocks") @Doc("What it does with what it finds") Mode mode,
    @Doc("The sets that the rules are of, for messages and logs") List<RuleSet> ruleSets,
    @Doc("The rules") List<Rule> rules,
    @Default("5") @Doc("The sum of scores that decides") int threshold,
    @Doc("Parts of requests in which rules are not found; custom rules see them")
        List<Exclusion> exclusions,
    @Doc("The rules of its own, tried by priority before all others") List<CustomRule> customRules,
    @Default("true") @Doc("Whether bodies are looked at") boolean readsBodies,
    @Doc("How large bodies may be, and how much of them is looked at; no limit when absent")
        @Nullable BodyLimits bodyLimits,
    @Default("block") @Doc("What it does with a request whose body is not what its type says")
        OnBodyError onBodyError,
    @Doc("The status of the answer to that; that of every other block when absent")
        @Nullable Integer bodyErrorStatus,
    @Doc("Where addresses are; no other is known to be anywhere") List<Country> countries,
    @Doc("The answer to what is blocked; the page of status 403 when absent") @Nullable Reply block,
    @Doc("What the real firewall has and this description does not say") List<String> leftOut) {

  /** The threshold of the rule sets of the OWASP project. */
  public static final int USUAL_THRESHOLD = 5;

  /** Copies the lists. */
  public WebFirewall {
    ruleSets = List.copyOf(ruleSets);
    rules = List.copyOf(rules);
    exclusions = List.copyOf(exclusions);
    customRules = List.copyOf(customRules);
    countries = List.copyOf(countries);
    leftOut = List.copyOf(leftOut);
  }

  /** Makes a firewall without custom rules, exclusions and limits. */
  public WebFirewall(
      String name,
      Mode mode,
      List<Rule> rules,
      int threshold,
      boolean readsBodies,
      @Nullable Reply block,
      List<String> leftOut) {
    this(
        name,
        mode,
        List.of(),
        rules,
        threshold,
        List.of(),
        List.of(),
        readsBodies,
        null,
        OnBodyError.BLOCK,
        null,
        List.of(),
        block,
        leftOut);
  }

  /** Makes a firewall with the usual threshold and answer that reads bodies. */
  public WebFirewall(String name, Mode mode, List<Rule> rules) {
    this(name, mode, rules, USUAL_THRESHOLD, true, null, List.of());
  }

  /** Returns a builder of a firewall that blocks, with the usual threshold and without rules. */
  public static WebFirewallBuilder named(String name) {
    return new WebFirewallBuilder(name);
  }

  /** Returns a builder that starts from this firewall. */
  public WebFirewallBuilder toBuilder() {
    return new WebFirewallBuilder(this);
  }

  /** Returns the rule of a number, also one that is not enabled; empty when there is none. */
  public Optional<Rule> rule(int id) {
    return rules.stream().filter(rule -> rule.id() == id).findFirst();
  }

  /**
   * Returns the set that a rule is of: that which it names, or the only one there is; empty when
   * that is not said.
   */
  public Optional<RuleSet> ruleSetOf(Rule rule) {
    Stream<RuleSet> sets = ruleSets.stream();
    if (rule.ruleSet() != null) {
      return sets.filter(set -> set.name().equals(rule.ruleSet())).findFirst();
    }
    return ruleSets.size() == 1 ? sets.findFirst() : Optional.empty();
  }

  /** What a firewall does with what it finds. */
  public enum Mode {
    /** It answers in place of the backend. */
    BLOCKS,
    /** It only logs. */
    LOGS,
    /** It looks at nothing: in place of a firewall that would hold otherwise. */
    OFF
  }

  /** What a rule does that is found. */
  public enum Action {
    /** It adds its score. */
    SCORE,
    /** It decides at once, whatever the sum is. */
    BLOCK,
    /** It is logged. */
    LOG,
    /** It lets the request pass, and no further rule is asked. */
    ALLOW
  }

  /** What a firewall does with a request whose body is not what its type says, such as bad JSON. */
  public enum OnBodyError {
    /** It blocks the request, or says that it would. */
    BLOCK,
    /** It looks at what could be read, and goes on. */
    IGNORE
  }

  /**
   * A set that rules are of.
   *
   * @param name its name, for example {@code OWASP}
   * @param version its version, for example {@code 3.2}
   */
  public record RuleSet(
      @Doc("Its name, for example OWASP") String name,
      @Doc("Its version, for example 3.2") String version) {}

  /**
   * A rule.
   *
   * @param id its number in the OWASP Core Rule Set
   * @param score what each part of a request that it is found in adds
   * @param action what it does
   * @param enabled whether it is asked; one that is not is written down to be told from one that
   *     the rule set does not have
   * @param group its group, for logs and for exclusions of groups; null when that is not said
   * @param ruleSet the name of its set; null for the only one there is
   */
  public record Rule(
      @Doc("Its number in the OWASP Core Rule Set") int id,
      @Default("5") @Doc("What each part of a request that it is found in adds") int score,
      @Default("score") @Doc("What it does") Action action,
      @Default("true") @Doc("Whether it is asked") boolean enabled,
      @Doc("Its group") @Nullable String group,
      @Doc("The name of its set; the only one there is when absent") @Nullable String ruleSet) {

    /** Makes a rule that is asked, without a group. */
    public Rule(int id, int score, Action action) {
      this(id, score, action, true, null, null);
    }

    /** Makes a rule that adds its score. */
    public Rule(int id, int score) {
      this(id, score, Action.SCORE);
    }

    /** Returns this rule in a group. */
    public Rule in(String group) {
      return new Rule(id, score, action, enabled, group, ruleSet);
    }

    /** Returns this rule, not asked. */
    public Rule disabled() {
      return new Rule(id, score, action, false, group, ruleSet);
    }
  }

  /**
   * A part of requests in which rules are not found.
   *
   * <p>What it is for: all rules where {@code rules}, {@code groups} and {@code ruleSets} are
   * empty; otherwise those that stand in one of them.
   *
   * <p>Arguments are those of the query, of forms and of JSON bodies, whose members are named by
   * their path, {@code a.b}; the {@code json.} that engines put before it may be left out. The text
   * of an XML body is no argument.
   *
   * @param part where the part is
   * @param of whether the value is spared of what has such a name, or the name itself
   * @param operator how names are compared with the selector
   * @param selector the name, or a part of it; of no account where every name fits
   * @param caseMatters whether case counts; for names of headers it never does
   * @param rules the rules it is for
   * @param groups the groups of rules it is for
   * @param ruleSets the sets of rules it is for, by name
   */
  public record Exclusion(
      @Doc("Where the part is") Part part,
      @Default("value")
          @Doc("Whether the value is spared of what has such a name, or the name itself")
          Spared of,
      @Default("equals") @Doc("How names are compared with the selector") Comparison operator,
      @Default("") @Doc("The name, or a part of it; none where every name fits") String selector,
      @Default("true") @Doc("Whether case counts; for names of headers it never does")
          boolean caseMatters,
      @Doc("The rules it is for") List<Integer> rules,
      @Doc("The groups of rules it is for") List<String> groups,
      @Doc("The sets of rules it is for, by name") List<String> ruleSets) {

    /** Copies the lists. */
    public Exclusion {
      rules = List.copyOf(rules);
      groups = List.copyOf(groups);
      ruleSets = List.copyOf(ruleSets);
    }

    /** Makes an exclusion of values, for all rules. */
    public Exclusion(Part part, Comparison operator, String selector) {
      this(part, Spared.VALUE, operator, selector, true, List.of(), List.of(), List.of());
    }

    /** Returns this exclusion for some rules only. */
    public Exclusion forRules(Integer... ids) {
      return new Exclusion(
          part, of, operator, selector, caseMatters, List.of(ids), groups, ruleSets);
    }

    /** Returns this exclusion for some groups only. */
    public Exclusion forGroups(String... names) {
      return new Exclusion(
          part, of, operator, selector, caseMatters, rules, List.of(names), ruleSets);
    }

    /** Returns this exclusion of the names themselves. */
    public Exclusion ofNames() {
      return new Exclusion(
          part, Spared.NAME, operator, selector, caseMatters, rules, groups, ruleSets);
    }

    /** Returns this exclusion without regard to case. */
    public Exclusion anyCase() {
      return new Exclusion(part, of, operator, selector, false, rules, groups, ruleSets);
    }

    /** Where a part of a request is. */
    public enum Part {
      /** A header. */
      HEADER,
      /** A cookie. */
      COOKIE,
      /** An argument of the query or the body. */
      ARGUMENT
    }

    /** What of a named part is spared. */
    public enum Spared {
      /** Its value. */
      VALUE,
      /** Its name. */
      NAME
    }

    /** How a name is compared with a selector. */
    public enum Comparison {
      /** It is the selector. */
      EQUALS,
      /** It begins with the selector. */
      STARTS_WITH,
      /** It ends with the selector. */
      ENDS_WITH,
      /** It has the selector in it. */
      CONTAINS,
      /** It is any name; the selector is {@code *}, or empty. */
      EQUALS_ANY
    }
  }

  /**
   * How large bodies may be, and how much of them is looked at; all sizes in KiB, 1024 bytes.
   *
   * <p>A file is a part of a {@code multipart/form-data} body that has a file name. A body with a
   * file is an upload: the limit of uploads is for the whole of it, that of bodies for what is in
   * it beside the contents of files.
   *
   * <p>A body above a limit is blocked by a firewall that blocks, and enforces the limit. Otherwise
   * it passes on, and of it as much is looked at as {@code inspectedKib} says.
   *
   * @param bodyKib the largest body, without files
   * @param enforced whether that limit holds
   * @param inspectedKib how much of a body is looked at, from its beginning
   * @param uploadKib the largest body with files
   * @param uploadsEnforced whether that limit holds
   * @param bufferKib how much a body may be above a limit
   * @param status the status of the answer to what is too large
   */
  public record BodyLimits(
      @Default("128") @Doc("The largest body in KiB, without files") int bodyKib,
      @Default("true") @Doc("Whether that limit holds") boolean enforced,
      @Default("128") @Doc("How much of a body is looked at, in KiB") int inspectedKib,
      @Default("102400") @Doc("The largest body with files, in KiB") int uploadKib,
      @Default("true") @Doc("Whether that limit holds") boolean uploadsEnforced,
      @Default("0") @Doc("How much a body may be above a limit, in KiB") int bufferKib,
      @Default("413") @Doc("The status of the answer to what is too large") int status) {

    /** Makes limits that hold: bodies of 128 KiB, all of it looked at, and uploads of 100 MiB. */
    public BodyLimits() {
      this(128, true, 128, 102_400, true, 0, 413);
    }

    /** Makes limits for bodies that hold or not, as long as what is looked at. */
    public BodyLimits(int bodyKib, boolean enforced) {
      this(bodyKib, enforced, bodyKib, 102_400, enforced, 0, 413);
    }
  }

  /**
   * A country, by the addresses that are in it.
   *
   * @param code its code of two letters (ISO 3166-1 alpha-2)
   * @param prefixes its addresses
   */
  public record Country(
      @Doc("Its code of two letters (ISO 3166-1 alpha-2)") String code,
      @Doc("Its addresses") List<Cidr> prefixes) {
    /** Copies the list. */
    public Country {
      prefixes = List.copyOf(prefixes);
    }
  }
}
