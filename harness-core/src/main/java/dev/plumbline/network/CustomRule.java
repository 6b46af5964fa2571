package dev.plumbline.network;

import dev.plumbline.descriptor.Default;
import dev.plumbline.descriptor.Doc;
import dev.plumbline.network.WebFirewall.Action;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rule of a {@link WebFirewall}'s own: what must hold of a request, and what is done then.
 *
 * @param name its name in logs and messages
 * @param priority its place, smallest first; unique
 * @param action what it does: {@link Action#ALLOW} and {@link Action#BLOCK} end it, {@link
 *     Action#LOG} goes on; it has no score
 * @param enabled whether it is tried
 * @param conditions what must hold, all of it
 * @param rateLimit how many of the requests for which that holds are let by before the rule acts;
 *     null for none, so that it acts on each
 */
public record CustomRule(
    @Doc("Its name in logs and messages") String name,
    @Doc("Its place, smallest first") int priority,
    @Default("block") @Doc("What it does: allow, block or log") Action action,
    @Default("true") @Doc("Whether it is tried") boolean enabled,
    @Doc("What must hold, all of it") List<Condition> conditions,
    @Doc("How many requests are let by before it acts; it acts on each when absent")
        @Nullable RateLimit rateLimit) {

  /** Copies the list. */
  public CustomRule {
    conditions = List.copyOf(conditions);
  }

  /** Makes a rule that is tried, and acts on each request for which its conditions hold. */
  public CustomRule(String name, int priority, Action action, Condition... conditions) {
    this(name, priority, action, true, List.of(conditions), null);
  }

  /** Returns this rule, acting on what is above a rate only. */
  public CustomRule above(RateLimit limit) {
    return new CustomRule(name, priority, action, enabled, conditions, limit);
  }

  /** Returns this rule, not tried. */
  public CustomRule disabled() {
    return new CustomRule(name, priority, action, false, conditions, rateLimit);
  }

  /**
   * What must hold of one of some parts of a request.
   *
   * <p>It holds when the text of any of the parts, after the transforms, fits any of the values; a
   * negated one when none does, so also where the request has none of the parts.
   *
   * @param variables the parts; one at least
   * @param operator how a text is compared with a value
   * @param negated whether the comparison must not hold
   * @param values the values; none for {@link Operator#ANY}
   * @param transforms what is done to a text before, in this order; never to a value
   */
  public record Condition(
      @Doc("The parts; any may fit") List<Variable> variables,
      @Doc("How a text is compared with a value") Operator operator,
      @Default("false") @Doc("Whether the comparison must not hold") boolean negated,
      @Doc("The values; any may fit") List<String> values,
      @Doc("What is done to a text before, in this order") List<Transform> transforms) {

    /** Copies the lists. */
    public Condition {
      variables = List.copyOf(variables);
      values = List.copyOf(values);
      transforms = List.copyOf(transforms);
    }

    /** Makes a condition on one part. */
    public Condition(Variable variable, Operator operator, String... values) {
      this(List.of(variable), operator, false, List.of(values), List.of());
    }

    /** Returns the condition that this one does not hold. */
    public Condition not() {
      return new Condition(variables, operator, !negated, values, transforms);
    }

    /** Returns this condition with transforms. */
    public Condition after(Transform... those) {
      return new Condition(variables, operator, negated, values, List.of(those));
    }
  }

  /**
   * A part of a request, or several of a kind.
   *
   * @param part the kind
   * @param selector the name of a header, an argument or a cookie, without regard to case for a
   *     header; null for all of the kind
   */
  public record Variable(
      @Doc("The kind") Part part,
      @Doc("The name of a header, an argument or a cookie; all when absent")
          @Nullable String selector) {

    /** Makes a part without a selector. */
    public Variable(Part part) {
      this(part, null);
    }

    /** The kinds of parts. */
    public enum Part {
      /** The address that the connection comes from. */
      CLIENT_ADDRESS,
      /** The method. */
      METHOD,
      /** The query as it came, without its question mark; absent without one. */
      QUERY,
      /** The arguments of a body: of a form, a multipart form or JSON. */
      BODY_ARGUMENTS,
      /** Path and query as they came. */
      URI,
      /** The values of headers. */
      HEADERS,
      /** The body as it came, as far as it is looked at; absent where it is empty. */
      BODY,
      /** The values of cookies. */
      COOKIES
    }
  }

  /** How a text is compared with a value. Case counts. */
  public enum Operator {
    /** There is such a part. */
    ANY,
    /**
     * It is an address within the value, an address or a prefix. Of a list with commas, as in
     * {@code X-Forwarded-For}, the first counts; what is no address is within none.
     */
    IN_PREFIX,
    /**
     * It is an address in the country whose code is the value. An address of which {@link
     * WebFirewall#countries} does not say where it is leaves the condition undecided: then the rule
     * is not tried, and the log says so.
     */
    IN_COUNTRY,
    /** It is the value. */
    EQUALS,
    /** The value is in it. */
    CONTAINS,
    /** It is a number that is less; a text that is no number never is. */
    LESS_THAN,
    /** It is a number that is greater. */
    GREATER_THAN,
    /** It is a number that is less, or equal. */
    AT_MOST,
    /** It is a number that is greater, or equal. */
    AT_LEAST,
    /** It begins with the value. */
    STARTS_WITH,
    /** It ends with the value. */
    ENDS_WITH,
    /**
     * The value, a regular expression of Java, is found in it. A pattern that does not come to an
     * end within a number of steps leaves the condition undecided: then the rule is not tried, and
     * the log says so.
     */
    MATCHES
  }

  /** What is done to a text before it is compared. Letters are those of ASCII. */
  public enum Transform {
    /** Capital letters become small. */
    LOWERCASE,
    /** Small letters become capital. */
    UPPERCASE,
    /** White space at both ends is taken away. */
    TRIM,
    /** Percent codes become their bytes, plus a blank. */
    URL_DECODE,
    /** Bytes other than letters, digits and {@code *} become percent codes, a blank plus. */
    URL_ENCODE,
    /** Zero bytes are taken away. */
    REMOVE_NULLS,
    /** Entities of HTML become their characters. */
    HTML_ENTITY_DECODE
  }

  /**
   * How many requests are let by.
   *
   * @param window how far back requests count, counted from each new one
   * @param threshold how many are let by in it
   * @param per what of a request tells whom it counts for; empty to count all together
   */
  public record RateLimit(
      @Default("1m") @Doc("How far back requests count") Duration window,
      @Doc("How many are let by in it") int threshold,
      @Doc("What tells whom a request counts for; all count together when absent")
          List<GroupBy> per) {

    /** Copies the list. */
    public RateLimit {
      per = List.copyOf(per);
    }

    /** Makes a limit by something of the request. */
    public RateLimit(Duration window, int threshold, GroupBy... per) {
      this(window, threshold, List.of(per));
    }

    /** What tells whom a request counts for. */
    public enum GroupBy {
      /** The address that the connection comes from. */
      CLIENT_ADDRESS,
      /**
       * The first address in the X-Forwarded-For header; that which the connection comes from where
       * the header is absent.
       */
      FORWARDED_ADDRESS,
      /** The country of the address that the connection comes from. */
      CLIENT_COUNTRY,
      /** The country of the first address in the X-Forwarded-For header. */
      FORWARDED_COUNTRY
    }
  }
}
