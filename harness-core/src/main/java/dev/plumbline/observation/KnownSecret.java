package dev.plumbline.observation;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A text that is sought in others, each of its characters as it is or as JSON, URLs and HTML write
 * it, whichever of them a program chose to write otherwise. Immutable.
 */
final class KnownSecret {

  /** The least of a text that was cut off that is taken for its beginning. */
  private static final int SHORTEST_PART = 4;

  /** Fewer characters of Base64 might be anything. */
  private static final int SHORTEST_BASE64 = 6;

  /** What may be left of one character in another spelling where a text was cut. */
  private static final Pattern PART_OF_A_CHARACTER =
      Pattern.compile(
          "(?:(?:%(?:25){0,2})+[0-9A-Fa-f]?|\\\\{1,8}(?:u[0-9A-Fa-f]{0,3})?|&#?\\w{0,8}|\\uFFFD+)");

  private static final Map<Integer, Pattern> SPELLINGS = new ConcurrentHashMap<>();

  /** How far the spelling of one character may go. */
  private static final int LONGEST_CHARACTER = 40;

  private final String text;

  /** What each of its characters may be written as where not as itself. */
  private final List<Pattern> characters;

  /** Whether it is Base64 or hex. */
  private final boolean encoded;

  private final boolean base64;

  /** Whether an ellipsis in a text might be one of its own. */
  private final boolean dotted;

  private KnownSecret(String text, boolean encoded, boolean base64) {
    this.text = text;
    this.encoded = encoded;
    this.base64 = base64;
    dotted = text.indexOf('.') >= 0 || text.indexOf('\u2026') >= 0;
    characters =
        text.codePoints()
            .mapToObj(c -> SPELLINGS.computeIfAbsent(c, KnownSecret::otherwise))
            .toList();
  }

  /** Returns what is to be sought for a secret: itself, and what it is in Base64 and in hex. */
  static List<KnownSecret> of(String secret) {
    Set<String> base64 = new LinkedHashSet<>();
    Set<String> hex = new LinkedHashSet<>();
    for (Charset charset : List.of(StandardCharsets.UTF_8, StandardCharsets.ISO_8859_1)) {
      byte[] bytes = bytes(secret, charset);
      for (Base64.Encoder encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
        if (bytes.length > 0) {
          base64.add(encoder.withoutPadding().encodeToString(bytes));
          // Among other bytes, as a password is after its user.
          for (int before = 0; before < 3; before++) {
            String inside = inside(encoder, bytes, before);
            if (inside.length() >= SHORTEST_BASE64) {
              base64.add(inside);
            }
          }
        }
      }
      if (bytes.length > 0) {
        hex.add(HexFormat.of().formatHex(bytes));
        hex.add(HexFormat.of().withUpperCase().formatHex(bytes));
      }
    }
    List<KnownSecret> all = new ArrayList<>(List.of(new KnownSecret(secret, false, false)));
    base64.forEach(each -> all.add(new KnownSecret(each, true, true)));
    hex.forEach(each -> all.add(new KnownSecret(each, true, false)));
    return List.copyOf(all);
  }

  /** Returns nothing where a charset cannot write a text. */
  private static byte[] bytes(String text, Charset charset) {
    try {
      ByteBuffer encoded = charset.newEncoder().encode(CharBuffer.wrap(text));
      byte[] bytes = new byte[encoded.remaining()];
      encoded.get(bytes);
      return bytes;
    } catch (CharacterCodingException e) {
      return new byte[0];
    }
  }

  /** Returns the characters of Base64 that depend on nothing but the bytes. */
  private static String inside(Base64.Encoder encoder, byte[] bytes, int before) {
    byte[] shifted = new byte[before + bytes.length];
    System.arraycopy(bytes, 0, shifted, before, bytes.length);
    String all = encoder.withoutPadding().encodeToString(shifted);
    int from = (before * 8 + 5) / 6;
    int to = shifted.length * 8 / 6;
    return from < to ? all.substring(from, to) : "";
  }

  /** Returns whether a character that is not written as itself may begin so. */
  static boolean beginsOtherSpelling(char c) {
    return c == '\\' || c == '%' || c == '&' || c == '+';
  }

  /** Returns whether it may begin with such a spelling; letters and digits are left alone. */
  boolean mayBeginOtherwise() {
    return !encoded || "+/=".indexOf(first()) >= 0;
  }

  /** Returns the character that it begins with where that is written as itself. */
  char first() {
    return text.charAt(0);
  }

  private static Pattern otherwise(int c) {
    String character = new String(Character.toChars(c));
    List<String> spellings = new ArrayList<>();
    // JSON, and JSON within JSON
    StringBuilder json = new StringBuilder();
    for (char unit : character.toCharArray()) {
      json.append(String.format(Locale.ROOT, "\\\\{1,8}u(?i:%04x)", (int) unit));
    }
    spellings.add(json.toString());
    int place = "\b\f\n\r\t\"\\/'".indexOf(c);
    if (place >= 0) {
      String escape = "bfnrt\"\\/'".substring(place, place + 1);
      spellings.add(escape.equals("\\") ? "\\\\{2}" : "\\\\{1,8}" + Pattern.quote(escape));
    }
    if (c < 0x100) {
      spellings.add(String.format(Locale.ROOT, "\\\\{1,8}x(?i:%02x)", c));
    }
    // URLs and forms, and those within others
    for (Charset charset : List.of(StandardCharsets.UTF_8, StandardCharsets.ISO_8859_1)) {
      byte[] bytes = bytes(character, charset);
      StringBuilder percent = new StringBuilder();
      for (byte each : bytes) {
        percent.append(String.format(Locale.ROOT, "%%(?:25){0,2}?(?i:%02x)", each & 0xff));
      }
      if (bytes.length > 0) {
        spellings.add(percent.toString());
      }
    }
    if (c == ' ') {
      spellings.add("\\+");
    }
    // HTML and XML, and those within others
    String name =
        switch (c) {
          case '&' -> "amp|";
          case '<' -> "lt|";
          case '>' -> "gt|";
          case '"' -> "quot|";
          case '\'' -> "apos|";
          default -> "";
        };
    spellings.add(
        String.format(Locale.ROOT, "&(?:amp;){0,2}?(?i:%s#0{0,4}%d|#x0{0,4}%x);", name, c, c));
    return Pattern.compile(String.join("|", spellings));
  }

  /** Where something was found. */
  record Span(int from, int to) {}

  /**
   * Returns where it stands at a place of a text, or as much of it as there is where the text was
   * cut; null where it does not.
   */
  @Nullable Span at(String in, int from, Cuts cuts) {
    int same = 0;
    while (same < text.length()
        && from + same < in.length()
        && in.charAt(from + same) == text.charAt(same)
        && !beginsOtherSpelling(text.charAt(same))) {
      same++;
    }
    if (same == text.length()) {
      return span(in, from, from + same);
    }
    if (!dotted
        && from + same < in.length()
        && "\\%&+.\u2026\uFFFD".indexOf(in.charAt(from + same)) < 0) {
      return null;
    }
    Set<Integer> places = Set.of(from);
    int matched = 0;
    int longest = -1;
    int offset = 0;
    for (Pattern otherwise : characters) {
      int c = text.codePointAt(offset);
      Set<Integer> next = new TreeSet<>();
      for (int place : places) {
        if (matched >= SHORTEST_PART && cuts.isPartAt(in, place)) {
          longest = Math.max(longest, cuts.endOf(in, place));
        }
        if (place >= in.length()) {
          continue;
        }
        if (in.codePointAt(place) == c) {
          next.add(place + Character.charCount(c));
        }
        if (beginsOtherSpelling(in.charAt(place))) {
          Matcher matcher = otherwise.matcher(in);
          matcher.region(place, Math.min(in.length(), place + LONGEST_CHARACTER));
          if (matcher.lookingAt()) {
            next.add(matcher.end());
          }
          addRepeated(in, place, c, next);
        }
      }
      if (next.isEmpty()) {
        return longest < 0 ? null : span(in, from, longest);
      }
      places = next;
      offset += Character.charCount(c);
      matched++;
    }
    for (int place : places) {
      longest = Math.max(longest, place);
    }
    return span(in, from, longest);
  }

  /** Adds where what begins every other spelling of its kind may end, written into its own kind. */
  private static void addRepeated(String in, int place, int c, Set<Integer> ends) {
    String more =
        switch (c) {
          case '\\' -> "\\";
          case '%' -> "25";
          case '&' -> "amp;";
          default -> "";
        };
    if (more.isEmpty() || in.charAt(place) != c) {
      return;
    }
    for (int end = place + 1;
        in.startsWith(more, end) && end < place + LONGEST_CHARACTER;
        end += more.length()) {
      ends.add(end + more.length());
    }
  }

  /** What stands around a secret in Base64 is of the same bytes. */
  private Span span(String in, int from, int to) {
    int begin = from;
    int end = to;
    while (base64 && begin > 0 && isBase64(in.charAt(begin - 1))) {
      begin--;
    }
    while (base64 && end < in.length() && isBase64(in.charAt(end))) {
      end++;
    }
    return new Span(begin, end);
  }

  private static boolean isBase64(char c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || c == '+'
        || c == '-'
        || c == '_'
        || c == '=';
  }

  /**
   * Where a text was cut: before an ellipsis, and at its end where that is known.
   *
   * @param atEnd whether its end was cut off
   */
  record Cuts(boolean atEnd) {

    /** Returns whether the text was cut here, or after a part of one character. */
    boolean isPartAt(String in, int place) {
      return isCut(in, place) || partOfCharacter(in, place) >= 0;
    }

    int endOf(String in, int place) {
      return isCut(in, place) ? place : partOfCharacter(in, place);
    }

    private boolean isCut(String in, int place) {
      return place == in.length()
          ? atEnd
          : in.charAt(place) == '\u2026' || in.startsWith("...", place);
    }

    private int partOfCharacter(String in, int place) {
      if (place >= in.length() || "%\\&\uFFFD".indexOf(in.charAt(place)) < 0) {
        return -1;
      }
      Matcher part = PART_OF_A_CHARACTER.matcher(in);
      part.region(place, Math.min(in.length(), place + LONGEST_CHARACTER));
      return part.lookingAt() && isCut(in, part.end()) ? part.end() : -1;
    }
  }
}
