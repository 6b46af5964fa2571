package dev.plumbline.waf.ftw;

import dev.plumbline.descriptor.Problems;
import dev.plumbline.descriptor.YamlFields;
import dev.plumbline.descriptor.YamlValue;
import dev.plumbline.descriptor.YamlValue.Field;
import dev.plumbline.descriptor.YamlValue.Fields;
import dev.plumbline.descriptor.YamlValue.Items;
import dev.plumbline.descriptor.YamlValue.Text;
import dev.plumbline.observation.HttpObservation.Header;
import dev.plumbline.waf.WafRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what a stage sends. */
final class FtwInputReader {

  private static final List<String> KEYS =
      List.of(
          "dest_addr",
          "port",
          "protocol",
          "uri",
          "uris",
          "follow_redirect",
          "version",
          "method",
          "headers",
          "ordered_headers",
          "data",
          "encoded_data",
          "save_cookie",
          "stop_magic",
          "autocomplete_headers",
          "encoded_request",
          "raw_request",
          "virtual_host_mode",
          "response");

  private final Problems problems;
  private final boolean go;
  private final FtwExpansion expansion;

  /**
   * Makes a reader.
   *
   * @param go whether requests are completed as the Go tool does, not the Python tool
   * @param payload what stands for the payload in a template; null for none
   */
  FtwInputReader(Problems problems, boolean go, @Nullable String payload) {
    this.problems = problems;
    this.go = go;
    this.expansion = new FtwExpansion(payload);
  }

  List<FtwInput> read(YamlValue value, String path, int stage) {
    YamlFields input = YamlFields.of(value, path, problems, KEYS);
    String protocol = or(input.filledText("protocol"), "http");
    if (!protocol.equals("http") && !protocol.equals("https")) {
      input.problem("protocol", "\"" + protocol + "\" is neither http nor https");
    }
    String address = or(input.filledText("dest_addr"), go ? "localhost" : "127.0.0.1");
    Integer port = input.integer("port", 1, 65_535);
    boolean follows = Boolean.TRUE.equals(input.bool("follow_redirect"));
    if (follows && stage == 0) {
      input.problem(
          "follow_redirect", "the first stage has no answer before it that could redirect");
    }
    boolean saves = Boolean.TRUE.equals(input.bool("save_cookie"));
    List<FtwInput> inputs = new ArrayList<>();
    FtwResponse response = response(input);
    for (WafRequest request : requests(input)) {
      FtwResponse asked = response != null ? response : Reflected.asked(request);
      inputs.add(
          new FtwInput(
              protocol,
              address,
              port == null ? protocol.equals("https") ? 443 : 80 : port,
              request,
              follows,
              saves,
              asked));
    }
    return inputs;
  }

  private List<WafRequest> requests(YamlFields input) {
    List<String> bodies =
        List.of("encoded_request", "raw_request", "data", "encoded_data").stream()
            .filter(key -> filled(input.value(key)))
            .toList();
    if (bodies.size() > 1) {
      input.problem(
          bodies.get(1),
          bodies.get(0) + " is written as well, and only one of them can be sent; remove one");
    }
    boolean complete = complete(input);
    List<Header> headers = headers(input);
    String method = or(text(input, "method"), "GET");
    String version = or(text(input, "version"), "HTTP/1.1");
    String data = data(input);
    byte[] encoded = input.base64("encoded_data");
    byte[] whole = whole(input);
    if (whole != null) {
      return List.of(WafRequest.raw(whole));
    }
    FtwBody.Completed completed =
        go
            ? FtwBody.go(
                headers,
                encoded != null
                    ? encoded
                    : (data == null ? "" : data).getBytes(StandardCharsets.UTF_8),
                method,
                complete)
            : encoded != null
                ? FtwBody.go(headers, encoded, method, false)
                : FtwBody.python(headers, data, complete);
    // It is about the tool's own requests, by which it finds its place in the log.
    input.bool("virtual_host_mode");
    return targets(input).stream()
        .map(
            target ->
                new WafRequest(
                    bytes(method),
                    bytes(target),
                    bytes(version),
                    completed.headers().stream()
                        .map(header -> new Header(bytes(header.name()), bytes(header.value())))
                        .toList(),
                    completed.body(),
                    true,
                    true,
                    null))
        .toList();
  }

  private List<String> targets(YamlFields input) {
    List<String> several = input.texts("uris");
    if (!several.isEmpty() && input.has("uri")) {
      input.problem("uris", "uri is written as well; keep one of them");
    }
    String one = or(text(input, "uri"), "/");
    return !several.isEmpty()
        ? several
        : List.of(expansion.hasPayload() ? expansion.expanded(input, "uri", one) : one);
  }

  private boolean complete(YamlFields input) {
    Boolean stop = input.bool("stop_magic");
    Boolean complete = input.bool("autocomplete_headers");
    if (stop != null && complete != null && stop.equals(complete)) {
      input.problem(
          "stop_magic",
          "stop_magic and autocomplete_headers contradict each other: the one is the other's"
              + " opposite; keep autocomplete_headers");
    }
    return complete != null ? complete : !Boolean.TRUE.equals(stop);
  }

  private byte @Nullable [] whole(YamlFields input) {
    if (filled(input.value("encoded_request"))) {
      return input.base64("encoded_request");
    }
    if (!filled(input.value("raw_request"))) {
      return null;
    }
    String text = input.text("raw_request");
    if (text == null) {
      return null;
    }
    if (go) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    try {
      return PythonEscapes.undone(bytes(text)).getBytes(StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      input.problem("raw_request", e.getMessage() + "; write the request under encoded_request");
      return null;
    }
  }

  private List<Header> headers(YamlFields input) {
    List<Header> headers = new ArrayList<>(mapped(input, "headers"));
    if (input.has("ordered_headers")) {
      if (input.has("headers")) {
        input.problem("ordered_headers", "headers is written as well; keep one of them");
      }
      List<YamlValue> items = input.items("ordered_headers");
      for (int i = 0; i < items.size(); i++) {
        YamlFields one =
            YamlFields.of(
                items.get(i),
                input.below("ordered_headers") + "[" + i + "]",
                problems,
                List.of("name", "value"));
        one.require("name", "the header's name");
        one.require("value", "the header's value, '' for none");
        String text = or(text(one, "value"), "");
        headers.add(
            new Header(
                or(one.filledText("name"), ""),
                expansion.hasPayload() ? expansion.expanded(one, "value", text) : text));
      }
    }
    return headers;
  }

  private List<Header> mapped(YamlFields fields, String key) {
    YamlValue value = fields.value(key);
    List<Header> headers = new ArrayList<>();
    if (value == null || value instanceof Text text && text.empty()) {
      return headers;
    }
    if (!(value instanceof Fields mapping)) {
      fields.problem(key, "found " + value.found() + ", not a mapping of names to values");
      return headers;
    }
    for (Field field : mapping.fields()) {
      String name = field.key().text();
      if (field.value() instanceof Text text) {
        headers.add(new Header(name, text.empty() ? "" : text.text()));
      } else {
        fields.problem(
            field.value(),
            fields.below(key) + "." + name,
            "found "
                + field.value().found()
                + ", not a text; a header that comes twice is written under ordered_headers");
      }
    }
    return headers;
  }

  private @Nullable String data(YamlFields input) {
    YamlValue value = input.value("data");
    if (value instanceof Items) {
      return String.join("\r\n", input.texts("data"));
    }
    String text = text(input, "data");
    return text == null || !go ? text : expansion.expanded(input, "data", text);
  }

  private @Nullable FtwResponse response(YamlFields input) {
    YamlValue value = input.value("response");
    if (value == null) {
      return null;
    }
    YamlFields fields =
        YamlFields.of(
            value,
            input.below("response"),
            problems,
            List.of("headers", "status", "body", "encoded_body", "log_message"));
    Integer status = fields.integer("status", 100, 599);
    byte[] encoded = fields.base64("encoded_body");
    String body = text(fields, "body");
    if (encoded != null && body != null) {
      fields.problem("body", "encoded_body is written as well; keep one of them");
    }
    return new FtwResponse(
        status == null ? 200 : status,
        mapped(fields, "headers"),
        encoded != null ? encoded : or(body, "").getBytes(StandardCharsets.UTF_8),
        or(text(fields, "log_message"), ""));
  }

  /** A key without a value counts as absent: the rule set's own files have some. */
  private static @Nullable String text(YamlFields fields, String key) {
    return fields.value(key) instanceof Text text && text.empty() ? null : fields.text(key);
  }

  private static boolean filled(@Nullable YamlValue value) {
    return value instanceof Items
        || value instanceof Text text && !text.empty() && !text.text().isEmpty();
  }

  private static String or(@Nullable String text, String standard) {
    return text == null ? standard : text;
  }

  /** Returns the bytes of a text, one a character. */
  private static String bytes(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }
}
