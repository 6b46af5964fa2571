package dev.plumbline.waf.ftw;

import dev.plumbline.observation.FirewallReport;
import dev.plumbline.observation.HttpObservation;
import dev.plumbline.observation.HttpObservation.Header;
import dev.plumbline.observation.HttpObservation.Response;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import dev.plumbline.observation.WafObservation;
import dev.plumbline.observation.WafVerdict;
import dev.plumbline.waf.FirewallSite;
import dev.plumbline.waf.WafCase;
import dev.plumbline.waf.WafCase.Polarity;
import dev.plumbline.waf.ftw.FtwEvidence.Looked;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sends the rule-set project's tests to a URL behind a firewall, wherever their files say they go.
 *
 * <p>The first stages of all tests are sent together, then the second ones, and so on. A stage that
 * failed and may be tried again is, once. A stage that follows a redirect to another host than that
 * of the URL or of its own file is not sent, and undecidable.
 */
public final class FtwRun {

  private final FirewallSite site;
  private final List<Progress> tests;

  private FtwRun(FirewallSite site, List<Progress> tests) {
    this.site = site;
    this.tests = tests;
  }

  /**
   * Sends tests, and judges what comes of them.
   *
   * @param tests the tests, at least one; each {@linkplain FtwTest#enabled() to be run}
   * @return what became of each, in the order of the tests
   * @throws IllegalArgumentException when there is no test, or one is not to be run
   */
  public static List<FtwResult> of(List<FtwTest> tests, FirewallSite site) {
    if (tests.isEmpty()) {
      throw new IllegalArgumentException(
          "no test is sent to " + site.url() + ", so nothing would be checked; give at least one");
    }
    for (FtwTest test : tests) {
      if (!test.enabled()) {
        throw new IllegalArgumentException(
            "test %s is not to be run: %s; take those of FtwCorpus.enabled()"
                .formatted(test.title(), test.skipped()));
      }
    }
    FtwRun run = new FtwRun(site, tests.stream().map(Progress::new).toList());
    int most = tests.stream().mapToInt(test -> test.stages().size()).max().orElseThrow();
    for (int stage = 0; stage < most; stage++) {
      run.send(stage);
    }
    return run.tests.stream().map(one -> new FtwResult(one.test, one.done)).toList();
  }

  /** A test while its stages are sent. */
  private static final class Progress {
    private final FtwTest test;
    private final List<FtwAnswer> answers = new ArrayList<>();
    private final List<FtwResult.Stage> done = new ArrayList<>();
    private boolean stopped;

    Progress(FtwTest test) {
      this.test = test;
    }
  }

  /** A request that is to be sent for a stage. */
  private record Step(Progress of, FtwRequest request) {}

  private void send(int stage) {
    List<Step> steps = new ArrayList<>();
    for (Progress one : tests) {
      if (!one.stopped && stage < one.test.stages().size()) {
        request(one, stage).ifPresent(request -> steps.add(new Step(one, request)));
      }
    }
    if (steps.isEmpty()) {
      return;
    }
    List<WafObservation> seen = sent(steps, stage);
    List<FtwVerdict> verdicts = judged(steps, seen, stage);
    List<Step> again = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      if (verdicts.get(i) instanceof FtwVerdict.Fail
          && steps.get(i).of().test.stages().get(stage).output().retriesOnce()) {
        again.add(steps.get(i));
        places.add(i);
      }
    }
    if (!again.isEmpty()) {
      List<WafObservation> second = sent(again, stage);
      List<FtwVerdict> better = judged(again, second, stage);
      for (int i = 0; i < places.size(); i++) {
        seen.set(places.get(i), second.get(i));
        verdicts.set(places.get(i), better.get(i));
      }
    }
    for (int i = 0; i < steps.size(); i++) {
      Progress one = steps.get(i).of();
      one.done.add(new FtwResult.Stage(seen.get(i), verdicts.get(i)));
      one.answers.add(answer(steps.get(i).request(), seen.get(i)));
    }
  }

  private Optional<FtwRequest> request(Progress one, int stage) {
    String trouble;
    try {
      FtwRequest request = one.test.request(stage, one.answers);
      String own = one.test.stages().get(stage).input().address();
      String host = URI.create(site.url().replaceFirst("^([^/]*//[^/?#]*).*", "$1")).getHost();
      if (!request.redirected()
          || request.address().equalsIgnoreCase(own)
          || request.address().equalsIgnoreCase(host)) {
        return Optional.of(request);
      }
      trouble = "it follows a redirect to " + request.address() + ", and is only sent to " + host;
    } catch (FtwTest.UnfollowableException e) {
      trouble = String.valueOf(e.getMessage());
    }
    one.stopped = true;
    one.done.add(new FtwResult.Stage(null, new FtwVerdict.Undecidable(List.of(trouble))));
    return Optional.empty();
  }

  private List<WafObservation> sent(List<Step> steps, int stage) {
    return new ArrayList<>(site.send(steps.stream().map(step -> sendable(step, stage)).toList()));
  }

  private static WafCase sendable(Step step, int stage) {
    FtwTest test = step.of().test;
    FtwOutput output = test.stages().get(stage).output();
    Polarity polarity =
        output.expectedRules().contains(test.rule()) ? Polarity.ATTACK : Polarity.NEAR_MISS;
    String title = test.title() + (test.stages().size() == 1 ? "" : ", stage " + (stage + 1));
    return new WafCase(
        title,
        test.rule(),
        polarity,
        step.request().request(),
        test.file() + ":" + test.line(),
        "");
  }

  private static List<FtwVerdict> judged(List<Step> steps, List<WafObservation> seen, int stage) {
    List<FtwVerdict> verdicts = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      verdicts.add(steps.get(i).of().test.stages().get(stage).judge(evidence(seen.get(i))));
    }
    return verdicts;
  }

  private static FtwAnswer answer(FtwRequest request, WafObservation seen) {
    Response response = seen.exchange().response();
    return new FtwAnswer(
        request,
        response == null ? 0 : response.status(),
        response == null ? List.of() : response.headers());
  }

  /**
   * What the firewall found is known from its log alone, or where its silence was shown to count.
   */
  private static FtwEvidence evidence(WafObservation seen) {
    HttpObservation exchange = seen.exchange();
    Response response = exchange.response();
    boolean answered = exchange.outcome() instanceof Outcome.Answered && response != null;
    FirewallReport log = seen.log();
    boolean told = log != null && !log.isAmbiguous();
    boolean shown = told || seen.verdict() != WafVerdict.UNDECIDABLE;
    return new FtwEvidence(
        answered && response != null ? response.status() : 0,
        answered ? null : exchange.outcome().describe(),
        exchange.outcome().phase().compareTo(Phase.TLS) > 0,
        text(response),
        rules(seen, told),
        told && log != null ? log.rows() : List.of(),
        shown ? Looked.YES : Looked.UNKNOWN);
  }

  private static @Nullable List<Integer> rules(WafObservation seen, boolean told) {
    return told ? seen.rules() : seen.verdict() == WafVerdict.PASSED ? List.of() : null;
  }

  private static String text(@Nullable Response response) {
    if (response == null) {
      return "";
    }
    StringBuilder text = new StringBuilder(response.version());
    text.append(' ').append(response.status()).append(' ').append(response.reason()).append("\r\n");
    for (Header header : response.headers()) {
      text.append(header).append("\r\n");
    }
    return text + "\r\n" + new String(response.body(), StandardCharsets.ISO_8859_1);
  }
}
