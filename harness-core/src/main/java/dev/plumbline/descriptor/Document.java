package dev.plumbline.descriptor;

import dev.plumbline.descriptor.Problems.Place;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * A descriptor that was read: its value, and where in the file each part of it stands.
 *
 * @param <T> the type of the value
 */
public final class Document<T> {

  private final Source source;
  private final String kind;
  private final T value;
  private final Map<String, Place> places;
  private final Map<String, String> hidden;
  private final Set<String> secrets;
  private final List<String> notes;

  Document(
      Source source,
      String kind,
      T value,
      Map<String, Place> places,
      Map<String, String> hidden,
      Set<String> secrets,
      List<String> notes) {
    this.source = source;
    this.kind = kind;
    this.value = value;
    this.places = places;
    this.hidden = hidden;
    this.secrets = secrets;
    this.notes = List.copyOf(notes);
  }

  /**
   * Returns a document that was read by other means than a {@link Descriptor}: without places and
   * secrets.
   *
   * @param kind what it is, for messages, for example {@code network description}
   */
  public static <T> Document<T> of(Source source, String kind, T value) {
    return new Document<>(source, kind, value, Map.of(), Map.of(), Set.of(), List.of());
  }

  /** Returns the value. */
  public T value() {
    return value;
  }

  /**
   * Returns the texts that must not be shown in a report: values of environment variables that
   * stand in free text. Values of four characters and more only, since shorter ones are not secrets
   * and taking them out would garble every page; no defaults, which stand in the file.
   */
  public Set<String> secrets() {
    return secrets;
  }

  /**
   * Returns what a reader of this document should know: what was left out, and what was taken for
   * granted. They are shown in the report; none is an error.
   */
  public List<String> notes() {
    return notes;
  }

  /** Returns this document with notes in place of those it has. */
  public Document<T> withNotes(List<String> notes) {
    return new Document<>(source, kind, value, places, hidden, secrets, notes);
  }

  /** Returns a document of what is made of the value; with the same secrets and notes. */
  public <R> Document<R> map(Function<? super T, ? extends R> making) {
    return new Document<>(source, kind, making.apply(value), places, hidden, secrets, notes);
  }

  /** Returns an empty collection for problems that show only together with other documents. */
  Problems problems() {
    return new Problems(source.name() + " is not a valid " + kind, source.name(), places, hidden);
  }
}
