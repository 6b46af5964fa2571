package dev.plumbline.waf.ftw;

import dev.plumbline.observation.HttpObservation.Header;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Completes requests as the tools do. Names of headers are compared with their case, as the tools
 * compare them. Texts hold one byte a character.
 */
final class FtwBody {

  private static final String FORM = "application/x-www-form-urlencoded";
  private static final Pattern CHARSET = Pattern.compile(";\\s?charset=(.*?)(?:$|;|\\s)");
  private static final Pattern METHOD_WITH_BODY = Pattern.compile("^POST|PUT|PATCH|DELETE$");

  private FtwBody() {}

  /**
   * The headers and the body to send.
   *
   * @param headers the header lines
   * @param body the body
   */
  record Completed(List<Header> headers, byte[] body) {}

  /**
   * Completes as the Python tool does: a body gets a Content-Type, and a Content-Length; the body
   * of a form whose text holds no percent code is split into fields, of which those without a value
   * are dropped, and encoded. The body is written in the charset of the Content-Type.
   */
  static Completed python(List<Header> given, @Nullable String data, boolean complete) {
    List<Header> headers = new ArrayList<>(given);
    if (data == null || data.isEmpty()) {
      return new Completed(headers, new byte[0]);
    }
    String text = data;
    String type = value(headers, "Content-Type");
    if (complete && type == null) {
      type = FORM;
      headers.add(new Header("Content-Type", FORM));
    }
    if (complete && FORM.equals(type) && unescaped(text).equals(text)) {
      String encoded = fieldsWithValue(text);
      text = encoded.isEmpty() ? text : encoded;
    }
    if (complete && value(headers, "Content-Length") == null) {
      headers.add(
          new Header("Content-Length", String.valueOf(text.codePointCount(0, text.length()))));
    }
    Charset charset = complete && type != null ? charset(type) : StandardCharsets.UTF_8;
    return new Completed(headers, text.getBytes(charset));
  }

  /**
   * Completes as the Go tool does: a body gets a Content-Type; a form whose text holds neither plus
   * nor percent codes is encoded field by field; line ends of multipart bodies become CRLF;
   * Connection and Content-Length are added where they are absent.
   */
  static Completed go(List<Header> given, byte[] data, String method, boolean complete) {
    List<Header> headers = new ArrayList<>(given);
    byte[] body = data;
    if (complete && body.length > 0) {
      if (empty(headers, "Content-Type")) {
        set(headers, "Content-Type", FORM);
      }
      if (FORM.equals(value(headers, "Content-Type"))) {
        body = encodedFields(body);
      }
    }
    String type = value(headers, "Content-Type");
    if (type != null && type.startsWith("multipart/form-data;")) {
      body =
          new String(body, StandardCharsets.ISO_8859_1)
              .replace("\n", "\r\n")
              .getBytes(StandardCharsets.ISO_8859_1);
    }
    if (complete) {
      if (empty(headers, "Connection")) {
        set(headers, "Connection", "close");
      }
      if ((body.length > 0 || METHOD_WITH_BODY.matcher(method).find())
          && empty(headers, "Content-Length")) {
        set(headers, "Content-Length", String.valueOf(body.length));
      }
    }
    return new Completed(headers, body);
  }

  private static @Nullable String value(List<Header> headers, String name) {
    return headers.stream()
        .filter(header -> header.name().equals(name))
        .map(Header::value)
        .findFirst()
        .orElse(null);
  }

  private static boolean empty(List<Header> headers, String name) {
    String value = value(headers, name);
    return value == null || value.isEmpty();
  }

  private static void set(List<Header> headers, String name, String value) {
    headers.removeIf(header -> header.name().equals(name));
    headers.add(new Header(name, value));
  }

  private static Charset charset(String type) {
    Matcher matcher = CHARSET.matcher(type);
    if (!matcher.find()) {
      return StandardCharsets.UTF_8;
    }
    try {
      return Charset.forName(matcher.group(1));
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      // The tool goes on with UTF-8 as well: the name is part of an attack, mostly.
      return StandardCharsets.UTF_8;
    }
  }

  private static String fieldsWithValue(String text) {
    StringBuilder encoded = new StringBuilder();
    for (String field : text.split("&", -1)) {
      int equals = field.indexOf('=');
      if (equals < 0 || equals == field.length() - 1) {
        continue;
      }
      encoded.append(encoded.length() == 0 ? "" : "&");
      encoded.append(escaped(utf8(unescaped(field.substring(0, equals).replace('+', ' ')))));
      encoded.append('=');
      encoded.append(escaped(utf8(unescaped(field.substring(equals + 1).replace('+', ' ')))));
    }
    return encoded.toString();
  }

  private static byte[] encodedFields(byte[] data) {
    String text = new String(data, StandardCharsets.ISO_8859_1);
    if (text.indexOf('+') >= 0 || !unescaped(text).equals(text) || brokenEscape(text)) {
      return data;
    }
    StringBuilder encoded = new StringBuilder();
    for (String field : withoutLastEmpty(text)) {
      int equals = field.indexOf('=');
      encoded.append(encoded.length() == 0 ? "" : "&");
      if (equals < 0) {
        encoded.append(escaped(field));
      } else {
        encoded
            .append(escaped(field.substring(0, equals)))
            .append('=')
            .append(escaped(field.substring(equals + 1)));
      }
    }
    return encoded.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static List<String> withoutLastEmpty(String text) {
    List<String> fields = new ArrayList<>(List.of(text.split("&", -1)));
    if (fields.size() > 1 && fields.get(fields.size() - 1).isEmpty()) {
      fields.remove(fields.size() - 1);
    }
    return fields;
  }

  /** Go's decoder gives up where a percent sign does not begin a code: the text stays. */
  private static boolean brokenEscape(String text) {
    return Pattern.compile("%(?![0-9A-Fa-f]{2})").matcher(text).find();
  }

  /** Returns a text with its percent codes decoded as UTF-8; broken codes stay. */
  private static String unescaped(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] raw = text.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < raw.length; i++) {
      if (raw[i] == '%'
          && i + 2 < raw.length
          && Character.digit(raw[i + 1], 16) >= 0
          && Character.digit(raw[i + 2], 16) >= 0) {
        bytes.write(Character.digit(raw[i + 1], 16) * 16 + Character.digit(raw[i + 2], 16));
        i += 2;
      } else {
        bytes.write(raw[i]);
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static String utf8(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  /** Encodes bytes as the value of a form's field; letters, digits and {@code _.-~} stay. */
  private static String escaped(String bytes) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < bytes.length(); i++) {
      char c = bytes.charAt(i);
      if (c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z') {
        text.append(c);
      } else if ("_.-~".indexOf(c) >= 0) {
        text.append(c);
      } else if (c == ' ') {
        text.append('+');
      } else {
        text.append(String.format("%%%02X", (int) c));
      }
    }
    return text.toString();
  }
}
