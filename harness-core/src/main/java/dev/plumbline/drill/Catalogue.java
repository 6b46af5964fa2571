package dev.plumbline.drill;

import dev.plumbline.descriptor.DescriptorException;
import dev.plumbline.drill.Misconfiguration.Place;
import dev.plumbline.drill.Misconfiguration.Refused;
import dev.plumbline.network.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Collects the misconfigurations of one description, by small changes of it. A change that makes no
 * difference to the network, or makes one that is refused, is no place: it is said why.
 *
 * @param <D> what the description is made of
 */
public final class Catalogue<D> {

  private final Network network;
  private final Function<D, Network> made;
  private final List<Misconfiguration> all = new ArrayList<>();

  /**
   * Makes an empty catalogue.
   *
   * @param network the network without a mistake
   * @param made makes a network of a changed description, and throws a {@link DescriptorException}
   *     where that is not valid
   */
  public Catalogue(Network network, Function<D, Network> made) {
    this.network = network;
    this.made = made;
  }

  /**
   * Adds a misconfiguration that the core knows, so that it is told alike for every kind of
   * description.
   *
   * @param name its name
   * @param nowhere why it applies nowhere, where it does not, as the end of a sentence that begins
   *     with "because"
   * @param places tells all places
   * @throws IllegalArgumentException when the core does not know it
   */
  public Catalogue<D> add(String name, String nowhere, Consumer<Places<D>> places) {
    Known known = Known.of(name);
    return add(name, known.tag(), known.statement(), known.caughtBy(), nowhere, places);
  }

  /**
   * Adds a misconfiguration.
   *
   * @param name its name
   * @param tag what it is about
   * @param statement what went wrong, as a sentence
   * @param caughtBy the assertion that would notice it, as code
   * @param nowhere why it applies nowhere, where it does not, as the end of a sentence that begins
   *     with "because"
   * @param places tells all places
   */
  public Catalogue<D> add(
      String name,
      String tag,
      String statement,
      String caughtBy,
      String nowhere,
      Consumer<Places<D>> places) {
    Places<D> found = new Places<>(network, made);
    places.accept(found);
    all.add(
        new Misconfiguration(
            name,
            tag,
            statement,
            caughtBy,
            found.places,
            found.places.isEmpty() ? (found.without == null ? nowhere : found.without) : null,
            found.refused));
    return this;
  }

  /** Returns the misconfigurations, in the order they were added. */
  public List<Misconfiguration> misconfigurations() {
    return List.copyOf(all);
  }

  /**
   * Told the places of a misconfiguration.
   *
   * @param <D> what the description is made of
   */
  public static final class Places<D> {

    private final Network network;
    private final Function<D, Network> made;
    private final List<Place> places = new ArrayList<>();
    private final List<Refused> refused = new ArrayList<>();
    private @Nullable String without;

    private Places(Network network, Function<D, Network> made) {
      this.network = network;
      this.made = made;
    }

    /**
     * Adds a place.
     *
     * @param where the place in the words of the description
     * @param changed the description with the mistake in it
     */
    public void add(String where, D changed) {
      try {
        Network mistaken = made.apply(changed);
        if (mistaken.equals(network)) {
          without = "it makes no difference to the network at " + where;
        } else {
          places.add(new Place(where, mistaken));
        }
      } catch (DescriptorException e) {
        String why = e.problems().get(0).message();
        without = "it is refused before it could do harm, at " + where + ": " + why;
        refused.add(new Refused(where, "it is refused before it could do harm: " + why));
      }
    }
  }
}
