package dev.plumbline.azure.assertion;

import dev.plumbline.assertion.HttpAssert;
import dev.plumbline.observation.HttpObservation;
import dev.plumbline.observation.HttpObservation.Response;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Assertions of which Azure service made an HTTP answer. */
public class AzureHttpAssert extends HttpAssert {

  private static final String APPLICATION_GATEWAY = "microsoft-azure-application-gateway/";
  private static final String ERROR =
      "\\s*\\{\\s*\"statusCode\"\\s*:\\s*%d\\s*,\\s*\"message\"\\s*:\\s*\"%s\"\\s*}\\s*";

  /** Makes the assertion; tests use {@link AzureAssertions}. */
  public AzureHttpAssert(@Nullable HttpObservation actual) {
    super(actual);
  }

  /**
   * Checks that an application gateway (v2) made the answer itself, as it does for an unknown host,
   * for an unhealthy or late backend, and for what its firewall blocks: by the Server header {@code
   * Microsoft-Azure-Application-Gateway/v2}. What it passes on carries the backend's.
   *
   * <pre><code class='java'>
   * assertThat(outside.get("https://api.contoso.net/internal/echo")).wasAnsweredByApplicationGateway().hasStatus(502); // passes
   * assertThat(outside.get("https://api.contoso.net/external/echo")).wasAnsweredByApplicationGateway();                // fails: passed on
   * </code></pre>
   */
  public AzureHttpAssert wasAnsweredByApplicationGateway() {
    wasAnsweredBy(
        "the application gateway itself",
        answer ->
            answer.header("server").stream()
                .anyMatch(s -> s.toLowerCase(Locale.ROOT).startsWith(APPLICATION_GATEWAY)));
    return this;
  }

  /**
   * Checks that API Management made the answer itself, and not an API behind it: by the form of its
   * errors, a JSON object of {@code statusCode}, equal to the status, and {@code message}.
   *
   * <pre><code class='java'>
   * // 401 { "statusCode": 401, "message": "Access denied due to missing subscription key. ..." }
   * assertThat(inside.get("https://api.contoso.net/orders")).wasAnsweredByApiManagement(); // passes
   * assertThat(inside.get("https://api.contoso.net/echo")).wasAnsweredByApiManagement();   // fails: the API answered
   * </code></pre>
   */
  public AzureHttpAssert wasAnsweredByApiManagement() {
    wasAnsweredBy("API Management itself", answer -> isError(answer, "[^\"]*"));
    return this;
  }

  /**
   * Checks that API Management answered that it has no API at this host and path: 404, {@code
   * Resource not found}. A 404 of an application gateway or of an API is another.
   *
   * <pre><code class='java'>
   * assertThat(inside.get("https://api.contoso.net/none")).isApiManagementNotFound(); // passes
   * assertThat(inside.get("https://api.contoso.net/echo")).isApiManagementNotFound(); // fails: 200
   * </code></pre>
   */
  public AzureHttpAssert isApiManagementNotFound() {
    wasAnsweredBy(
        "API Management: 404 Resource not found",
        answer -> answer.status() == 404 && isError(answer, "Resource not found"));
    return this;
  }

  private static boolean isError(Response answer, String message) {
    return !answer.truncated()
        && Pattern.matches(
            String.format(Locale.ROOT, ERROR, answer.status(), message), answer.text());
  }
}
