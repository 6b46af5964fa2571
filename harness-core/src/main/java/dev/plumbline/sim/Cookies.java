package dev.plumbline.sim;

import java.util.LinkedHashMap;
import java.util.Map;

/** The cookies of a request (RFC 6265 section 4.2). */
final class Cookies {

  private Cookies() {}

  /** Returns the cookies by name; of two of one name the first. */
  static Map<String, String> of(Received request) {
    Map<String, String> cookies = new LinkedHashMap<>();
    for (String line : request.header("Cookie")) {
      for (String pair : line.split(";")) {
        int equals = pair.indexOf('=');
        if (equals > 0) {
          cookies.putIfAbsent(
              pair.substring(0, equals).strip(), pair.substring(equals + 1).strip());
        }
      }
    }
    return cookies;
  }
}
