package dev.plumbline.assertion;

import dev.plumbline.observation.HttpObservation;
import dev.plumbline.observation.HttpObservation.Response;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Messages about the answers to HTTP requests. */
final class ShouldAnswer {

  /** How much of a body or of a list of headers a message shows. */
  private static final int SHOWN = 200;

  private ShouldAnswer() {}

  static Message status(HttpObservation seen, String expected) {
    return message("Expected status", expected, seen, null, null);
  }

  static Message header(HttpObservation seen, String name, @Nullable String value) {
    String expected = value == null ? name : name + ": " + value;
    return message("Expected header", expected, seen, "its headers", headers(seen, name));
  }

  static Message noHeader(HttpObservation seen, String name) {
    return message("Expected no header", name, seen, "its headers", headers(seen, name));
  }

  static Message body(HttpObservation seen, String label, String expected) {
    return message(label, cut(expected), seen, null, null);
  }

  static Message json(HttpObservation seen, String expected, @Nullable String found) {
    return message("Expected JSON", expected, seen, "found", found);
  }

  static Message by(HttpObservation seen, String expected) {
    String who =
        seen.answer()
            .map(
                a ->
                    a.header("server").isEmpty()
                        ? "no Server header"
                        : "Server: " + String.join(", ", a.header("server")))
            .orElse(null);
    return message("Expected an answer by", expected, seen, "answered by", who);
  }

  static Message redirected(HttpObservation seen, String expected) {
    return message(
        "Expected to be redirected to",
        expected,
        seen,
        "redirects followed",
        seen.redirects().isEmpty() ? "none" : followed(seen));
  }

  /** Says that there was an answer, a redirect, before what a negative is about. */
  static Message afterRedirects(HttpObservation seen, String expected) {
    return Message.expected("Expected", expected)
        .line("but was answered", followed(seen))
        .line("and only then", seen.outcome().describe())
        .line("To judge it", "ask the place that the redirect leads to by itself, or follow none")
        .diagnosed(seen.provenance().diagnosis());
  }

  private static String followed(HttpObservation seen) {
    return seen.redirects().stream()
        .map(r -> r.status() + " to " + r.location())
        .collect(Collectors.joining(", "));
  }

  static Message redirects(HttpObservation seen, String expected) {
    List<String> location = seen.answer().map(a -> a.header("location")).orElse(List.of());
    return message(
        "Expected a redirect to",
        expected,
        seen,
        "its location",
        seen.answer().isEmpty() ? null : location.isEmpty() ? "none" : String.join(", ", location));
  }

  private static Message message(
      String label,
      String expected,
      HttpObservation seen,
      @Nullable String detail,
      @Nullable String text) {
    Response answer = seen.response();
    if (answer == null) {
      return ShouldHandshake.ended(Message.expected(label, expected), seen, seen.session());
    }
    boolean whole = seen.outcome().reached();
    Message message = Message.expected(label, expected);
    if (!whole) {
      message.line("but the answer broke off", seen.outcome().describe());
    }
    message.line(whole ? "but was answered" : "it began", head(answer));
    if (detail != null && text != null) {
      message.line(detail, text);
    }
    if (answer.body().length > 0) {
      message.line(
          "with the body",
          cut(answer.text())
              + (answer.truncated() && whole
                  ? (answer.text().length() <= SHOWN ? "..." : "")
                      + " (only the first "
                      + answer.body().length
                      + " bytes were kept)"
                  : ""));
    }
    return message.diagnosed(seen.provenance().diagnosis()).because(cause(answer));
  }

  private static String head(Response answer) {
    String type = String.join(", ", answer.header("content-type"));
    return answer.status()
        + (answer.reason().isEmpty() ? "" : " " + answer.reason())
        + ", "
        + answer.version()
        + (type.isEmpty() ? "" : ", " + type);
  }

  /** Shows the headers of the name asked for, or the names of all when there is none. */
  private static @Nullable String headers(HttpObservation seen, String name) {
    Response answer = seen.response();
    if (answer == null) {
      return null;
    }
    List<String> values = answer.header(name);
    if (!values.isEmpty()) {
      return values.stream().map(v -> name + ": " + v).collect(Collectors.joining("\n"));
    }
    return answer.headers().isEmpty()
        ? "none"
        : answer.headers().stream()
            .map(HttpObservation.Header::name)
            .distinct()
            .collect(Collectors.joining(", "));
  }

  private static @Nullable String cause(Response answer) {
    boolean json =
        answer.header("content-type").stream()
            .anyMatch(t -> t.toLowerCase(Locale.ROOT).contains("json"));
    return switch (answer.status()) {
      case 404 ->
          json
              ? "the gateway is reached and answers for itself: nothing is published at this path and host"
              : null;
      case 421 -> "the server does not answer for this host name (RFC 9110 section 15.5.20)";
      case 502 -> "the gateway has no healthy backend, or its backend broke off";
      case 503 -> "the gateway takes no request at the moment, or has no backend";
      case 504 -> "the gateway's backend did not answer in time";
      default -> null;
    };
  }

  private static String cut(String text) {
    return text.length() <= SHOWN
        ? text
        : text.substring(0, SHOWN) + "... (" + text.length() + " characters)";
  }
}
