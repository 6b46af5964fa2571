package dev.plumbline.waf.ftw;

import java.util.List;

/** What became of a stage. */
public sealed interface FtwVerdict {

  /** Returns what it rests on, in words; one at least. */
  List<String> reasons();

  /** Returns whether the stage has passed. */
  default boolean passed() {
    return this instanceof Pass;
  }

  /**
   * Everything is as expected, and the firewall has looked at the request.
   *
   * @param reasons what was seen
   */
  record Pass(List<String> reasons) implements FtwVerdict {
    /** Copies the list. */
    public Pass {
      reasons = List.copyOf(reasons);
    }
  }

  /**
   * Something is not as expected.
   *
   * @param reasons what
   */
  record Fail(List<String> reasons) implements FtwVerdict {
    /** Copies the list. */
    public Fail {
      reasons = List.copyOf(reasons);
    }
  }

  /**
   * Nothing contradicts what is expected, and something needed to say so is missing: the log, or
   * any sign that the firewall has looked at the request.
   *
   * @param reasons what is missing
   */
  record Undecidable(List<String> reasons) implements FtwVerdict {
    /** Copies the list. */
    public Undecidable {
      reasons = List.copyOf(reasons);
    }
  }
}
