package dev.plumbline.waf.engine;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A text of a request in the forms in which rules look at it; each form is made once, when a rule
 * asks for it first. All hold one byte a character.
 */
final class Text {

  private final String raw;
  private @Nullable String decoded;
  private @Nullable String plain;
  private @Nullable List<String> stages;

  Text(String raw) {
    this.raw = raw;
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
   * Returns the distinct forms on the way to {@link #plain()} and on to the one without NUL, the
   * first of them {@link #raw()}.
   */
  List<String> stages() {
    List<String> made = stages;
    if (made == null) {
      made =
          Stream.of(raw, PercentCode.unicode(raw), plain(), plain().replace("\0", ""))
              .distinct()
              .toList();
      stages = made;
    }
    return made;
  }

  @Override
  public String toString() {
    return raw;
  }
}
