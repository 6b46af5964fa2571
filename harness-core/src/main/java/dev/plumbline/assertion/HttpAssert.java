package dev.plumbline.assertion;

import dev.plumbline.observation.HttpObservation;
import dev.plumbline.observation.HttpObservation.Response;
import dev.plumbline.observation.Observation;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import dev.plumbline.observation.TlsSession;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Assertions of what came back for an HTTP request.
 *
 * <p>An answer is seen or not seen; all that is asserted of one fails when there was none, or when
 * it broke off before its end. That there was none is a negative: dropped, refused, reset and the
 * like need a positive control, and fail once a redirect was followed: whoever sent it answered.
 */
public class HttpAssert extends AbstractHandshakeAssert<HttpAssert, HttpObservation> {

  /** Makes the assertion; tests use {@link NetworkAssertions}. */
  public HttpAssert(@Nullable HttpObservation actual) {
    super(actual, HttpAssert.class);
  }

  /**
   * Checks the status code.
   *
   * <pre><code class='java'>
   * assertThat(inside.get("https://api.contoso.net/status")).hasStatus(200); // passes
   * assertThat(inside.get("https://api.contoso.net/none")).hasStatus(200);   // fails: 404
   * </code></pre>
   */
  public HttpAssert hasStatus(int status) {
    return hasStatusBetween(status, status);
  }

  /**
   * Checks that the status code is within bounds, both included.
   *
   * <pre><code class='java'>
   * assertThat(inside.get("https://api.contoso.net/status")).hasStatusBetween(200, 299); // passes
   * assertThat(inside.get("https://api.contoso.net/none")).hasStatusBetween(200, 299);   // fails: 404
   * </code></pre>
   *
   * @throws IllegalArgumentException when the bounds are not status codes in order
   */
  public HttpAssert hasStatusBetween(int least, int most) {
    if (least < 100 || most > 999 || least > most) {
      throw new IllegalArgumentException(
          "status codes " + least + " to " + most + " are not within 100 to 999, in order");
    }
    String expected = least == most ? String.valueOf(least) : least + " to " + most;
    return answer(
        "has status " + expected,
        a -> a.status() >= least && a.status() <= most,
        o -> ShouldAnswer.status(o, expected));
  }

  /**
   * Checks that the answer has a header.
   *
   * <pre><code class='java'>
   * assertThat(inside.get("https://api.contoso.net/status")).hasHeader("Strict-Transport-Security"); // passes
   * assertThat(inside.get("https://api.contoso.net/status")).hasHeader("X-Powered-By");              // fails
   * </code></pre>
   *
   * @param name without regard to case
   */
  public HttpAssert hasHeader(String name) {
    Given.one("hasHeader", "name", name);
    return answer(
        "has the header " + name,
        a -> !a.header(name).isEmpty(),
        o -> ShouldAnswer.header(o, name, null));
  }

  /**
   * Checks that one of the lines of a header has exactly a value.
   *
   * <pre><code class='java'>
   * assertThat(inside.get("https://api.contoso.net/status")).hasHeader("Content-Type", "application/json"); // passes
   * assertThat(inside.get("https://api.contoso.net/status")).hasHeader("Content-Type", "text/html");        // fails
   * </code></pre>
   *
   * @param name without regard to case
   */
  public HttpAssert hasHeader(String name, String value) {
    Given.one("hasHeader", "name", name);
    Given.some("hasHeader", "value", value);
    return answer(
        "has the header " + name + ": " + value,
        a -> a.header(name).contains(value),
        o -> ShouldAnswer.header(o, name, value));
  }

  /**
   * Checks that there is an answer, and that it lacks a header.
   *
   * <pre><code class='java'>
   * assertThat(inside.get("https://api.contoso.net/status")).doesNotHaveHeader("X-Powered-By"); // passes
   * assertThat(inside.get("https://api.contoso.net/status")).doesNotHaveHeader("Content-Type"); // fails
   * </code></pre>
   *
   * @param name without regard to case
   */
  public HttpAssert doesNotHaveHeader(String name) {
    Given.one("doesNotHaveHeader", "name", name);
    return answer(
        "does not have the header " + name,
        a -> a.header(name).isEmpty(),
        o -> ShouldAnswer.noHeader(o, name));
  }

  /**
   * Checks that the body is exactly a text. A body longer than what the probe keeps is never equal.
   *
   * <pre><code class='java'>
   * assertThat(inside.get("https://api.contoso.net/status")).hasBody("up");   // passes
   * assertThat(inside.get("https://api.contoso.net/status")).hasBody("down"); // fails
   * </code></pre>
   */
  public HttpAssert hasBody(String text) {
    Given.some("hasBody", "text", text);
    return answer(
        "has a body of " + text.length() + " characters",
        a -> !a.truncated() && a.text().equals(text),
        o -> ShouldAnswer.body(o, "Expected the body", text));
  }

  /**
   * Checks that the body, as far as the probe keeps it, contains a text.
   *
   * <pre><code class='java'>
   * assertThat(inside.get("https://api.contoso.net/")).bodyContains("Welcome");  // passes
   * assertThat(inside.get("https://api.contoso.net/")).bodyContains("Error 57"); // fails
   * </code></pre>
   *
   * @throws IllegalArgumentException when the text is empty, since every body contains that
   */
  public HttpAssert bodyContains(String text) {
    if (Given.some("bodyContains", "text", text).isEmpty()) {
      throw new IllegalArgumentException(
          "bodyContains(\"\") would pass for every body; give a text that must be there");
    }
    return answer(
        "has a body that contains " + text,
        a -> a.text().contains(text),
        o -> ShouldAnswer.body(o, "Expected a body that contains", text));
  }

  /**
   * Checks what is at one place of a JSON body. Numbers are equal when their values are.
   *
   * <pre><code class='java'>
   * // {"status":"ok","checks":[{"name":"db","ms":4}]}
   * assertThat(inside.get("https://api.contoso.net/status")).hasJson("/checks/0/name", "db"); // passes
   * assertThat(inside.get("https://api.contoso.net/status")).hasJson("/checks/0/ms", 5);      // fails: 4
   * </code></pre>
   *
   * @param pointer a JSON pointer (RFC 6901); empty for the whole
   * @param value a string, number, boolean, list, map, or null for JSON's null
   * @throws IllegalArgumentException when it is not a pointer
   */
  public HttpAssert hasJson(String pointer, @Nullable Object value) {
    JsonAt place = new JsonAt(Given.some("hasJson", "pointer", pointer), value);
    return answer(
        "has JSON " + place.text(),
        a -> !a.truncated() && place.isIn(a.text()),
        o -> ShouldAnswer.json(o, place.text(), o.answer().map(a -> found(place, a)).orElse(null)));
  }

  /**
   * Checks who answered: by the Server header, or by the address dialled.
   *
   * <pre><code class='java'>
   * // Server: Microsoft-Azure-Application-Gateway/v2, dialled 10.2.0.10:443
   * assertThat(outside.get(url)).wasAnsweredBy("Microsoft-Azure-Application-Gateway"); // passes
   * assertThat(outside.get(url)).wasAnsweredBy("10.1.0.5");                            // fails
   * </code></pre>
   *
   * @param who an address, {@code address:port}, or the Server header with or without what follows
   *     the product's name, without regard to case
   */
  public HttpAssert wasAnsweredBy(String who) {
    String expected = Given.one("wasAnsweredBy", "server", who);
    return expect(
        "was answered by " + expected,
        o -> o.outcome().reached() && o.response() != null && isBy(o, o.response(), expected),
        o -> ShouldAnswer.by(o, expected));
  }

  /**
   * Checks that redirects were followed, and that the last one led to a URL.
   *
   * <pre><code class='java'>
   * HttpProbe probe = HttpProbe.get("http://api.contoso.net/").followRedirects(3);
   * assertThat(outside.send(probe)).wasRedirectedTo("https://api.contoso.net/"); // passes
   * assertThat(outside.send(probe)).wasRedirectedTo("https://www.contoso.net/"); // fails
   * </code></pre>
   */
  public HttpAssert wasRedirectedTo(String url) {
    String expected = Given.one("wasRedirectedTo", "URL", url);
    return expect(
        "was redirected to " + expected,
        o ->
            o.outcome().reached()
                && o.response() != null
                && !o.redirects().isEmpty()
                && o.redirects().get(o.redirects().size() - 1).location().equals(expected),
        o -> ShouldAnswer.redirected(o, expected));
  }

  /**
   * Checks that the answer is a redirect (301, 302, 303, 307, 308) that points to a location.
   *
   * <pre><code class='java'>
   * assertThat(outside.get("http://api.contoso.net/")).redirectsTo("https://api.contoso.net/"); // passes
   * assertThat(outside.get("http://api.contoso.net/")).redirectsTo("https://www.contoso.net/"); // fails
   * </code></pre>
   *
   * @param location the Location header as it is sent
   */
  public HttpAssert redirectsTo(String location) {
    String expected = Given.one("redirectsTo", "location", location);
    return answer(
        "redirects to " + expected,
        a ->
            List.of(301, 302, 303, 307, 308).contains(a.status())
                && a.header("location").equals(List.of(expected)),
        o -> ShouldAnswer.redirects(o, expected));
  }

  /**
   * Checks that the connection opened and then nothing came back in time. Needs a positive control.
   *
   * <pre><code class='java'>
   * assertThat(inside.get("https://api.contoso.net/slow")).timedOutIn(Phase.RESPONSE);   // passes with a control
   * assertThat(inside.get("https://api.contoso.net/status")).timedOutIn(Phase.RESPONSE); // fails: answered 200
   * </code></pre>
   *
   * @param phase the phase that waited
   * @throws InconclusiveError when nothing succeeded at the same address and port
   */
  public HttpAssert timedOutIn(Phase phase) {
    Given.some("timedOutIn", "phase", phase);
    return outcome(
        new Outcome.TimedOut(phase).describe(),
        o -> o instanceof Outcome.TimedOut && o.phase() == phase);
  }

  private static String found(JsonAt place, Response answer) {
    return answer.truncated()
        ? "a body that is not whole, which is not judged; see HttpProbe.bodyLimit"
        : place.found(answer.text());
  }

  /**
   * Checks that there is an answer, and who made it; for assertions that extend these.
   *
   * @param who who is expected, as it stands in messages and in the journal
   * @param recognised whether an answer is theirs
   */
  protected HttpAssert wasAnsweredBy(String who, Predicate<Response> recognised) {
    return answer("was answered by " + who, recognised, o -> ShouldAnswer.by(o, who));
  }

  private HttpAssert answer(
      String expectation, Predicate<Response> holds, Function<HttpObservation, Message> failure) {
    // An answer that broke off was not answered: a status line alone is what a dying server shows,
    // too.
    return expect(
        expectation, o -> o.outcome().reached() && o.answer().filter(holds).isPresent(), failure);
  }

  /**
   * Whoever sent a redirect was reached: what then failed is another question, to another place.
   */
  @Override
  HttpAssert expectNegative(
      String expectation,
      Predicate<? super HttpObservation> holds,
      Function<? super HttpObservation, Message> failure,
      Predicate<? super Observation> further) {
    return super.expectNegative(
        expectation,
        o -> o.redirects().isEmpty() && holds.test(o),
        o ->
            o.redirects().isEmpty()
                ? failure.apply(o)
                : ShouldAnswer.afterRedirects(o, expectation),
        further);
  }

  private static boolean isBy(HttpObservation o, Response answer, String who) {
    InetSocketAddress dialled = o.dialled();
    if (dialled != null
        && (who.equals(Headline.socket(dialled))
            || AddressRange.isAddress(who)
                && AddressRange.address(who).equals(dialled.getAddress()))) {
      return true;
    }
    String wanted = who.toLowerCase(Locale.ROOT);
    return answer.header("server").stream()
        .map(s -> s.toLowerCase(Locale.ROOT))
        .anyMatch(
            s -> s.equals(wanted) || s.startsWith(wanted + "/") || s.startsWith(wanted + " "));
  }

  @Override
  @Nullable TlsSession session(HttpObservation observation) {
    return observation.session();
  }
}
