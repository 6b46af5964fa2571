package dev.plumbline.waf.engine;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A text of a request in the forms in which rules look at it; each form is made once, when a rule
 * asks for it first. All hold one byte a character.
 */
final class Text {

  /** That a text holds a quote. */
  static final int QUOTE = 1;

  /** That it holds a space. */
  static final int SPACE = 2;

  /** That it holds an opening bracket. */
  static final int BRACKET = 4;

  /** That it holds a star, a dash, a hash or a backslash, as in comments. */
  static final int COMMENT = 8;

  /** That it holds a character that is no letter, digit or underscore. */
  static final int SYMBOL = 16;

  private static final byte[] MARKS = marks();

  private final String raw;
  private @Nullable String decoded;
  private @Nullable String plain;
  private @Nullable List<String> stages;
  private int marks = -1;

  Text(String raw) {
    this.raw = raw;
  }

  private static byte[] marks() {
    byte[] marks = new byte[256];
    for (char c = 0; c < marks.length; c++) {
      int mark = Ascii.isWord(c) ? 0 : SYMBOL;
      mark |= Ascii.isQuote(c) ? QUOTE : 0;
      mark |= Ascii.isSpace(c) ? SPACE : 0;
      mark |= c == '(' ? BRACKET : 0;
      mark |= "*-#\\".indexOf(c) >= 0 ? COMMENT : 0;
      marks[c] = (byte) mark;
    }
    return marks;
  }

  /** Returns the text as the parser gave it. */
  String raw() {
    return raw;
  }

  /** Returns the text percent-decoded once more: what most rules look at. */
  String decoded() {
    String made = decoded;
    if (made == null) {
      made = PercentCode.decoded(raw);
      decoded = made;
    }
    return made;
  }

  /**
   * Returns the text percent-decoded once more, with typographic quotes, full-width forms and the
   * like as the plain characters they look like.
   */
  String plain() {
    String made = plain;
    if (made == null) {
      String unicode = PercentCode.unicode(raw);
      made = unicode.equals(raw) ? decoded() : PercentCode.decoded(unicode);
      plain = made;
    }
    return made;
  }

  /**
   * Returns whether {@link #decoded()} holds one of some marks: a quick look, so that rules need
   * not read what cannot hold their shapes.
   */
  boolean has(int oneOf) {
    if (marks < 0) {
      String text = decoded();
      int found = 0;
      for (int i = 0; i < text.length(); i++) {
        found |= MARKS[text.charAt(i) & 0xff];
      }
      marks = found;
    }
    return (marks & oneOf) != 0;
  }

  /**
   * Returns the distinct forms on the way to {@link #plain()} and on to the one without NUL, the
   * first of them {@link #raw()}.
   */
  List<String> stages() {
    List<String> made = stages;
    if (made == null) {
      String unicode = PercentCode.unicode(raw);
      String plain = plain();
      if (unicode.equals(raw) && plain.equals(raw) && raw.indexOf(0) < 0) {
        made = List.of(raw);
      } else {
        made = Stream.of(raw, unicode, plain, plain.replace("\0", "")).distinct().toList();
      }
      stages = made;
    }
    return made;
  }

  @Override
  public String toString() {
    return raw;
  }
}
