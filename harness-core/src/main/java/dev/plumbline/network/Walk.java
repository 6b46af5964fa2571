package dev.plumbline.network;

import dev.plumbline.network.FaultsInForce.Stop;
import dev.plumbline.network.Filter.Decision;
import dev.plumbline.network.Network.Action;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Link;
import dev.plumbline.network.Network.Listener;
import dev.plumbline.network.Network.Protocol;
import dev.plumbline.network.Network.Route;
import dev.plumbline.network.NetworkIndex.Place;
import dev.plumbline.network.NetworkIndex.Station;
import dev.plumbline.network.Verdict.Fate;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One flow on its way, leg by leg.
 *
 * <p>A leg ends at an appliance that a route names, or at the destination's segment; on each leg
 * the filters out of where it starts and those into where it ends are asked. Answers are not asked
 * for: whatever may be opened may be answered.
 *
 * <p>What the public contract leaves open is decided here so:
 *
 * <ul>
 *   <li>A segment's own prefixes are routes to itself; a route with a prefix at least as long wins
 *       against them.
 *   <li>A host that sends to one of its own addresses passes no filter.
 *   <li>An appliance does not send to itself: a route of its own segment that names it counts for
 *       the other hosts only.
 *   <li>What goes out to the internet behind an appliance gets the egress address of the
 *       appliance's segment, and without one that of the source's.
 * </ul>
 */
final class Walk {

  /** More appliances on one way than this can only be a loop. */
  private static final int MOST_APPLIANCES = 16;

  private final NetworkIndex index;
  private final FaultsInForce faults;
  private final Flow flow;
  private final AddressBits dialled;
  private final Place origin;
  private final List<String> hops = new ArrayList<>(8);
  private final List<Stop> stops = new ArrayList<>(4);
  private Place place;
  private @Nullable Station station;
  private InetAddress seenSource;
  private Duration latency = Duration.ZERO;

  Walk(NetworkIndex index, FaultsInForce faults, Flow flow) {
    this.index = index;
    this.faults = faults;
    this.flow = flow;
    this.dialled = AddressBits.of(flow.destination());
    this.origin = index.segment(flow.segment(), flow.toString());
    this.place = origin;
    this.station = origin.hosts.get(flow.source());
    this.seenSource = flow.source();
  }

  Verdict verdict() {
    hops.add("from " + (station == null ? place.text : station.text));
    stop(place, station);
    if (station != null && station.host.addresses().contains(flow.destination())) {
      hops.add("to itself");
      stop(place, station);
      Verdict cut = cutByFault();
      if (cut == null) {
        cut = InFront.hairpin(this, station.host, flow);
      }
      return cut != null ? cut : arrive(station);
    }
    for (int appliances = 0; appliances <= MOST_APPLIANCES; appliances++) {
      Route route = place.route(dialled, place.onLink(dialled));
      if (route == null || leadsOnDirectly(route)) {
        return lastLeg();
      }
      String named = "route " + route.name() + " (" + route.prefix() + ") of " + place.text;
      Verdict end =
          route.via() == null
              ? noRoute(named, named + " gives " + flow + " no way")
              : toAppliance(route.via(), named);
      if (end != null) {
        return end;
      }
    }
    return noRoute(
        "routing loop",
        flow
            + " goes round in circles: it has passed more than "
            + MOST_APPLIANCES
            + " appliances, at last "
            + placeText());
  }

  private boolean leadsOnDirectly(Route route) {
    return route.direct() || station != null && station.host.name().equals(route.via());
  }

  private @Nullable Verdict toAppliance(String via, String named) {
    Station next = index.host(via);
    if (next == null || !next.host.forwards()) {
      String which = next == null ? ", which does not exist" : ", which does not forward";
      return noRoute(named, named + " leads " + flow + " to host " + via + which);
    }
    Link link = place.links.get(next.place);
    if (link == null && next.place != place) {
      return noRoute(
          named,
          named
              + " leads "
              + flow
              + " to host "
              + via
              + ", but no link leads from "
              + place.text
              + " to "
              + next.place.text);
    }
    hops.add(named + " to " + next.text);
    Verdict end = filterOut();
    if (end != null) {
      return end;
    }
    take(link);
    stop(next.place, next);
    end = filterIn(next.place, next, dialled);
    if (end == null) {
      end = cutByFault();
    }
    Fault down = faults.down(via, flow.port());
    if (end == null && down != null) {
      end =
          end(
              Fate.DROPPED,
              FaultsInForce.describe(down),
              flow + " vanishes at " + next.text + ", which is down and forwards nothing");
    }
    place = next.place;
    station = next;
    return end;
  }

  private Verdict lastLeg() {
    Way way = Way.find(index, place, flow.destination(), dialled);
    if (way instanceof Way.None none) {
      return noRoute(
          "no way", "there is no way for " + flow + " from " + placeText() + ": " + none.because());
    }
    Way.Open open = (Way.Open) way;
    Verdict end = filterOut();
    if (end != null) {
      return end;
    }
    take(open.first());
    Place internet = index.internet();
    if (open.second() != null && internet != null) {
      stop(internet, null);
      take(open.second());
    }
    Station target = open.target();
    stop(open.to(), target);
    if (open.byInternet()) {
      translateSource();
    }
    boolean translated = !open.seen().equals(flow.destination());
    if (translated && target != null) {
      hops.add(
          flow.destination().getHostAddress()
              + " is "
              + open.seen().getHostAddress()
              + " of "
              + target.text);
    }
    end = filterIn(open.to(), target, translated ? AddressBits.of(open.seen()) : dialled);
    if (end == null) {
      end = cutByFault();
    }
    if (end != null) {
      return end;
    }
    if (target == null) {
      return noRoute(
          "no host",
          flow
              + " reaches "
              + open.to().text
              + ", but no host has this address: "
              + flow.destination().getHostAddress());
    }
    hops.add("to " + target.text);
    return arrive(target);
  }

  private void take(@Nullable Link link) {
    if (link != null) {
      hops.add("link " + link.from() + " -> " + link.to());
      latency = latency.plus(link.latency());
    }
  }

  private void translateSource() {
    InetAddress egress = place.segment.egress();
    if (egress == null) {
      egress = origin.segment.egress();
    }
    if (egress != null && !egress.equals(seenSource)) {
      hops.add("source " + seenSource.getHostAddress() + " is seen as " + egress.getHostAddress());
      seenSource = egress;
    }
  }

  private @Nullable Verdict filterOut() {
    Verdict end = station == null ? null : filter(station.out, dialled);
    return end != null ? end : filter(place.out, dialled);
  }

  private @Nullable Verdict filterIn(Place to, @Nullable Station target, AddressBits destination) {
    Verdict end = filter(to.in, destination);
    return end != null || target == null ? end : filter(target.in, destination);
  }

  private @Nullable Verdict filter(@Nullable Filter filter, AddressBits destination) {
    if (filter == null) {
      return null;
    }
    Decision decision =
        filter.decide(
            flow.protocol(),
            AddressBits.of(seenSource),
            flow.sourcePort(),
            destination,
            flow.port());
    hops.add(decision.hop());
    if (decision.action() == Action.ALLOW) {
      return null;
    }
    Fate fate = decision.action() == Action.DROP ? Fate.DROPPED : Fate.REJECTED;
    return end(fate, decision.decidedBy(), decision.explain(flow));
  }

  private @Nullable Verdict cutByFault() {
    Fault fault = faults.cutting(stops, flow.port());
    if (fault == null) {
      return null;
    }
    String described = FaultsInForce.describe(fault);
    hops.add(described);
    return fault.kind() == Fault.Kind.DROP
        ? end(Fate.DROPPED, described, described + " drops " + flow)
        : end(Fate.REJECTED, described, described + " rejects " + flow);
  }

  private Verdict arrive(Station target) {
    latency = latency.plus(faults.latency(stops, flow.port()));
    Host host = target.host;
    Fault down = faults.down(host.name(), flow.port());
    if (down != null) {
      String described = FaultsInForce.describe(down);
      hops.add(described);
      return end(
          Fate.REJECTED, described, flow + " is refused: " + target.text + " is down", host, null);
    }
    Verdict stopped = InFront.stopped(this, host, flow);
    if (stopped != null) {
      return stopped;
    }
    Listener elsewhere = null;
    for (Listener listener : host.listeners()) {
      if (listener.port() == flow.port()
          && (flow.protocol() == Protocol.TCP || listener.dns() != null)) {
        if (listener.addresses().isEmpty() || listener.addresses().contains(flow.destination())) {
          String named =
              "listener " + flow.protocol() + " " + flow.port() + " of host " + host.name();
          hops.add(named);
          return end(Fate.DELIVERED, named, flow + " arrives at " + named, host, listener);
        }
        elsewhere = listener;
      }
    }
    String only =
        elsewhere == null
            ? ""
            : ", only at "
                + String.join(
                    ", ", elsewhere.addresses().stream().map(InetAddress::getHostAddress).toList());
    hops.add("nothing listens on " + flow.protocol() + " port " + flow.port());
    return end(
        Fate.REJECTED,
        "host " + host.name(),
        flow
            + " is refused: nothing listens on "
            + flow.protocol()
            + " port "
            + flow.port()
            + " of host "
            + host.name()
            + " at "
            + flow.destination().getHostAddress()
            + only,
        host,
        null);
  }

  private void stop(Place at, @Nullable Station host) {
    stops.add(new Stop(at.segment.name(), host == null ? null : host.host.name()));
  }

  private String placeText() {
    return station == null ? place.text : station.text;
  }

  /** Returns what becomes of another flow, under the same faults. */
  Verdict alsoAsked(Flow other) {
    return new Walk(index, faults, other).verdict();
  }

  /** Ends the flow where it vanishes. */
  Verdict dropped(String hop, String decidedBy, String explanation) {
    hops.add(hop);
    return end(Fate.DROPPED, decidedBy, explanation);
  }

  private Verdict noRoute(String decidedBy, String explanation) {
    hops.add("no way: " + decidedBy);
    return end(Fate.NO_ROUTE, decidedBy, explanation);
  }

  private Verdict end(Fate fate, String decidedBy, String explanation) {
    return end(fate, decidedBy, explanation, null, null);
  }

  private Verdict end(
      Fate fate,
      String decidedBy,
      String explanation,
      @Nullable Host host,
      @Nullable Listener listener) {
    Fault shape = fate == Fate.DELIVERED ? faults.shaping(stops, flow.port()) : null;
    return new Verdict(
        fate, hops, decidedBy, explanation, host, listener, seenSource, latency, shape);
  }
}
