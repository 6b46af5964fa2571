package dev.plumbline.azure.arm;

import dev.plumbline.azure.json.JsonArray;
import dev.plumbline.azure.json.JsonBoolean;
import dev.plumbline.azure.json.JsonNull;
import dev.plumbline.azure.json.JsonNumber;
import dev.plumbline.azure.json.JsonString;
import dev.plumbline.azure.json.JsonUnknown;
import dev.plumbline.azure.json.JsonValue;
import dev.plumbline.azure.json.Mark;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Functions for texts (ARM reference: String). */
final class StringFunctions {

  private StringFunctions() {}

  static void addTo(Functions all) {
    all.add("base64", 1, 1, args -> string(encoded(args.scalar(0))));
    all.add("base64ToString", 1, 1, args -> string(decoded(args.text(0), args)));
    all.add("base64ToJson", 1, 1, args -> ObjectFunctions.json(decoded(args.text(0), args), args));
    all.add(
        "dataUri",
        1,
        1,
        args -> string("data:text/plain;charset=utf8;base64," + encoded(args.text(0))));
    all.add("dataUriToString", 1, 1, StringFunctions::dataUriToString);
    all.add("startsWith", 2, 2, args -> at(args, 0));
    all.add("endsWith", 2, 2, args -> at(args, args.text(0).length() - args.text(1).length()));
    all.add("format", 1, TemplateFunction.ANY, CompositeFormat::format);
    all.add("guid", 1, TemplateFunction.ANY, args -> string(NameBasedId.guid(joined(args))));
    all.add("newGuid", 0, 0, args -> string(args.scope().around().unique(args.mark())));
    all.add(
        "uniqueString", 1, TemplateFunction.ANY, args -> string(NameBasedId.hash(joined(args))));
    all.add("join", 2, 2, StringFunctions::join);
    all.add("padLeft", 2, 3, StringFunctions::padLeft);
    all.add("replace", 3, 3, args -> string(args.text(0).replace(args.text(1), args.text(2))));
    all.add("split", 2, 2, StringFunctions::split);
    all.add("string", 1, 1, StringFunctions::toText);
    all.add("substring", 2, 3, StringFunctions::substring);
    all.add("toLower", 1, 1, args -> string(args.text(0).toLowerCase(Locale.ROOT)));
    all.add("toUpper", 1, 1, args -> string(args.text(0).toUpperCase(Locale.ROOT)));
    all.add("trim", 1, 1, args -> string(args.text(0).strip()));
    all.add("uri", 2, 2, StringFunctions::uri);
    all.add(
        "uriComponent",
        1,
        1,
        args ->
            string(
                URLEncoder.encode(args.text(0), StandardCharsets.UTF_8)
                    .replace("+", "%20")
                    .replace("*", "%2A")
                    .replace("%7E", "~")));
    all.add("uriComponentToString", 1, 1, StringFunctions::decodedUri);
    all.add(
        "fail",
        1,
        1,
        args -> {
          throw new ExpressionException("the template fails on purpose: " + args.text(0));
        });
  }

  static JsonString string(String value) {
    return new JsonString(Mark.NOWHERE, value);
  }

  /** Returns a value as a text, as {@code string()} does. */
  static String text(JsonValue value) {
    if (value instanceof JsonString text) {
      return text.value();
    } else if (value instanceof JsonBoolean bool) {
      return bool.value() ? "True" : "False";
    } else if (value instanceof JsonNull) {
      return "";
    }
    return value instanceof JsonNumber number ? number.text() : value.json();
  }

  private static JsonValue toText(Arguments args) {
    JsonUnknown unknown = ComparisonFunctions.unknownIn(args.get(0));
    return unknown == null ? string(text(args.get(0))) : unknown;
  }

  private static String joined(Arguments args) {
    return args.all().stream().map(StringFunctions::text).collect(Collectors.joining("-"));
  }

  private static String encoded(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String decoded(String text, Arguments args) {
    try {
      return new String(Base64.getMimeDecoder().decode(text), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw args.expected(0, "a text in base64");
    }
  }

  private static JsonValue dataUriToString(Arguments args) {
    String uri = args.text(0);
    int comma = uri.indexOf(',');
    if (!uri.startsWith("data:") || comma < 0) {
      throw args.expected(0, "a data URI, as in data:;base64,SGVsbG8=");
    }
    String data = uri.substring(comma + 1);
    return string(
        uri.substring(0, comma).endsWith(";base64")
            ? decoded(data, args)
            : URLDecoder.decode(data.replace("+", "%2B"), StandardCharsets.UTF_8));
  }

  private static JsonValue decodedUri(Arguments args) {
    try {
      return string(URLDecoder.decode(args.text(0).replace("+", "%2B"), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      throw args.expected(0, "a text with %-escapes");
    }
  }

  private static JsonValue at(Arguments args, int offset) {
    String part = args.text(1);
    return ArrayFunctions.bool(args.text(0).regionMatches(true, offset, part, 0, part.length()));
  }

  private static JsonValue join(Arguments args) {
    JsonUnknown unknown = ComparisonFunctions.unknownIn(args.array(0));
    if (unknown != null) {
      return unknown;
    }
    return string(
        args.array(0).values().stream()
            .map(StringFunctions::text)
            .collect(Collectors.joining(args.text(1))));
  }

  private static JsonValue padLeft(Arguments args) {
    String pad = args.size() < 3 ? " " : args.text(2);
    if (pad.length() != 1) {
      throw args.expected(2, "one character");
    }
    int length = args.small(1);
    if (length > 100_000) {
      throw args.expected(1, "a length up to 100000");
    }
    String text = args.scalar(0);
    return string(pad.repeat(Math.max(0, length - text.length())) + text);
  }

  private static JsonValue split(Arguments args) {
    List<String> delimiters = new ArrayList<>();
    if (args.get(1) instanceof JsonArray array) {
      array.forEach(one -> delimiters.add(text(one)));
    } else {
      delimiters.add(args.text(1));
    }
    delimiters.removeIf(String::isEmpty);
    List<JsonValue> parts = new ArrayList<>();
    if (delimiters.isEmpty()) {
      parts.add(string(args.text(0)));
    } else {
      String any = delimiters.stream().map(Pattern::quote).collect(Collectors.joining("|"));
      for (String part : args.text(0).split(any, -1)) {
        parts.add(string(part));
      }
    }
    return ArrayFunctions.list(parts);
  }

  private static JsonValue substring(Arguments args) {
    String text = args.text(0);
    long start = args.integer(1);
    long length = args.size() < 3 ? text.length() - start : args.integer(2);
    if (start < 0 || length < 0 || start + length > text.length()) {
      throw args.wrong(
          "the part of "
              + length
              + " characters from "
              + start
              + " is not within the text \""
              + text
              + "\" of "
              + text.length());
    }
    return string(text.substring((int) start, (int) (start + length)));
  }

  /** Joins as .NET's class Uri does (RFC 3986, section 5.2). */
  private static JsonValue uri(Arguments args) {
    String base = args.text(0);
    String relative = args.text(1);
    if (Pattern.matches("[A-Za-z][A-Za-z0-9+.-]*://.*", relative)) {
      return string(relative);
    }
    int authority = base.indexOf("://");
    if (authority < 0) {
      throw args.expected(0, "an absolute URI");
    }
    int query = base.indexOf('?');
    String path = query < 0 ? base : base.substring(0, query);
    int root = path.indexOf('/', authority + 3);
    if (relative.startsWith("/")) {
      return string((root < 0 ? path : path.substring(0, root)) + relative);
    }
    String folder = root < 0 ? path + "/" : path.substring(0, path.lastIndexOf('/') + 1);
    if (!relative.startsWith("..") && !relative.startsWith("./")) {
      return string(folder + relative);
    }
    try {
      return string(URI.create(folder).resolve(relative).toString());
    } catch (IllegalArgumentException e) {
      throw args.wrong("\"" + base + "\" and \"" + relative + "\" do not make a URI");
    }
  }
}
