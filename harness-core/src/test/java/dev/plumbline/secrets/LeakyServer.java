package dev.plumbline.secrets;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A server that tells everything: what it is asked, and secrets of its own. */
final class LeakyServer implements AutoCloseable {

  private final HttpServer server;
  private final Secrets secrets;

  LeakyServer(Secrets secrets) throws IOException {
    this.secrets = secrets;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String body = "marker of " + path + "\n" + body(path, exchange);
    int status = 200;
    if (path.equals("/moved")) {
      status = 302;
      exchange
          .getResponseHeaders()
          .add(
              "Location",
              "http://jane:"
                  + secrets.of("user info of a redirect")
                  + "@127.0.0.1:"
                  + port()
                  + "/landed?code="
                  + secrets.of("code of a redirect")
                  + "&page=2#code="
                  + secrets.of("fragment of a redirect")
                  + "&id_token="
                  + secrets.of("token of a redirect"));
    }
    exchange
        .getResponseHeaders()
        .add("Set-Cookie", "sid=" + secrets.of("cookie that is set") + "; Path=/; HttpOnly");
    exchange.getResponseHeaders().add("X-Auth-Token", secrets.of("header of an answer"));
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private String body(String path, HttpExchange exchange) throws IOException {
    String asked = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    return switch (path) {
      case "/echo" ->
          exchange.getRequestMethod()
              + " "
              + exchange.getRequestURI()
              + "\n"
              + exchange.getRequestHeaders().entrySet().stream()
                  .map(line -> line.getKey() + ": " + String.join(", ", line.getValue()))
                  .collect(Collectors.joining("\n"))
              + "\n\n"
              + asked;
      case "/echo.json" ->
          exchange.getRequestHeaders().entrySet().stream()
              .map(LeakyServer::json)
              .collect(Collectors.joining(",", "{\"headers\":{", "}}"));
      case "/token" ->
          "{\"token_type\":\"Bearer\",\"access_token\":\""
              + secrets.of("token of a body")
              + "\",\"refresh_token\" : \""
              + secrets.of("second token of a body")
              + "\",\"nested\":{\"clientSecret\":\""
              + secrets.of("nested secret of a body")
              + "\",\"apiKeys\":[\""
              + secrets.of("key of a list")
              + "\"],\"password\":"
              + "\""
              + secrets.of("password of a body")
              + "\"}}";
      case "/keys" ->
          Map.of(
                  "PRIVATE KEY", "pem ",
                  "RSA PRIVATE KEY", "rsa ",
                  "EC PRIVATE KEY", "ec ",
                  "ENCRYPTED PRIVATE KEY", "encrypted ",
                  "OPENSSH PRIVATE KEY", "openssh ",
                  "PGP PRIVATE KEY BLOCK", "pgp ")
              .entrySet()
              .stream()
              .map(kind -> secrets.pem(kind.getValue(), kind.getKey()))
              .collect(Collectors.joining("\n"));
      case "/keys.json" ->
          "{\"certificate\":\"public\",\"material\":\""
              + secrets.pem("key in JSON ", "PRIVATE KEY").replace("\n", "\\n")
              + "\"}";
      case "/page" ->
          "<form><input type=\"hidden\" name=\"csrf_token\" value=\""
              + secrets.of("field of a page")
              + "\"><input value='"
              + secrets.of("other field of a page")
              + "' name='__RequestVerificationToken'></form><a href=\"/x?sig="
              + secrets.of("link of a page")
              + "&amp;code="
              + secrets.of("code of a page")
              + "\">next</a><script>window.apiKey = '"
              + secrets.of("key of a script")
              + "'; const password: string = \""
              + secrets.of("password of a script")
              + "\";</script>";
      case "/spellings" -> String.join("\n", spellings());
      case "/cut" -> "x".repeat(8 * 1024 - 30) + System.getenv("LEAK_PROXY") + " and more";
      case "/settings" ->
          "AccountKey="
              + secrets.of("key of a connection string")
              + ";EndpointSuffix=core.windows.net\nspring.datasource.password: "
              + secrets.of("password of YAML")
              + "\nexport CLIENT_SECRET='"
              + secrets.of("secret of a shell")
              + "'\n<add key=\"StorageSecret\" value=\""
              + secrets.of("value of XML")
              + "\"/>\n  \"Value\": \"Endpoint=sb://x/;SharedAccessKey="
              + secrets.of("key of a bus")
              + "\"\nsk: \"nothing\"";
      default -> "nothing";
    };
  }

  /** What is known, in every spelling, with nothing beside it that tells that it is a secret. */
  private static List<String> spellings() {
    return Stream.of("LEAK_ODD", "LEAK_PROXY")
        .flatMap(name -> Secrets.written(String.valueOf(System.getenv(name))).stream())
        .toList();
  }

  private static String json(Map.Entry<String, List<String>> line) {
    return "\""
        + line.getKey()
        + "\":\""
        + String.join(", ", line.getValue()).replace("\\", "\\\\").replace("\"", "\\\"")
        + "\"";
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
