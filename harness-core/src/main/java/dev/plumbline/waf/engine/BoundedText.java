package dev.plumbline.waf.engine;

import java.util.regex.Pattern;

/**
 * A text that a regular expression may look at only so often: one that goes back over the text
 * without end is stopped.
 */
final class BoundedText implements CharSequence {

  /** Looks that every search may take, and more for each character of the text. */
  private static final int LOOKS = 100_000;

  private static final int LOOKS_PER_CHARACTER = 20;

  private final String text;
  private final int start;
  private final int end;
  private final int[] left;

  private BoundedText(String text, int start, int end, int[] left) {
    this.text = text;
    this.start = start;
    this.end = end;
    this.left = left;
  }

  /** What a search comes to. */
  enum Search {
    /** The pattern is in the text. */
    FOUND,
    /** It is not. */
    NOT_FOUND,
    /** The search was stopped. */
    NO_END
  }

  /** Looks for a pattern in a text. */
  static Search search(Pattern pattern, String text) {
    int most =
        (int) Math.min(Integer.MAX_VALUE, LOOKS + (long) LOOKS_PER_CHARACTER * text.length());
    try {
      return pattern.matcher(new BoundedText(text, 0, text.length(), new int[] {most})).find()
          ? Search.FOUND
          : Search.NOT_FOUND;
    } catch (TooManyLooks | StackOverflowError e) {
      // Java's engine recurses for groups that repeat: the stack may end before the looks do.
      return Search.NO_END;
    }
  }

  @Override
  public char charAt(int index) {
    if (--left[0] < 0) {
      throw new TooManyLooks();
    }
    return text.charAt(start + index);
  }

  @Override
  public int length() {
    return end - start;
  }

  @Override
  public CharSequence subSequence(int from, int to) {
    return new BoundedText(text, start + from, start + to, left);
  }

  @Override
  public String toString() {
    return text.substring(start, end);
  }

  /** Ends a search; never leaves this class. */
  private static final class TooManyLooks extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooManyLooks() {
      super(null, null, false, false);
    }
  }
}
