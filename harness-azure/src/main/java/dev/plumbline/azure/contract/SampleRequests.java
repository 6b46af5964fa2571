package dev.plumbline.azure.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What requests of one way through a gateway say that anyone sends.
 *
 * @param pattern the path pattern that leads there
 * @param apis the paths that calls of the APIs start with that are known to be there
 * @param hosts the host names that are asked for; empty when they are not known
 */
record SampleRequests(String pattern, List<String> apis, List<String> hosts) {

  private static final String LONG = "q7x-z3k-9wv-k5j-q7x-z3k-9wv-k5j-q7x-z3k-9wv-k5j";
  private static final List<String> TEXTS = List.of("", "7", "q7x", LONG);

  private static final List<String> NOBODYS = List.of("q7x", "w/z3k/9");

  /** What is in all of a group, such as a letter, is in most paths that there are. */
  private static final List<List<String>> WORDS =
      List.of(
          List.of("customers", "products", "orders", "invoices", "employees"),
          List.of("customers/7", "products/12", "orders/2024", "invoices/31", "employees/5"),
          List.of(
              "customers/registrations",
              "products/reservations",
              "orders/participants",
              "invoices/translators",
              "employees/transactions"));

  /**
   * Texts of requests that anyone sends, in groups; a condition that takes all of one group takes
   * as good as everything. Empty where nothing is known of them.
   */
  List<List<String>> texts(String variable, String selector) {
    return switch (variable) {
      case "requesturi" -> uris();
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

  /**
   * Paths that nobody has, paths of words as most APIs have them, and paths of the APIs that there
   * are, all of them together: a rule for one of several is narrow, and one for the only one is
   * not.
   */
  private List<List<String>> uris() {
    List<List<String>> paths = new ArrayList<>();
    if (pattern.endsWith("*")) {
      String start = RouteApis.start(pattern);
      paths.add(below(List.of(start), NOBODYS));
      WORDS.forEach(words -> paths.add(below(List.of(start), words)));
      if (!apis.isEmpty()) {
        paths.add(below(apis, NOBODYS));
        paths.add(below(apis, WORDS.stream().flatMap(List::stream).toList()));
      }
    } else {
      paths.add(List.of(pattern));
    }
    return paths.stream()
        .flatMap(group -> Stream.of(group, group.stream().map(path -> path + "?k=v").toList()))
        .toList();
  }

  private static List<String> below(List<String> starts, List<String> ends) {
    return starts.stream().flatMap(start -> ends.stream().map(end -> start + "/" + end)).toList();
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
