package dev.plumbline.sim;

import dev.plumbline.observation.HttpObservation.Header;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The answer of {@code echo}: the request as it arrived, as a JSON object.
 *
 * <p>{@code host} (the simulated host's name), {@code port}, {@code method}, {@code target} (raw),
 * {@code version}, {@code headers} (an object of lower-case names, each with the list of its
 * values), {@code source} and {@code sourcePort} (as the host saw them), {@code sni} and {@code
 * tls} (null without), {@code body} (decoded as UTF-8).
 */
final class Echo {

  private Echo() {}

  static String json(String host, Received request) {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    for (Header header : request.headers()) {
      headers.put(header.name().toLowerCase(Locale.ROOT), request.header(header.name()));
    }
    return "{"
        + String.join(
            ",",
            member("host", string(host)),
            member("port", Integer.toString(request.port())),
            member("method", string(request.method())),
            member("target", string(request.target())),
            member("version", string(request.version())),
            member(
                "headers",
                headers.entrySet().stream()
                    .map(e -> member(e.getKey(), list(e.getValue())))
                    .collect(Collectors.joining(",", "{", "}"))),
            member("source", string(request.peer().text())),
            member("sourcePort", Integer.toString(request.peer().port())),
            member("sni", string(request.sni())),
            member("tls", string(request.tls())),
            member("body", string(new String(request.body(), StandardCharsets.UTF_8))))
        + "}\n";
  }

  private static String member(String name, String value) {
    return string(name) + ":" + value;
  }

  private static String list(List<String> values) {
    return values.stream().map(Echo::string).collect(Collectors.joining(",", "[", "]"));
  }

  private static String string(@Nullable String text) {
    if (text == null) {
      return "null";
    }
    StringBuilder json = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      switch (c) {
        case '"', '\\' -> json.append('\\').append(c);
        default -> {
          // RFC 8259 section 7; lone surrogates would not survive UTF-8
          if (c < 0x20 || Character.isSurrogate(c) || c == 0x7f) {
            json.append(String.format("\\u%04x", (int) c));
          } else {
            json.append(c);
          }
        }
      }
    }
    return json.append('"').toString();
  }
}
