package dev.plumbline.waf.engine;

import dev.plumbline.observation.HttpObservation.Header;
import dev.plumbline.waf.engine.InspectedRequest.BodyError;
import dev.plumbline.waf.engine.InspectedRequest.File;
import dev.plumbline.waf.engine.InspectedRequest.Part;
import dev.plumbline.waf.engine.InspectedRequest.Part.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Takes one request apart. */
final class RequestParser {

  /** So many arguments are too many; what comes behind them is not read. */
  private static final int MANY_ARGUMENTS = 1000;

  private final List<Header> headers;
  final List<Part> parts = new ArrayList<>();
  final List<File> files = new ArrayList<>();
  final List<String> unread = new ArrayList<>();
  final List<BodyError> errors = new ArrayList<>();

  RequestParser(List<Header> headers) {
    this.headers = headers;
  }

  InspectedRequest parsed(String method, String target, byte[] body) {
    int fragment = target.indexOf('#');
    String whole = fragment < 0 ? target : target.substring(0, fragment);
    int mark = whole.indexOf('?');
    if (mark >= 0) {
      arguments(whole.substring(mark + 1));
    }
    body(body);
    if (parts.stream().filter(part -> part.kind() == Kind.ARGUMENT).count() >= MANY_ARGUMENTS) {
      errors.add(BodyError.TOO_MANY_ARGUMENTS);
    }
    for (Header header : headers) {
      if (header.name().equalsIgnoreCase("Cookie")) {
        cookies(header.value());
      }
    }
    return new InspectedRequest(method, headers, parts, files, unread, errors);
  }

  /** Of several types, JSON counts before XML, and both before the last one. */
  private String contentType() {
    String chosen = "";
    for (Header header : headers) {
      if (header.name().equalsIgnoreCase("Content-Type")) {
        String type = header.value();
        if (isJson(type) || !isJson(chosen) && (isXml(type) || !isXml(chosen))) {
          chosen = type;
        }
      }
    }
    return chosen;
  }

  private static boolean isJson(String type) {
    return type.toLowerCase(Locale.ROOT).startsWith("application/json");
  }

  private static boolean isXml(String type) {
    String lower = type.toLowerCase(Locale.ROOT);
    return lower.startsWith("text/xml")
        || lower.startsWith("application/xml")
        || lower.startsWith("application/soap+xml");
  }

  private void body(byte[] body) {
    String type = contentType();
    String lower = type.toLowerCase(Locale.ROOT);
    if (isJson(type)) {
      if (body.length > 0) {
        new JsonArguments(this).read(body);
      }
    } else if (isXml(type)) {
      if (!XmlText.read(body, parts)) {
        unread.add("the body, which is not XML, or not from some place on");
        errors.add(BodyError.INVALID_XML);
      }
    } else if (lower.startsWith("multipart/form-data")) {
      new MultipartBody(this).read(type, body);
    } else if (lower.startsWith("application/x-www-form-urlencoded")) {
      arguments(new String(body, StandardCharsets.ISO_8859_1));
    } else if (body.length > 0) {
      unread.add(
          type.isEmpty() ? "the body, which has no type" : "the body of type " + shortened(lower));
    }
  }

  private static String shortened(String type) {
    int end = type.indexOf(';');
    String name = (end < 0 ? type : type.substring(0, end)).strip();
    return name.length() > 80 ? name.substring(0, 80) + "…" : name;
  }

  /**
   * Returns whether there are as many arguments as are read. Fields of multipart bodies are not
   * counted by the engine; all other parts, as long as this is asked, are arguments.
   */
  boolean isFull() {
    return parts.size() >= MANY_ARGUMENTS;
  }

  /** Empty pieces are empty arguments, but for the last. */
  private void arguments(String text) {
    int start = 0;
    while (start < text.length()) {
      if (isFull()) {
        unread.add("the arguments after the first " + MANY_ARGUMENTS);
        return;
      }
      int end = text.indexOf('&', start);
      String piece = text.substring(start, end < 0 ? text.length() : end);
      int equals = piece.indexOf('=');
      String name = equals < 0 ? piece : piece.substring(0, equals);
      String value = equals < 0 ? "" : piece.substring(equals + 1);
      parts.add(new Part(Kind.ARGUMENT, PercentCode.argument(name), PercentCode.argument(value)));
      start = end < 0 ? text.length() : end + 1;
    }
  }

  private void cookies(String line) {
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
