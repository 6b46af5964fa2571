package dev.plumbline.network;

import dev.plumbline.network.NetworkIndex.Place;
import dev.plumbline.network.NetworkIndex.Station;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Something that a flow has passed and that its answer may have to find again: an appliance, a
 * translation, the way out to the internet.
 *
 * @param at the host that the answer comes to; null where the flow left a segment from an address
 *     of no host
 * @param place the segment that the answer goes on from
 * @param from the host that the answer goes on from; {@code at}, unless a tunnel was passed
 * @param source the source address with which the flow came here
 * @param hides whether it went on with another one
 * @param exit whether the flow left for the internet from here, so that an answer out of the
 *     internet comes here
 * @param seesBoth whether the answer must come here
 * @param before what was passed before; null for nothing
 */
record Passed(
    @Nullable Station at,
    Place place,
    @Nullable Station from,
    InetAddress source,
    boolean hides,
    boolean exit,
    boolean seesBoth,
    @Nullable Passed before) {

  /** Returns whether an answer that no route leads elsewhere comes here. */
  boolean catches() {
    return exit || hides;
  }

  Passed hiding() {
    return new Passed(at, place, from, source, true, exit, true, before);
  }
}
