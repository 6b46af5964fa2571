package dev.plumbline.drill;

import dev.plumbline.network.Network;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A mistake that people make in networks, and the places where it can be made in one of them.
 *
 * @param name its name, for example {@code probe-wrong-path}
 * @param tag what it is about: {@code dns}, {@code tls}, {@code gateway}, {@code firewall}, {@code
 *     rules}, {@code routing} or {@code access}
 * @param statement what went wrong, as a sentence
 * @param caughtBy the assertion that would notice it, as code
 * @param places where it can be made; empty when it applies nowhere
 * @param notApplicable why it applies nowhere, as the end of a sentence that begins with "because";
 *     null when it applies somewhere
 * @param refused where the description with the mistake is refused before it could do harm
 */
public record Misconfiguration(
    String name,
    String tag,
    String statement,
    String caughtBy,
    List<Place> places,
    @Nullable String notApplicable,
    List<Refused> refused) {

  /** Copies the lists. */
  public Misconfiguration {
    places = List.copyOf(places);
    refused = List.copyOf(refused);
    if (places.isEmpty() == (notApplicable == null)) {
      throw new IllegalArgumentException(
          "the misconfiguration \""
              + name
              + "\" needs either places or a reason why it applies nowhere");
    }
  }

  /**
   * A place where the mistake is made.
   *
   * @param where the place in the words of the description, for example {@code probe
   *     apim-gateway-probe}
   * @param network the network with the mistake in it; valid, and not equal to the one without
   */
  public record Place(String where, Network network) {}

  /**
   * A place where the mistake cannot be made.
   *
   * @param where the place in the words of the description
   * @param why why not, as the end of a sentence that begins with "because"
   */
  public record Refused(String where, String why) {}
}
