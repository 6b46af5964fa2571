package dev.plumbline.azure.management;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A request to one of the interfaces.
 *
 * @param method the method, in upper case
 * @param uri the target as it was sent
 * @param segments the parts of the path, decoded
 * @param query the query, its keys in lower case
 * @param headers the headers, by names in lower case; the first line of each
 * @param body the body
 */
record Call(
    String method,
    URI uri,
    List<String> segments,
    Map<String, String> query,
    Map<String, String> headers,
    String body) {

  static Call of(String method, URI uri, Map<String, String> headers, String body) {
    String path = uri.getRawPath() == null ? "" : uri.getRawPath();
    List<String> segments =
        Arrays.stream(path.split("/", -1))
            .filter(part -> !part.isEmpty())
            .map(part -> decoded(part.replace("+", "%2B")))
            .toList();
    return new Call(method, uri, segments, pairs(uri.getRawQuery()), headers, body);
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  /** Returns the pairs of a query or of the body of a form; keys in lower case. */
  static Map<String, String> pairs(@Nullable String text) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String pair : text == null || text.isEmpty() ? new String[0] : text.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
      pairs.putIfAbsent(
          name.toLowerCase(Locale.ROOT), equals < 0 ? "" : decoded(pair.substring(equals + 1)));
    }
    return pairs;
  }

  @Nullable String header(String name) {
    return headers.get(name.toLowerCase(Locale.ROOT));
  }

  @Nullable String query(String name) {
    return query.get(name.toLowerCase(Locale.ROOT));
  }

  String path() {
    return segments.stream().map(part -> "/" + part).collect(Collectors.joining());
  }

  boolean is(String other) {
    return method.equals(other);
  }

  /** Returns whether the path has a word in a place; names are compared in any case. */
  boolean has(int place, String word) {
    return place < segments.size() && segments.get(place).equalsIgnoreCase(word);
  }

  /**
   * Returns the body, an object.
   *
   * @throws ManagementException when it is none
   */
  JsonNode json() {
    try {
      JsonNode node = JsonMapper.shared().readTree(body);
      if (node.isObject()) {
        return node;
      }
    } catch (JacksonException e) {
      throw ManagementException.badRequest(
          "InvalidRequestContent",
          "The request content was invalid and could not be deserialized: '"
              + e.getOriginalMessage()
              + "'.");
    }
    throw ManagementException.badRequest(
        "InvalidRequestContent",
        "The request content was invalid and could not be deserialized: 'an object is expected'.");
  }
}
