package dev.plumbline.descriptor;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Collects everything that is wrong with a description, so that it can be said at once.
 *
 * <p>Paths are written as in the document: keys joined by points, places in lists in brackets:
 * {@code hosts[2].listeners[0].port}. A path that the document does not hold, because the key is
 * absent, is shown with the line of what it would be in.
 */
public final class Problems {

  /**
   * A place in a document: what the path is there, which differs where one line stands for several
   * values.
   */
  record Place(String path, int line, int column) {}

  private final String what;
  private final @Nullable String file;
  private final Map<String, Place> places;
  private final Map<String, String> hidden;
  private final Set<String> broken = new LinkedHashSet<>();
  private final Set<Problem> found = new LinkedHashSet<>();
  private final List<Problem> ofOthers = new ArrayList<>();

  Problems(
      String what, @Nullable String file, Map<String, Place> places, Map<String, String> hidden) {
    this.what = what;
    this.file = file;
    this.places = places;
    this.hidden = hidden;
  }

  /**
   * Returns an empty collection for a description that was built in code, so that there are no
   * lines.
   *
   * @param what what cannot be used when something is found, for example {@code the network "demo"
   *     is not valid}
   */
  public static Problems inCode(String what) {
    return new Problems(what, null, Map.of(), Map.of());
  }

  /** Adds a problem with the value at a path, which says what was found and what is allowed. */
  public void add(String path, String message) {
    addAt(path, place(path), message);
  }

  /** Adds a problem with the value at a path, unless it is known to be wrong already. */
  public void addUnlessBroken(String path, String message) {
    if (!broken(path)) {
      add(path, message);
    }
  }

  /**
   * Adds that a name stands for nothing, with the names that are allowed and the nearest of them.
   *
   * @param path where the name stands
   * @param what what it should stand for, with its article, for example {@code a segment}
   * @param name the name
   * @param allowed the names that there are
   */
  public void addUnknown(String path, String what, String name, Collection<String> allowed) {
    add(path, "\"" + name + "\" is not " + what + NearestName.hint(name, allowed));
  }

  /**
   * Returns whether something is wrong at a path or below it, so that what follows from the value
   * there means nothing.
   */
  public boolean broken(String path) {
    return path.isEmpty()
        ? !broken.isEmpty()
        : broken.stream()
            .anyMatch(
                one ->
                    one.startsWith(path)
                        && (one.length() == path.length()
                            || ".[".indexOf(one.charAt(path.length())) >= 0));
  }

  /** Returns whether the value at a path itself, as a whole, is missing or unusable. */
  public boolean brokenAt(String path) {
    return broken.contains(path);
  }

  /** Returns what was found so far, in the order of the document. */
  public List<Problem> found() {
    List<Problem> sorted = new ArrayList<>(found);
    sorted.sort(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column));
    sorted.addAll(ofOthers);
    return List.copyOf(sorted);
  }

  /**
   * Ends here if anything was found.
   *
   * @throws DescriptorException with all problems
   */
  public void throwIfAny() {
    if (!found().isEmpty()) {
      throw new DescriptorException(what, found());
    }
  }

  /**
   * Returns the end of a message about a name that stands for nothing: what is allowed, and what
   * was probably meant.
   */
  public static String hint(String name, Collection<String> allowed) {
    return NearestName.hint(name, allowed);
  }

  /**
   * Takes over the problems of another description, so that both are said at once, this one's
   * first.
   */
  public void addAll(DescriptorException others) {
    ofOthers.addAll(others.problems());
  }

  /** Marks a path as wrong for a reason that is said elsewhere. */
  void note(String path) {
    broken.add(path);
  }

  void addAt(String path, Place place, String message) {
    String shown = message;
    for (Map.Entry<String, String> value : hidden.entrySet()) {
      shown = shown.replace(value.getKey(), value.getValue());
    }
    broken.add(path);
    found.add(new Problem(file, place.line(), place.column(), place.path(), shown));
  }

  private Place place(String path) {
    Place exact = places.get(path);
    if (exact != null) {
      return exact;
    }
    for (String outer = path; !outer.isEmpty(); ) {
      outer =
          outer.substring(0, Math.max(0, Math.max(outer.lastIndexOf('.'), outer.lastIndexOf('['))));
      Place place = places.get(outer);
      if (place != null) {
        // Below a text that stands for a whole value there is nothing to point at.
        String rest = place.path().equals(outer) ? path.substring(outer.length()) : "";
        return new Place(
            place.path().isEmpty() && rest.startsWith(".")
                ? rest.substring(1)
                : place.path() + rest,
            place.line(),
            place.column());
      }
    }
    return new Place(path, 0, 0);
  }
}
