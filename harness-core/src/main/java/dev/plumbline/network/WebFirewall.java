package dev.plumbline.network;

import dev.plumbline.descriptor.Default;
import dev.plumbline.descriptor.Doc;
import dev.plumbline.network.Network.Reply;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A web application firewall: rules that look for attacks in requests, before anything is done with
 * them.
 *
 * <p>It comes after the virtual host and the route are chosen, and before a backend is asked; a
 * request for a pool none of whose members is available is not looked at. Where the request's
 * target or Host is rewritten, it sees the rewritten one. Each part of a request that a rule is
 * found in adds the rule's score; a sum that reaches the threshold decides.
 *
 * <p>The simulation knows the rules of {@code dev.plumbline.waf.engine.KnownRule}. A rule that it
 * does not know is never found; every record of the firewall's log names those that were not asked.
 *
 * @param name what the log calls it
 * @param mode what it does with what it finds
 * @param rules the rules that are on
 * @param threshold the sum of scores that decides
 * @param readsBodies whether bodies are looked at
 * @param block the answer to what is blocked; null for the page of status 403
 * @param leftOut what the real firewall has and this description does not say, each in a few words;
 *     it is repeated in every record of the log
 */
public record WebFirewall(
    @Doc("What the log calls it") String name,
    @Default("blocks") @Doc("What it does with what it finds") Mode mode,
    @Doc("The rules that are on") List<Rule> rules,
    @Default("5") @Doc("The sum of scores that decides") int threshold,
    @Default("true") @Doc("Whether bodies are looked at") boolean readsBodies,
    @Doc("The answer to what is blocked; the page of status 403 when absent") @Nullable Reply block,
    @Doc("What the real firewall has and this description does not say") List<String> leftOut) {

  /** The threshold of the rule sets of the OWASP project. */
  public static final int USUAL_THRESHOLD = 5;

  /** Copies the lists. */
  public WebFirewall {
    rules = List.copyOf(rules);
    leftOut = List.copyOf(leftOut);
  }

  /** Makes a firewall with the usual threshold and answer that reads bodies. */
  public WebFirewall(String name, Mode mode, List<Rule> rules) {
    this(name, mode, rules, USUAL_THRESHOLD, true, null, List.of());
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

  /**
   * A rule that is on.
   *
   * @param id its number in the OWASP Core Rule Set
   * @param score what each part of a request that it is found in adds
   * @param action what it does
   */
  public record Rule(
      @Doc("Its number in the OWASP Core Rule Set") int id,
      @Default("5") @Doc("What each part of a request that it is found in adds") int score,
      @Default("score") @Doc("What it does") Action action) {
    /** Makes a rule that adds its score. */
    public Rule(int id, int score) {
      this(id, score, Action.SCORE);
    }
  }
}
