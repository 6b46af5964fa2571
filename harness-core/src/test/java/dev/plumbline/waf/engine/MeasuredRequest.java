package dev.plumbline.waf.engine;

import dev.plumbline.observation.HttpObservation.Header;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A request, and what a real engine found in it: see README.md beside the files. Texts hold one
 * byte a character.
 *
 * @param id its name
 * @param corpus where it is from
 * @param body its body as the server hands it on: whole, and not in chunks
 * @param seen whether the engine saw it; nothing is found otherwise
 * @param found the rules found
 * @param parts the parts in which a rule was found, for the rules that are measured
 */
record MeasuredRequest(
    String id,
    Corpus corpus,
    String method,
    String target,
    List<Header> headers,
    byte[] body,
    boolean seen,
    Set<Integer> found,
    Map<Integer, Set<String>> parts) {

  private static final JsonMapper JSON = new JsonMapper();

  /** A file of measured requests. */
  enum Corpus {
    /** The rule set's own tests. */
    REGRESSION,
    /** Ours. */
    GENERATED;

    String file() {
      return name().toLowerCase(Locale.ROOT) + ".jsonl.gz";
    }
  }

  /** Returns whether it only counts, and is never looked at when detection is written. */
  boolean isHeldBack() {
    CRC32 crc = new CRC32();
    crc.update(id.getBytes(StandardCharsets.UTF_8));
    return crc.getValue() % 4 == 0;
  }

  /** Takes it apart. */
  InspectedRequest inspected() {
    return InspectedRequest.of(method, target, headers, body);
  }

  /** Returns all, also those that the engine did not see; they are read once. */
  static List<MeasuredRequest> all() {
    return Read.ALL;
  }

  /** Holds what was read. */
  private static final class Read {
    static final List<MeasuredRequest> ALL =
        Stream.of(Corpus.values())
            .flatMap(corpus -> lines(corpus.file()).map(line -> of(corpus, line)))
            .toList();
  }

  /** Reads the lines of a file. */
  static Stream<JsonNode> lines(String file) {
    try (InputStream in =
        new GZIPInputStream(
            Objects.requireNonNull(MeasuredRequest.class.getResourceAsStream(file), file))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().map(JSON::readTree);
    } catch (IOException e) {
      throw new UncheckedIOException(file, e);
    }
  }

  private static MeasuredRequest of(Corpus corpus, JsonNode line) {
    JsonNode request = line.get("request");
    Map<Integer, Set<String>> parts = new HashMap<>();
    for (Map.Entry<String, JsonNode> rule : line.get("matched_vars").properties()) {
      Set<String> names = new TreeSet<>();
      rule.getValue().forEach(name -> names.add(bytes(name)));
      parts.put(Integer.valueOf(rule.getKey()), names);
    }
    Set<Integer> found = new TreeSet<>();
    line.get("matched").forEach(rule -> found.add(rule.asInt()));
    Sent sent = request.has("raw_base64") ? Sent.raw(request) : Sent.of(request);
    return new MeasuredRequest(
        line.get("id").asString(),
        corpus,
        sent.method,
        sent.target,
        sent.headers,
        sent.delivered(),
        line.get("seen_by_waf").asBoolean(),
        found,
        parts);
  }

  /** Returns a text of UTF-8 with one byte a character. */
  static String bytes(JsonNode text) {
    return new String(
        text.asString().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  /** What was sent. */
  private record Sent(String method, String target, List<Header> headers, byte[] body) {

    static Sent of(JsonNode request) {
      List<Header> headers = new ArrayList<>();
      for (JsonNode header : request.get("headers")) {
        headers.add(new Header(bytes(header.get(0)), trimmed(bytes(header.get(1)))));
      }
      return new Sent(
          request.get("method").asString(),
          bytes(request.get("uri")),
          headers,
          Base64.getDecoder().decode(request.get("body_base64").asString()));
    }

    /** A line without a colon is a header without a value, as for nginx. */
    static Sent raw(JsonNode request) {
      String raw =
          new String(
              Base64.getDecoder().decode(request.get("raw_base64").asString()),
              StandardCharsets.ISO_8859_1);
      String text = raw.replace("\r\n", "\n");
      int end = text.indexOf("\n\n");
      String[] lines = text.substring(0, end).split("\n");
      String[] first = lines[0].split(" ");
      List<Header> headers = new ArrayList<>();
      for (int i = 1; i < lines.length; i++) {
        int colon = lines[i].indexOf(':');
        headers.add(
            colon < 0
                ? new Header(lines[i], "")
                : new Header(lines[i].substring(0, colon), trimmed(lines[i].substring(colon + 1))));
      }
      return new Sent(
          first[0],
          first[1],
          headers,
          text.substring(end + 2).getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Returns the body as nginx hands it on: what Content-Length says, or its chunks. */
    byte[] delivered() {
      int length = -1;
      for (Header header : headers) {
        if (header.name().equalsIgnoreCase("Content-Length")
            && header.value().matches("\\d{1,9}")) {
          length = Integer.parseInt(header.value());
        } else if (header.name().equalsIgnoreCase("Transfer-Encoding")) {
          return dechunked();
        }
      }
      // what never comes whole is never handed on
      return length < 0 || length > body.length ? new byte[0] : Arrays.copyOf(body, length);
    }

    private byte[] dechunked() {
      String text = new String(body, StandardCharsets.ISO_8859_1);
      ByteArrayOutputStream whole = new ByteArrayOutputStream();
      int at = 0;
      while (at < text.length()) {
        int end = text.indexOf("\r\n", at);
        if (end < 0) {
          break;
        }
        String size = text.substring(at, end).split(";")[0].strip();
        if (!size.matches("[0-9A-Fa-f]{1,6}") || Integer.parseInt(size, 16) == 0) {
          break;
        }
        int length = Math.min(Integer.parseInt(size, 16), text.length() - end - 2);
        whole.write(body, end + 2, length);
        at = end + 2 + length + 2;
      }
      return whole.toByteArray();
    }

    private static String trimmed(String value) {
      int from = 0;
      int to = value.length();
      while (from < to && value.charAt(from) == ' ') {
        from++;
      }
      while (to > from && value.charAt(to - 1) == ' ') {
        to--;
      }
      return value.substring(from, to);
    }
  }
}
