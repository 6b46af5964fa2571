package dev.plumbline.azure.live;

import com.azure.core.exception.HttpResponseException;
import com.azure.core.http.HttpResponse;
import com.azure.core.management.exception.ManagementError;
import com.azure.core.management.exception.ManagementException;
import dev.plumbline.azure.platform.AzurePlatformException;
import dev.plumbline.azure.platform.AzurePlatformException.Kind;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** Says what went wrong with a question to Azure, and what to do. */
final class Failures {

  private static final int LONGEST_REASON = 500;

  /** Azure's own words for what is not allowed name the action and where. */
  private static final Pattern ACTION =
      Pattern.compile("perform action '([^']{1,200})'(?: over scope '([^']{1,1000})')?");

  private Failures() {}

  static AzurePlatformException of(Throwable thrown, Question question, Duration deadline) {
    for (Throwable t = thrown; t != null; t = t.getCause() == t ? null : t.getCause()) {
      if (t instanceof AzurePlatformException known) {
        return known;
      } else if (t instanceof Stopped stopped) {
        return stopped(stopped, question);
      } else if (t instanceof HttpResponseException answered && answered.getResponse() != null) {
        return answered(answered, question);
      } else if (t instanceof TimeoutException) {
        return unfinished(question, deadline);
      } else if (t instanceof IOException io && !isJson(io)) {
        return new AzurePlatformException(
            Kind.UNREACHABLE,
            "Azure could not be reached for the %s: %s. Check the network, a proxy, and the endpoint"
                .formatted(
                    question.subject(),
                    t instanceof InterruptedIOException
                        ? "no answer in time (" + reason(t) + ")"
                        : reason(t)));
      }
    }
    return broken(question, reason(thrown));
  }

  /** An answer that is no JSON, or breaks off, comes as an exception of input too. */
  private static boolean isJson(IOException e) {
    return e.getClass().getName().contains("Json");
  }

  static AzurePlatformException broken(Question question, String reason) {
    return new AzurePlatformException(
        Kind.BROKEN,
        "Azure's answer to the question for the %s cannot be used: %s"
            .formatted(question.subject(), reason));
  }

  static AzurePlatformException unfinished(Question question, Duration deadline) {
    return new AzurePlatformException(
        Kind.UNFINISHED,
        "Azure did not finish the %s within %d s. Ask again, or give it a longer deadline"
            .formatted(question.subject(), deadline.toSeconds()));
  }

  /**
   * Returns the failure of an operation.
   *
   * @param body what was said of it last; null for nothing
   */
  static AzurePlatformException failed(Question question, String status, @Nullable String body) {
    String said = said(body);
    return new AzurePlatformException(
        Kind.FAILED,
        "Azure's operation for the %s ended as %s%s"
            .formatted(
                question.subject(),
                status.toLowerCase(Locale.ROOT),
                said.isEmpty()
                    ? ", and no reason was told: Azure gave none, or did not say where to ask after"
                        + " the operation (202 without Location). Ask again"
                    : said));
  }

  private static AzurePlatformException stopped(Stopped stopped, Question question) {
    String said = String.valueOf(stopped.getMessage());
    return new AzurePlatformException(
        stopped.kind(),
        switch (stopped.kind()) {
          case NOT_LOGGED_IN ->
              "Azure cannot be asked for the %s, the login by %s. Log in (az login), or give the platform another credential"
                  .formatted(question.subject(), said);
          case THROTTLED ->
              "Azure has too many questions to answer that for the %s: %s. Ask less often, or give it a longer deadline"
                  .formatted(question.subject(), said);
          default ->
              "Azure's answer to the question for the %s cannot be used: %s"
                  .formatted(question.subject(), said);
        });
  }

  private static AzurePlatformException answered(HttpResponseException e, Question question) {
    HttpResponse response = e.getResponse();
    ManagementError error = e instanceof ManagementException m ? m.getValue() : null;
    String code = error == null ? null : error.getCode();
    String message = error == null ? null : error.getMessage();
    return answered(response.getStatusCode(), code, message, question);
  }

  /** Returns the failure of an answer with an error, from its body where that tells it. */
  static AzurePlatformException answered(int status, @Nullable String body, Question question) {
    JsonNode error = error(body);
    return answered(
        status, error.path("code").asString(null), error.path("message").asString(null), question);
  }

  /** Returns the error that a body tells; a missing one where it tells none. */
  private static JsonNode error(@Nullable String body) {
    try {
      return JsonMapper.shared().readTree(body == null ? "" : body).path("error");
    } catch (JacksonException e) {
      // what it says, then, is the status
      return MissingNode.getInstance();
    }
  }

  private static String said(@Nullable String body) {
    JsonNode error = error(body);
    return said(error.path("code").asString(null), error.path("message").asString(null));
  }

  /** The code stands before no colon: what follows AuthenticationFailed: is taken for a secret. */
  private static String said(@Nullable String code, @Nullable String message) {
    return (code == null || code.isBlank() ? "" : " " + shortened(code))
        + (message == null || message.isBlank() ? "" : ", \"" + shortened(message) + "\"");
  }

  private static AzurePlatformException answered(
      int status, @Nullable String code, @Nullable String message, Question question) {
    if (status >= 200 && status < 300) {
      return broken(question, "it is answered " + status + " with a body that cannot be read");
    }
    String said = status + said(code, message);
    return switch (status) {
      case 401 ->
          new AzurePlatformException(
              Kind.TOKEN_REFUSED,
              "Azure refused the token of the question for the %s: %s. It may be for another tenant or cloud, or be over: log in again, and check tenant and endpoint"
                  .formatted(question.subject(), said));
      case 403 -> forbidden(question, said, message);
      case 404 ->
          new AzurePlatformException(
              Kind.NOT_FOUND,
              "Azure does not know what the %s is of: %s. Looked for at %s; check subscription, resource group and name"
                  .formatted(question.subject(), said, question.resource()));
      case 429 ->
          new AzurePlatformException(
              Kind.THROTTLED,
              "Azure has too many questions to answer that for the %s: %s. Ask less often"
                  .formatted(question.subject(), said));
      default ->
          status >= 500
              ? new AzurePlatformException(
                  Kind.FAILED,
                  "Azure failed at the %s: %s. Ask again".formatted(question.subject(), said))
              : status >= 400
                  ? new AzurePlatformException(
                      Kind.REFUSED,
                      "Azure refuses the question for the %s: %s"
                          .formatted(question.subject(), said))
                  : broken(question, "it is answered " + said);
    };
  }

  private static AzurePlatformException forbidden(
      Question question, String said, @Nullable String message) {
    Matcher named = ACTION.matcher(message == null ? "" : message);
    boolean found = named.find();
    String action = found ? named.group(1) : question.action();
    String scope = found && named.group(2) != null ? named.group(2) : question.resource();
    return new AzurePlatformException(
        Kind.FORBIDDEN,
        "Azure does not allow the question for the %s: %s. Give the identity a role with the action %s at %s"
            .formatted(question.subject(), said, action, scope));
  }

  /** Returns the first line of what a failure says, of its cause where it says nothing itself. */
  static String reason(Throwable thrown) {
    Throwable t = thrown;
    while (t.getCause() != null
        && t.getCause() != t
        && (t.getMessage() == null || t.getClass().getName().startsWith("reactor."))) {
      t = t.getCause();
    }
    String message = t.getMessage();
    String name = t.getClass().getSimpleName();
    return shortened(message == null || message.isBlank() ? name : message);
  }

  private static String shortened(String text) {
    String line = text.strip().lines().findFirst().orElse("");
    String whole = line.replaceAll("[.:;,\\s]+$", "");
    return whole.length() <= LONGEST_REASON ? whole : whole.substring(0, LONGEST_REASON) + "…";
  }
}
