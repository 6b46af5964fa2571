package dev.plumbline.waf;

import dev.plumbline.descriptor.Problems;
import dev.plumbline.descriptor.Source;
import dev.plumbline.descriptor.YamlFields;
import dev.plumbline.descriptor.YamlValue;
import dev.plumbline.descriptor.YamlValue.Field;
import dev.plumbline.descriptor.YamlValue.Fields;
import dev.plumbline.descriptor.YamlValue.Text;
import dev.plumbline.observation.HttpObservation.Header;
import dev.plumbline.waf.WafCase.Points;
import dev.plumbline.waf.WafCase.Polarity;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a pack. A case is written as what a client says: query, form, JSON, multipart and cookies
 * as names and values, which are encoded here, and header lines; a header without a value is left
 * out.
 */
final class WafPackReader {

  private static final String KIND = "pack of cases";
  private static final String BOUNDARY = "part-7c9e6679";
  private static final String AGENT =
      "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0"
          + " Safari/537.36";
  private static final Pattern POINTS = Pattern.compile("([0-9]{6}) PL([1-4]) ([0-9]{1,4})");

  private final Problems problems;
  private final String file;

  private WafPackReader(String file) {
    this.file = file;
    problems = YamlFields.problems(file, KIND);
  }

  static WafPack read(Source source) {
    WafPackReader reader = new WafPackReader(source.name());
    YamlFields top =
        YamlFields.of(
            source.tree(KIND),
            "",
            reader.problems,
            List.of("rule", "title", "attacks", "near-misses", "benign"));
    Integer rule = top.integer("rule", 900_000, 999_999);
    top.require("title", "what the cases are about, in one line");
    String title = top.filledText("title");
    String name = rule == null ? "portal" : String.valueOf(rule);
    List<WafCase> cases = new ArrayList<>();
    reader.cases(top, "attacks", name + "-attack-", rule, Polarity.ATTACK, cases);
    reader.cases(top, "near-misses", name + "-near-", rule, Polarity.NEAR_MISS, cases);
    reader.cases(top, "benign", name + "-", rule, Polarity.BENIGN, cases);
    if (cases.isEmpty()) {
      top.problem("attacks", "there is no case in it");
    }
    reader.problems.throwIfAny();
    return new WafPack(rule == null ? name : "rule " + rule, title == null ? "" : title, cases);
  }

  private void cases(
      YamlFields top,
      String key,
      String prefix,
      @Nullable Integer rule,
      Polarity polarity,
      List<WafCase> cases) {
    List<YamlValue> items = top.items(key);
    for (int i = 0; i < items.size(); i++) {
      YamlFields fields =
          YamlFields.of(
              items.get(i),
              key + "[" + i + "]",
              problems,
              List.of(
                  "about",
                  "method",
                  "path",
                  "query",
                  "headers",
                  "cookies",
                  "form",
                  "json",
                  "multipart",
                  "found"));
      fields.require("about", "what is special about it, in one line");
      fields.require("path", "the path, with a query that is not to be encoded");
      String about = fields.filledText("about");
      cases.add(
          new WafCase(
              prefix + (i + 1),
              rule == null ? 0 : rule,
              polarity,
              request(fields),
              "Plumbline " + file.substring(file.lastIndexOf('/') + 1) + ":" + fields.line(),
              about == null ? "" : about,
              points(fields)));
    }
  }

  private static WafRequest request(YamlFields fields) {
    String method = fields.filledText("method");
    String path = fields.filledText("path");
    String query = pairs(fields, "query", "&", "%20");
    String target = (path == null ? "/" : path) + (query.isEmpty() ? "" : "?" + query);
    byte[] body = new byte[0];
    String type = null;
    if (fields.has("form")) {
      type = "application/x-www-form-urlencoded";
      body = pairs(fields, "form", "&", "+").getBytes(StandardCharsets.UTF_8);
    } else if (fields.has("json")) {
      type = "application/json";
      String json = fields.filledText("json");
      body = (json == null ? "" : json).getBytes(StandardCharsets.UTF_8);
    } else if (fields.has("multipart")) {
      type = "multipart/form-data; boundary=" + BOUNDARY;
      body = multipart(fields);
    }
    return new WafRequest(
        method == null ? "GET" : method,
        bytes(target),
        "HTTP/1.1",
        headers(fields, type, body.length),
        body,
        false,
        true,
        null);
  }

  private static List<Header> headers(YamlFields fields, @Nullable String type, int length) {
    List<Header> headers = new ArrayList<>();
    List<Field> own = mapped(fields, "headers");
    for (Header standard :
        List.of(new Header("User-Agent", AGENT), new Header("Accept", "application/json"))) {
      if (own.stream().noneMatch(field -> field.key().text().equals(standard.name()))) {
        headers.add(standard);
      }
    }
    for (Field field : own) {
      if (field.value() instanceof Text text && !text.empty()) {
        headers.add(new Header(field.key().text(), bytes(text.text())));
      }
    }
    String cookies = pairs(fields, "cookies", "; ", "%20");
    if (!cookies.isEmpty()) {
      headers.add(new Header("Cookie", cookies));
    }
    if (type != null) {
      headers.add(new Header("Content-Type", type));
      headers.add(new Header("Content-Length", String.valueOf(length)));
    }
    return headers;
  }

  private static byte[] multipart(YamlFields fields) {
    StringBuilder body = new StringBuilder();
    for (Field field : mapped(fields, "multipart")) {
      body.append("--").append(BOUNDARY).append("\r\n");
      body.append("Content-Disposition: form-data; name=\"").append(field.key().text());
      body.append("\"\r\n\r\n").append(value(field)).append("\r\n");
    }
    return body.append("--")
        .append(BOUNDARY)
        .append("--\r\n")
        .toString()
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String pairs(YamlFields fields, String key, String between, String blank) {
    StringBuilder pairs = new StringBuilder();
    for (Field field : mapped(fields, key)) {
      pairs.append(pairs.length() == 0 ? "" : between);
      pairs.append(encoded(field.key().text(), blank)).append('=');
      pairs.append(encoded(value(field), blank));
    }
    return pairs.toString();
  }

  private static String value(Field field) {
    return field.value() instanceof Text text ? text.text() : "";
  }

  private static List<Field> mapped(YamlFields fields, String key) {
    YamlValue value = fields.value(key);
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof Fields mapping)) {
      fields.problem(key, "found " + value.found() + ", not names with their values");
      return List.of();
    }
    for (Field field : mapping.fields()) {
      if (!(field.value() instanceof Text)) {
        fields.problem(
            field.value(),
            fields.below(key) + "." + field.key().text(),
            "found " + field.value().found() + ", not a text");
      }
    }
    return mapping.fields();
  }

  private static List<Points> points(YamlFields fields) {
    List<Points> points = new ArrayList<>();
    String found = fields.text("found");
    if (found == null || found.isEmpty()) {
      return points;
    }
    for (String one : found.split(", ", -1)) {
      Matcher matcher = POINTS.matcher(one);
      if (!matcher.matches()) {
        fields.problem("found", "\"" + one + "\" is not of the form 942200 PL2 5");
        return points;
      }
      points.add(
          new Points(
              Integer.parseInt(matcher.group(1)),
              Integer.parseInt(matcher.group(2)),
              Integer.parseInt(matcher.group(3))));
    }
    return points;
  }

  /** Encodes a text for a query, a form or a cookie: what is not unreserved (RFC 3986, 2.3). */
  private static String encoded(String text, String blank) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      int c = b & 0xFF;
      if (c >= '0' && c <= '9'
          || c >= 'A' && c <= 'Z'
          || c >= 'a' && c <= 'z'
          || "-._~".indexOf(c) >= 0) {
        encoded.append((char) c);
      } else {
        encoded.append(c == ' ' ? blank : String.format("%%%02X", c));
      }
    }
    return encoded.toString();
  }

  /** Returns the bytes of a text, one a character. */
  private static String bytes(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }
}
