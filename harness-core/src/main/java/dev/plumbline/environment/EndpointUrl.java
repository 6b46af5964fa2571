package dev.plumbline.environment;

import dev.plumbline.environment.Environment.Endpoint;
import dev.plumbline.environment.Environment.Scheme;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An endpoint written as a URL. */
final class EndpointUrl {

  static final Pattern FORM =
      Pattern.compile("(https?|tcp)://(\\[[^\\]/]+\\]|[^:/?#\\[\\]@]+)(?::(\\d{1,5}))?(/[^#]*)?");

  private EndpointUrl() {}

  static Endpoint parse(String url) {
    Matcher matcher = FORM.matcher(url);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "\""
              + url
              + "\" is not an endpoint such as https://api.contoso.net/status or tcp://10.1.0.5:3443");
    }
    Scheme scheme = Scheme.valueOf(matcher.group(1).toUpperCase(Locale.ROOT));
    String host = matcher.group(2).replaceAll("^\\[|\\]$", "");
    String port = matcher.group(3);
    if (port == null && scheme == Scheme.TCP) {
      throw new IllegalArgumentException(
          "\""
              + url
              + "\" names no port, and tcp has none of its own: write tcp://"
              + matcher.group(2)
              + ":3443");
    }
    int number = port != null ? Integer.parseInt(port) : scheme == Scheme.HTTPS ? 443 : 80;
    if (number < 1 || number > 65535) {
      throw new IllegalArgumentException(
          "\"" + url + "\" names port " + number + ", which is not within 1 to 65535");
    }
    String path = matcher.group(4);
    return new Endpoint(host, number, scheme, path == null ? "/" : path);
  }
}
