package dev.plumbline.secrets;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Secrets that nobody has seen before, made from a seed, one for each place where a run meets one;
 * and how they may be written.
 */
final class Secrets {

  /** Places whose secrets come from environment variables: they are known, whatever they are. */
  static final String KNOWN = "LEAK_";

  private static final String LETTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  private final long seed;
  private final Map<String, String> given = new LinkedHashMap<>();

  Secrets(long seed) {
    this.seed = seed;
  }

  /** Returns the secret of a place: letters and digits, as most keys are. */
  String of(String place) {
    return given.computeIfAbsent(place, key -> letters(key, 24));
  }

  /** Returns one with every sign that is written otherwise somewhere. */
  String odd(String place) {
    return given.computeIfAbsent(
        place, key -> letters(key, 7) + " p@s+s/=\"<é&'" + letters(key + 2, 7));
  }

  /** Returns one that is no longer than a person's. */
  String brief(String place) {
    return given.computeIfAbsent(place, key -> letters(key, 6));
  }

  /** Returns a private key in PEM, of a kind; each line of it is a secret. */
  String pem(String place, String kind) {
    String lines = "";
    for (int i = 0; i < 3; i++) {
      lines += given.computeIfAbsent(place + i, key -> letters(key, 48)) + "\n";
    }
    return "-----BEGIN " + kind + "-----\n" + lines + "-----END " + kind + "-----\n";
  }

  /** Returns every secret that was given out, by its place. */
  Map<String, String> all() {
    return given;
  }

  private String letters(String place, int length) {
    Random random = new Random(seed * 31 + place.hashCode());
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return text.toString();
  }

  /** Returns how a secret may be written among other text, itself among them. */
  static Set<String> written(String secret) {
    Set<String> all = new LinkedHashSet<>();
    all.add(secret);
    String form = URLEncoder.encode(secret, StandardCharsets.UTF_8);
    all.add(form);
    all.add(form.replace("+", "%20"));
    all.add(form.toLowerCase(Locale.ROOT).equals(form) ? form : lowerHex(form));
    all.add(lowerHex(form.replace("+", "%20")));
    all.add(secret.replace("\\", "\\\\").replace("\"", "\\\""));
    all.add(
        secret
            .replace("&", "&amp;")
            .replace("<", "&lt;")
            .replace("\"", "&quot;")
            .replace("'", "&#39;"));
    all.add(HexFormat.of().formatHex(secret.getBytes(StandardCharsets.UTF_8)));
    StringBuilder json = new StringBuilder();
    for (char c : secret.toCharArray()) {
      boolean letter = c < 0x80 && Character.isLetterOrDigit(c);
      json.append(letter ? "" + c : String.format(Locale.ROOT, "\\u%04x", (int) c));
    }
    all.add(json.toString());
    for (String before : new String[] {"", "a", "ab"}) {
      byte[] bytes = (before + secret).getBytes(StandardCharsets.UTF_8);
      all.add(Base64.getEncoder().encodeToString(bytes));
      all.add(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }
    return all;
  }

  /** Returns what nobody may read of a secret. */
  static Set<String> spellings(String secret) {
    Set<String> all = written(secret);
    // In what is encoded as a whole a secret stands at one of three offsets.
    for (String before : new String[] {"", "a", "ab"}) {
      byte[] bytes = (before + secret).getBytes(StandardCharsets.UTF_8);
      String text = Base64.getEncoder().encodeToString(bytes);
      int from = before.isEmpty() ? 0 : 4;
      int to = text.length() - (text.endsWith("=") ? 4 : 0);
      String inner = text.substring(from, to);
      if (inner.length() >= 8) {
        all.add(inner);
        all.add(inner.replace('+', '-').replace('/', '_'));
      }
    }
    return all;
  }

  private static String lowerHex(String text) {
    StringBuilder lower = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '%') {
        lower.append(text.substring(i, i + 3).toLowerCase(Locale.ROOT));
        i += 2;
      } else {
        lower.append(text.charAt(i));
      }
    }
    return lower.toString();
  }
}
