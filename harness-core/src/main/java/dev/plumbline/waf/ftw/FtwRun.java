package dev.plumbline.waf.ftw;

import dev.plumbline.network.IpAddresses;
import dev.plumbline.observation.HttpObservation.Header;
import dev.plumbline.observation.HttpObservation.Response;
import dev.plumbline.observation.WafObservation;
import dev.plumbline.probe.HttpProbe;
import dev.plumbline.waf.FirewallSite;
import dev.plumbline.waf.WafCase;
import dev.plumbline.waf.WafCase.Polarity;
import dev.plumbline.waf.WafRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Sends the rule-set project's tests to a URL behind a firewall, wherever their files say they go.
 *
 * <p>The first stages of all tests are sent together, then the second ones, and so on. A stage that
 * did not pass and may be tried again is, once. A Host of {@code localhost}, or of the address in
 * the file, gives way to that of a URL with a name. One that follows a redirect to another place
 * than that of the URL is not sent, and undecidable.
 */
public final class FtwRun {

  private final FirewallSite site;
  private final HttpProbe place;
  private final List<Progress> tests;

  private FtwRun(FirewallSite site, List<Progress> tests) {
    this.site = site;
    this.place = HttpProbe.get(site.url());
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
      if (!verdicts.get(i).passed()
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
      if (!request.redirected() || isAtPlace(request)) {
        return Optional.of(request);
      }
      trouble =
          "stage %d follows a redirect to %s://%s:%d, and the test is sent to %s alone"
              .formatted(
                  stage + 1, request.protocol(), request.address(), request.port(), site.url());
    } catch (FtwTest.UnfollowableException e) {
      trouble = String.valueOf(e.getMessage());
    }
    one.stopped = true;
    one.done.add(new FtwResult.Stage(null, new FtwVerdict.Undecidable(List.of(trouble))));
    return Optional.empty();
  }

  private boolean isAtPlace(FtwRequest request) {
    return place.scheme().equals(request.protocol())
        && place.target().host().equalsIgnoreCase(request.address())
        && place.target().port() == request.port();
  }

  /**
   * Sends requests. The path of a redirect is whole; others get that of the URL before theirs, as
   * all cases do.
   */
  private List<WafObservation> sent(List<Step> steps, int stage) {
    WafObservation[] seen = new WafObservation[steps.size()];
    for (boolean redirected : List.of(false, true)) {
      List<Integer> places = new ArrayList<>();
      for (int i = 0; i < steps.size(); i++) {
        if (steps.get(i).request().redirected() == redirected) {
          places.add(i);
        }
      }
      if (!places.isEmpty()) {
        List<WafCase> cases = places.stream().map(i -> sendable(steps.get(i), stage)).toList();
        List<WafObservation> some = (redirected ? site.root() : site).send(cases);
        for (int i = 0; i < places.size(); i++) {
          seen[places.get(i)] = some.get(i);
        }
      }
    }
    return new ArrayList<>(Arrays.asList(seen));
  }

  private WafCase sendable(Step step, int stage) {
    FtwTest test = step.of().test;
    FtwOutput output = test.stages().get(stage).output();
    Polarity polarity =
        output.expectedRules().contains(test.rule()) ? Polarity.ATTACK : Polarity.NEAR_MISS;
    String title = test.title() + (test.stages().size() == 1 ? "" : ", stage " + (stage + 1));
    return new WafCase(
        title,
        test.rule(),
        polarity,
        toPlace(step.request().request(), test.stages().get(stage).input().address()),
        test.file() + ":" + test.line(),
        "");
  }

  /**
   * A gateway that serves names would not know {@code localhost}, nor where the file says that the
   * test goes. Where the URL has an address, the test's own Host stays: rules look for addresses
   * there.
   */
  private WafRequest toPlace(WafRequest request, String address) {
    String host = place.target().host();
    if (request.raw() != null || IpAddresses.isLiteral(host)) {
      return request;
    }
    List<Header> headers = new ArrayList<>();
    for (Header header : request.headers()) {
      String value = header.value().replaceFirst(":\\d+$", "");
      boolean placeholder =
          header.name().equalsIgnoreCase("Host")
              && (value.equalsIgnoreCase("localhost") || value.equalsIgnoreCase(address));
      headers.add(placeholder ? new Header(header.name(), authority()) : header);
    }
    return new WafRequest(
        request.method(),
        request.target(),
        request.version(),
        headers,
        request.body(),
        request.ownHost(),
        request.ownUserAgent(),
        null);
  }

  private String authority() {
    return site.url().replaceFirst("^[^/]*//([^/?#]*).*$", "$1");
  }

  private static List<FtwVerdict> judged(List<Step> steps, List<WafObservation> seen, int stage) {
    List<FtwVerdict> verdicts = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      verdicts.add(steps.get(i).of().test.stages().get(stage).judge(FtwEvidence.of(seen.get(i))));
    }
    return verdicts;
  }

  /** The answer is that of the place which the request was really sent to. */
  private FtwAnswer answer(FtwRequest request, WafObservation seen) {
    Response response = seen.exchange().response();
    return new FtwAnswer(
        new FtwRequest(
            place.scheme(), place.target().host(), place.target().port(), false, request.request()),
        response == null ? 0 : response.status(),
        response == null ? List.of() : response.headers());
  }
}
