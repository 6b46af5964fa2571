package dev.plumbline.waf.engine;

import dev.plumbline.observation.HttpObservation.Header;
import dev.plumbline.waf.engine.InspectedRequest.Part.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A request as a web application firewall takes it apart.
 *
 * <p>Texts hold one byte a character (ISO 8859-1). Arguments come from the query, from form bodies
 * and from the leaves of JSON bodies, which are named {@code json.a.b} and {@code json.a.array_0};
 * they are percent-decoded once. Cookies stay as they came.
 *
 * @param method the method
 * @param headers the header lines
 * @param parts arguments and cookies, in the order in which they came
 * @param unread what could not be taken apart, each in a few words; rules see nothing of it
 */
public record InspectedRequest(
    String method, List<Header> headers, List<Part> parts, List<String> unread) {

  /** Copies the lists. */
  public InspectedRequest {
    headers = List.copyOf(headers);
    parts = List.copyOf(parts);
    unread = List.copyOf(unread);
  }

  /**
   * A named text in a request.
   *
   * @param kind where it is
   * @param name its name
   * @param value its text
   */
  public record Part(Kind kind, String name, String value) {

    /** Where a text is. */
    public enum Kind {
      /** In the query or the body. */
      ARGUMENT,
      /** In a cookie. */
      COOKIE
    }
  }

  /**
   * Takes a request apart.
   *
   * @param target the request target in any form; a fragment does not count
   * @param body the body; empty for none or for one that is not to be looked at
   */
  public static InspectedRequest of(
      String method, String target, List<Header> headers, byte[] body) {
    List<Part> parts = new ArrayList<>();
    List<String> unread = new ArrayList<>();
    String whole = target.indexOf('#') < 0 ? target : target.substring(0, target.indexOf('#'));
    int mark = whole.indexOf('?');
    if (mark >= 0) {
      arguments(whole.substring(mark + 1), parts);
    }
    if (body.length > 0) {
      body(contentType(headers), body, parts, unread);
    }
    for (Header header : headers) {
      if (header.name().equalsIgnoreCase("Cookie")) {
        cookies(header.value(), parts);
      }
    }
    return new InspectedRequest(method, headers, parts, unread);
  }

  private static String contentType(List<Header> headers) {
    // of two, the last one counts
    String type = "";
    for (Header header : headers) {
      if (header.name().equalsIgnoreCase("Content-Type")) {
        type = header.value();
      }
    }
    return type.toLowerCase(Locale.ROOT);
  }

  private static void body(String type, byte[] body, List<Part> parts, List<String> unread) {
    if (type.startsWith("application/x-www-form-urlencoded")) {
      arguments(new String(body, StandardCharsets.ISO_8859_1), parts);
    } else if (type.startsWith("application/json")) {
      if (!JsonArguments.read(body, parts)) {
        unread.add("the body, which is not JSON");
      }
    } else if (type.startsWith("multipart/form-data")
        || type.startsWith("text/xml")
        || type.startsWith("application/xml")
        || type.startsWith("application/soap+xml")) {
      int end = type.indexOf(';');
      unread.add("the body of type " + (end < 0 ? type : type.substring(0, end)).strip());
    }
  }

  /** Empty pieces are empty arguments, but for the last. */
  private static void arguments(String text, List<Part> parts) {
    int start = 0;
    while (start < text.length()) {
      int end = text.indexOf('&', start);
      String piece = text.substring(start, end < 0 ? text.length() : end);
      int equals = piece.indexOf('=');
      String name = equals < 0 ? piece : piece.substring(0, equals);
      String value = equals < 0 ? "" : piece.substring(equals + 1);
      parts.add(new Part(Kind.ARGUMENT, PercentCode.decoded(name), PercentCode.decoded(value)));
      start = end < 0 ? text.length() : end + 1;
    }
  }

  private static void cookies(String line, List<Part> parts) {
    for (String pair : line.split(";")) {
      String trimmed = pair.strip();
      int equals = trimmed.indexOf('=');
      String name = equals < 0 ? trimmed : trimmed.substring(0, equals);
      if (!name.isEmpty()) {
        parts.add(new Part(Kind.COOKIE, name, equals < 0 ? "" : trimmed.substring(equals + 1)));
      }
    }
  }
}
