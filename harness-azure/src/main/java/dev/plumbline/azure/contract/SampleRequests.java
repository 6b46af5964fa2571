package dev.plumbline.azure.contract;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What requests of one way through a gateway say that anyone sends.
 *
 * @param pattern the path pattern that leads there
 * @param hosts the host names that are asked for; empty when they are not known
 */
record SampleRequests(String pattern, List<String> hosts) {

  private static final String LONG = "q7x-z3k-9wv-k5j-q7x-z3k-9wv-k5j-q7x-z3k-9wv-k5j";
  private static final List<String> TEXTS = List.of("", "7", "q7x", LONG);

  /**
   * Texts of requests that anyone sends, in groups; a condition that takes all of one group takes
   * as good as everything. Empty where nothing is known of them.
   */
  List<List<String>> texts(String variable, String selector) {
    return switch (variable) {
      case "requesturi" -> {
        String start = pattern.replaceAll("/?\\*$", "");
        List<String> paths =
            pattern.endsWith("*") ? List.of(start + "/q7x", start + "/w/z3k/9") : List.of(pattern);
        yield List.of(paths, paths.stream().map(one -> one + "?k=v").toList());
      }
      case "requestmethod" -> each(List.of("GET", "POST"));
      case "remoteaddr" -> each(List.copyOf(ApiManagementSecurityRules.CLIENTS));
      case "requestheaders", "requestheader" -> each(header(selector.toLowerCase(Locale.ROOT)));
      case "requestcookies" -> each(TEXTS);
      case "querystring", "postargs", "requestbody" ->
          each(
              Stream.concat(TEXTS.stream(), Stream.of("k=v", "k=7&q=" + LONG, "{\"k\": \"v\"}"))
                  .toList());
      default -> List.of();
    };
  }

  private List<String> header(String name) {
    return switch (name) {
      case "host" -> hosts;
      case "user-agent" ->
          List.of(
              "curl/8.5.0",
              "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
                  + " Chrome/120.0.0.0 Safari/537.36",
              "Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0");
      case "accept" -> List.of("*/*", "application/json", "text/html");
      case "accept-encoding" -> List.of("", "gzip", "gzip, deflate, br");
      case "authorization" -> List.of("", "Basic cTd4", "Bearer " + LONG);
      case "connection" -> List.of("", "close", "keep-alive");
      case "content-type" ->
          List.of(
              "",
              "application/json",
              "application/x-www-form-urlencoded",
              "multipart/form-data; boundary=q7x",
              "text/xml");
      case "" ->
          Stream.of(hosts, TEXTS, header("accept"), header("user-agent"))
              .flatMap(List::stream)
              .toList();
      default -> TEXTS;
    };
  }

  private static List<List<String>> each(List<String> texts) {
    return texts.stream().map(List::of).toList();
  }
}
