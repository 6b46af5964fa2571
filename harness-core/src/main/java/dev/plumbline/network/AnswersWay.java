package dev.plumbline.network;

import dev.plumbline.network.Filter.Decision;
import dev.plumbline.network.Network.Action;
import dev.plumbline.network.Network.Route;
import dev.plumbline.network.NetworkIndex.Place;
import dev.plumbline.network.NetworkIndex.Station;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way that the answer to a flow takes, from where the flow has arrived.
 *
 * <p>Only routes lead an answer anywhere else than straight back. What has hidden the source gets
 * the answer back, and so does, across the internet, what the flow left from.
 */
final class AnswersWay {

  private final NetworkIndex index;
  private final FaultsInForce faults;
  private final Flow flow;
  private final InetAddress from;
  private final int fromPort;

  /** What the flow has passed, the last first. */
  private final List<Passed> passed = new ArrayList<>(4);

  /** What the answer has come to of them. */
  private final BitSet seen = new BitSet();

  /** Where the answer went past each of them, if it has. */
  private final @Nullable Leg[] past;

  private Place place;
  private @Nullable Station station;
  private InetAddress to;
  private AddressBits toBits;
  private Leg leg;

  /**
   * The first of them that has hidden the source, or led out to the internet, and is not undone.
   */
  private int next;

  private boolean back;

  /**
   * Makes the way of an answer.
   *
   * @param target the host that answers
   * @param from the address it answers from
   * @param fromPort the port it answers from
   * @param to the address it answers to
   * @param last what the flow has passed last
   */
  AnswersWay(
      NetworkIndex index,
      FaultsInForce faults,
      Flow flow,
      Station target,
      InetAddress from,
      int fromPort,
      InetAddress to,
      @Nullable Passed last) {
    this.index = index;
    this.faults = faults;
    this.flow = flow;
    this.from = from;
    this.fromPort = fromPort;
    this.place = target.place;
    this.station = target;
    this.to = to;
    this.toBits = AddressBits.of(to);
    for (Passed one = last; one != null; one = one.before()) {
      passed.add(one);
    }
    this.leg = new Leg(place, null);
    this.past = new @Nullable Leg[passed.size()];
    this.next = catching(0);
  }

  /** Where the answer left a segment, and by which route; null for none. */
  private record Leg(Place place, @Nullable Route route) {}

  /**
   * What ends an answer.
   *
   * @param decidedBy the route, appliance or rule
   * @param because one sentence
   */
  record Lost(String decidedBy, String because) {}

  /** Returns what ends the answer; null when it comes back. */
  @Nullable Lost lost() {
    comeTo(station);
    for (int steps = 0; steps <= Walk.MOST_STEPS && !back; steps++) {
      Route route = Walk.routeAt(place, station, toBits);
      leg = new Leg(place, route);
      if (route != null && !leadsStraight(route)) {
        Lost lost = led(route);
        if (lost != null) {
          return lost;
        }
      } else if (next < passed.size()) {
        comeTo(passed.get(next).at());
      } else {
        back = true;
      }
    }
    return back
        ? missed()
        : new Lost("routing loop", answer() + " goes round in circles, at last at " + here());
  }

  private boolean leadsStraight(Route route) {
    if (Walk.leadsOnDirectly(route, station)) {
      return true;
    }
    Station next = route.via() == null ? null : index.host(route.via());
    return next != null && isOf(next);
  }

  /** Goes where a route leads; returns what ends the answer there. */
  private @Nullable Lost led(Route route) {
    String named = "route " + route.name() + " (" + route.prefix() + ") of " + place.text;
    if (route.via() == null) {
      return new Lost(named, answer() + " has no way back: " + named + " gives it none");
    }
    String way = answer() + " goes by " + named + " to host " + route.via();
    Station next = index.host(route.via());
    if (next == null || !next.host.forwards()) {
      return new Lost(
          named, way + (next == null ? ", which does not exist" : ", which does not forward"));
    }
    if (knows(next)) {
      place = next.place;
      comeTo(next);
      return null;
    }
    return next.host.stateful()
        ? new Lost(named, way + ", which has not seen the connection and drops it")
        : judgedAnew(next, named);
  }

  /** Returns whether a host has seen the connection with the address that the answer goes to. */
  private boolean knows(Station host) {
    for (int i = 0; i < passed.size(); i++) {
      Passed one = passed.get(i);
      if (isSame(one.at(), host) && (one.source().equals(to) || i == this.next && !one.exit())) {
        return true;
      }
    }
    return false;
  }

  /** An appliance without memory passes the answer on, if its filters let something new through. */
  private @Nullable Lost judgedAnew(Station next, String named) {
    Fault down = faults.down(next.host.name(), flow.port());
    if (down != null) {
      String described = FaultsInForce.describe(down);
      return new Lost(
          described, answer() + " goes by " + named + " to " + next.text + ", which is down");
    }
    boolean apart = next.host.apart();
    Filter[] filters = {
      apart ? null : next.place.in, next.in, next.out, apart ? null : next.place.out
    };
    for (Filter filter : filters) {
      if (filter != null) {
        Decision decision =
            filter.decide(
                flow.protocol(), AddressBits.of(from), fromPort, toBits, flow.sourcePort());
        if (decision.action() != Action.ALLOW) {
          return new Lost(
              decision.decidedBy(),
              answer()
                  + " goes by "
                  + named
                  + " to host "
                  + next.host.name()
                  + ", where nothing has seen the connection: "
                  + decision.hop()
                  + " it");
        }
      }
    }
    place = next.place;
    comeTo(next);
    return null;
  }

  private @Nullable Lost missed() {
    for (int i = 0; i < passed.size(); i++) {
      Passed missed = passed.get(i);
      Station at = missed.at();
      if (at != null && missed.seesBoth() && !seen.get(i) && !isOf(at)) {
        Leg astray = past[i] == null ? leg : past[i];
        Route route = astray.route();
        String host = "host " + at.host.name();
        String named =
            route == null
                ? host
                : "route " + route.name() + " (" + route.prefix() + ") of " + astray.place().text;
        return new Lost(
            named,
            answer()
                + " goes past "
                + host
                + ", which has seen the connection open and drops what it sees one way only: "
                + (route == null
                    ? "no route of " + astray.place().text + " leads it there"
                    : named
                        + (route.via() == null ? " leads it on directly" : " leads it elsewhere")));
      }
    }
    return null;
  }

  /** Comes to a host, and undoes all that was done to the flow there in one go. */
  private void comeTo(@Nullable Station at) {
    station = at;
    see();
    while (next < passed.size() && isSame(passed.get(next).at(), station) && !back) {
      Passed undone = passed.get(next);
      seen.set(next);
      boolean first = next == passed.size() - 1;
      next = catching(next + 1);
      to = undone.source();
      toBits = AddressBits.of(to);
      place = undone.place();
      station = undone.from();
      back = first && (undone.exit() || station != null && isOf(station));
      see();
    }
  }

  /** The host that the answer has come to has now seen both ways of the connection. */
  private void see() {
    for (int i = 0; i < passed.size(); i++) {
      Passed one = passed.get(i);
      if (station != null && isSame(one.at(), station) && one.source().equals(to)) {
        seen.set(i);
      }
      if (seen.get(i)) {
        for (int j = 0; j < i; j++) {
          if (past[j] == null) {
            past[j] = leg;
          }
        }
      }
    }
  }

  private int catching(int first) {
    int found = first;
    while (found < passed.size() && !passed.get(found).catches()) {
      found++;
    }
    return found;
  }

  /** Returns whether the answer goes to the host itself. */
  private boolean isOf(Station host) {
    return host.at(index, to) != null;
  }

  /** A host has a station in each segment where it has an address. */
  private static boolean isSame(@Nullable Station one, @Nullable Station other) {
    return one == other || one != null && other != null && one.host == other.host;
  }

  private String answer() {
    return "the answer from " + from.getHostAddress() + " to " + to.getHostAddress();
  }

  private String here() {
    return station == null ? place.text : station.text;
  }
}
