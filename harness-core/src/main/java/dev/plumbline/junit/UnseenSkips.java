package dev.plumbline.junit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The network tests that JUnit's launcher saw skipped or aborted, among them those that no
 * extension sees: of a class that one of JUnit's own conditions leaves out, extensions are not
 * told.
 *
 * <p>Knows nothing of the launcher's types, which the class path of an extension may lack.
 */
final class UnseenSkips {

  private final List<Skip> skips = new ArrayList<>();

  /**
   * Something that was skipped.
   *
   * @param id its unique id
   * @param path the display names of what it is part of, outermost first
   * @param name its display name
   * @param testClass its class, which is a network test
   * @param reason JUnit's reason
   * @param end how it ended
   */
  record Skip(
      String id, List<String> path, String name, Class<?> testClass, String reason, End end) {

    Skip {
      path = List.copyOf(path);
    }

    /** Returns what to call it in a message. */
    String describe() {
      return testClass.getName()
          + (testClass.getName().endsWith(name) ? "" : " (" + name + ")")
          + ": "
          + reason;
    }
  }

  /** How something ended without having passed or failed. */
  enum End {
    /** It never began. */
    SKIPPED,
    /** A test began, and gave up by an assumption. */
    TEST_ABORTED,
    /** A class, or another container, began and gave up. */
    CONTAINER_ABORTED
  }

  synchronized void add(Skip skip) {
    skips.add(skip);
  }

  /** Returns, once, what was skipped below a unique id. */
  List<Skip> takeBelow(String root) {
    return take(skip -> skip.id().startsWith(root + "/"));
  }

  /** Returns, once, what was skipped. */
  List<Skip> takeAll() {
    return take(skip -> true);
  }

  private synchronized List<Skip> take(Predicate<Skip> which) {
    List<Skip> taken = skips.stream().filter(which).toList();
    skips.removeAll(taken);
    return taken;
  }
}
