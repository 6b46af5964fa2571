package dev.plumbline.azure.model;

import dev.plumbline.descriptor.Default;
import dev.plumbline.descriptor.Doc;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A set of rewrites of an {@link ApplicationGateway} of v2 ({@code rewriteRuleSets}).
 *
 * @param name its name
 * @param rewriteRules the rules; they act in the order of their sequences
 */
public record RewriteRuleSet(
    @Doc("Its name") String name,
    @Doc("The rules, in the order of their sequences") List<RewriteRule> rewriteRules) {
  /** Copies the list. */
  public RewriteRuleSet {
    rewriteRules = List.copyOf(rewriteRules);
  }

  /**
   * A rewrite.
   *
   * @param name its name
   * @param ruleSequence its place in the order, smallest first
   * @param conditions what must hold, all of it
   * @param actionSet what is rewritten
   */
  public record RewriteRule(
      @Doc("Its name") String name,
      @Default("100") @Doc("Its place in the order, smallest first") int ruleSequence,
      @Doc("What must hold, all of it") List<Condition> conditions,
      @Doc("What is rewritten") ActionSet actionSet) {
    /** Copies the list. */
    public RewriteRule {
      conditions = List.copyOf(conditions);
    }
  }

  /**
   * A condition.
   *
   * @param variable what is looked at: {@code var_uri_path}, {@code http_req_Name}, {@code
   *     http_resp_Name}
   * @param pattern what must be found in it, a regular expression; the platform's dialect is RE2,
   *     which has neither back references nor look-around, and the patterns it takes mean the same
   *     to Java's engine
   * @param ignoreCase whether case does not count
   * @param negate whether it must not be found
   */
  public record Condition(
      @Doc("What is looked at, such as var_uri_path or http_req_Name") String variable,
      @Doc("What must be found in it, a regular expression") String pattern,
      @Default("false") @Doc("Whether case does not count") boolean ignoreCase,
      @Default("false") @Doc("Whether it must not be found") boolean negate) {}

  /**
   * What is rewritten. Values may hold {@code {var_name}}, {@code {http_req_Name}}, {@code
   * {http_resp_Name}}, and with {@code _1} and so on what a condition's group matched.
   *
   * @param requestHeaderConfigurations headers of the request
   * @param responseHeaderConfigurations headers of the answer
   * @param urlConfiguration the URL of the request; null for the one that came
   */
  public record ActionSet(
      @Doc("Headers of the request") List<HeaderConfiguration> requestHeaderConfigurations,
      @Doc("Headers of the answer") List<HeaderConfiguration> responseHeaderConfigurations,
      @Doc("The URL of the request") @Nullable UrlConfiguration urlConfiguration) {
    /** Copies the lists. */
    public ActionSet {
      requestHeaderConfigurations = List.copyOf(requestHeaderConfigurations);
      responseHeaderConfigurations = List.copyOf(responseHeaderConfigurations);
    }
  }

  /**
   * A header.
   *
   * @param headerName its name
   * @param headerValue its value; empty to take it away
   */
  public record HeaderConfiguration(
      @Doc("Its name") String headerName,
      @Default("") @Doc("Its value; empty to take it away") String headerValue) {}

  /**
   * A URL.
   *
   * @param modifiedPath the path; null for the one that came
   * @param modifiedQueryString the query, without the question mark; null for the one that came
   * @param reroute whether the URL path map is asked again with it
   */
  public record UrlConfiguration(
      @Doc("The path") @Nullable String modifiedPath,
      @Doc("The query") @Nullable String modifiedQueryString,
      @Default("false") @Doc("Whether the URL path map is asked again") boolean reroute) {}
}
