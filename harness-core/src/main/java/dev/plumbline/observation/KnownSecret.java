package dev.plumbline.observation;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
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

  /** How far a space may go: to the end of the margin of the next line, for instance. */
  private static final int LONGEST_SPACE = 300;

  /** What stands for a space, or a break of a line, and may come as often as it likes. */
  private static final Pattern SPACES =
      Pattern.compile(
          "(?i)(?:[\\s\\u0085\\u00A0\\u2028\\u2029]|\\\\{1,8}(?:[nrt]|u(?:0009|000a|000d|0020|00a0|2028|2029)|x(?:09|0a|0d|20|a0)|0(?:11|12|15|40))|\\+|&(?:amp;){0,2}(?:nbsp|#0{0,4}(?:9|10|13|32|160)"
              + "|#x0{0,4}(?:9|a|d|20|a0));|%(?:25){0,2}(?:09|0a|0d|20|a0|c2%(?:25){0,2}a0))++");

  /** How many characters may stand for what another charset could not read. */
  private static final int MOST_UNREADABLE = 4;

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
    Set<String> texts = new LinkedHashSet<>();
    texts.add(secret);
    texts.add(secret.strip()); // of a file with a line break at its end, for instance
    // A letter and its accent are one character or two.
    texts.add(Normalizer.normalize(secret, Normalizer.Form.NFC));
    texts.add(Normalizer.normalize(secret, Normalizer.Form.NFD));
    List<KnownSecret> all = new ArrayList<>();
    texts.forEach(each -> all.add(new KnownSecret(each, false, false)));
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

  /**
   * Returns the further characters that it may begin with, which begin nothing else: those of a
   * first character that was read in another charset, or of another space.
   */
  Set<Character> otherFirsts() {
    Set<Character> firsts = new TreeSet<>();
    int c = text.codePointAt(0);
    if (c > 0x7f) {
      misread(new String(Character.toChars(c))).forEach(each -> firsts.add(each.charAt(0)));
      firsts.add('\uFFFD');
      firsts.add('?');
    }
    return firsts;
  }

  /** Returns what a text in UTF-8 is to those who take it for another charset. */
  private static Set<String> misread(String utf8) {
    byte[] bytes = utf8.getBytes(StandardCharsets.UTF_8);
    Set<String> all = new LinkedHashSet<>();
    all.add(new String(bytes, StandardCharsets.ISO_8859_1));
    all.add(new String(bytes, Charset.forName("windows-1252")));
    return all;
  }

  private static boolean isSpace(int c) {
    return Character.isWhitespace(c) || c == 0x85 || c == 0xa0;
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
      spellings.add(String.format(Locale.ROOT, "\\\\{1,8}(?:x(?i:%02x)|%03o)", c, c));
    }
    if (c > 0x7f) {
      misread(character).forEach(each -> spellings.add(Pattern.quote(each)));
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
    if (!dotted && from + same < in.length() && !mayGoOn(same, in.charAt(from + same))) {
      return null;
    }
    Set<Integer> places = Set.of(from);
    int matched = 0;
    int longest = -1;
    int offset = 0;
    boolean afterSpace = false;
    for (Pattern otherwise : characters) {
      int c = text.codePointAt(offset);
      Set<Integer> next = new TreeSet<>();
      for (int place : places) {
        if (matched >= SHORTEST_PART && cuts.isPartAt(in, place)) {
          longest = Math.max(longest, cuts.endOf(in, place));
        }
        if (afterSpace && isSpace(c)) {
          next.add(place); // as many spaces count as one
        }
        if (place >= in.length()) {
          continue;
        }
        if (in.codePointAt(place) == c) {
          next.add(place + Character.charCount(c));
        }
        if (encoded && matched > 0) {
          int after = afterSeparators(in, place);
          if (after > place && after < in.length() && in.charAt(after) == c) {
            next.add(after + 1);
          }
        }
        if (c > 0x7f) {
          addUnreadable(in, place, next);
        }
        if (isSpace(c)) {
          add(SPACES, in, place, LONGEST_SPACE, next);
        }
        if (c > 0x7f || beginsOtherSpelling(in.charAt(place))) {
          add(otherwise, in, place, LONGEST_CHARACTER, next);
          addRepeated(in, place, c, next);
        }
      }
      if (next.isEmpty()) {
        return longest < 0 ? null : span(in, from, longest);
      }
      places = next;
      afterSpace = isSpace(c);
      offset += Character.charCount(c);
      matched++;
    }
    for (int place : places) {
      longest = Math.max(longest, place);
    }
    return span(in, from, longest);
  }

  /** Adds where another spelling ends, if it stands here. */
  private static void add(Pattern spelling, String in, int place, int longest, Set<Integer> ends) {
    Matcher matcher = spelling.matcher(in);
    matcher.region(place, Math.min(in.length(), place + longest));
    if (matcher.lookingAt()) {
      ends.add(matcher.end());
    }
  }

  /** Returns whether it may go on at a place with another character than its own. */
  private boolean mayGoOn(int place, char there) {
    char own = text.charAt(place);
    return "\\%&+.\u2026\uFFFD".indexOf(there) >= 0
        || own > 0x7f
        || isSpace(own)
        || place > 0 && isSpace(text.charAt(place - 1)) && isSpace(there)
        || encoded && isSeparator(there);
  }

  /** Base64 is broken into lines, and hex is written with a colon after each byte. */
  private boolean isSeparator(char c) {
    return c == '\r' || c == '\n' || c == ' ' || c == '\t' || !base64 && (c == ':' || c == '-');
  }

  private int afterSeparators(String in, int place) {
    int after = place;
    while (after < in.length() && after < place + LONGEST_SPACE && isSeparator(in.charAt(after))) {
      after++;
    }
    return after;
  }

  /** Adds where what stands for bytes that could not be read may end. */
  private static void addUnreadable(String in, int place, Set<Integer> ends) {
    char mark = in.charAt(place);
    if (mark == '?' || mark == '\uFFFD') {
      for (int end = place;
          end < in.length() && in.charAt(end) == mark && end < place + MOST_UNREADABLE;
          end++) {
        ends.add(end + 1);
      }
    }
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
