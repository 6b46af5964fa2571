package dev.plumbline.network;

import dev.plumbline.network.FaultsInForce.Stop;
import dev.plumbline.network.Filter.Decision;
import dev.plumbline.network.Network.Action;
import dev.plumbline.network.Network.Balance;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Listener;
import dev.plumbline.network.Network.Member;
import dev.plumbline.network.Network.Protocol;
import dev.plumbline.network.Network.Route;
import dev.plumbline.network.Network.Translation;
import dev.plumbline.network.NetworkIndex.Edge;
import dev.plumbline.network.NetworkIndex.Gate;
import dev.plumbline.network.NetworkIndex.Place;
import dev.plumbline.network.NetworkIndex.SourceHiding;
import dev.plumbline.network.NetworkIndex.Station;
import dev.plumbline.network.NetworkIndex.Translating;
import dev.plumbline.network.Verdict.Fate;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One flow on its way, leg by leg.
 *
 * <p>A leg ends at an appliance that a route names, or at the destination's segment; on each leg
 * the filters out of where it starts and those into where it ends are asked. A translation or a
 * balance at the destination lets it go on from there to another one. Where it ends, the way of the
 * answer is asked for.
 *
 * <p>What the public contract leaves open is decided here so:
 *
 * <ul>
 *   <li>A segment's own prefixes are routes to itself; a route with a prefix at least as long wins
 *       against them.
 *   <li>A host that sends to one of its own addresses passes no filter, and needs no answer's way.
 *   <li>An appliance does not send to itself: a route of its own segment that names it counts for
 *       the other hosts only. What a route leads to it and is for an address of its own, in
 *       whatever segment, has arrived: it passes no further filter, as with real ones.
 *   <li>What goes out to the internet behind an appliance gets the public address of the appliance
 *       where it hides sources, else the egress address of the appliance's segment, and without one
 *       that of the source's. Public addresses of a host come before them only for what it starts
 *       itself, and where its segment says so.
 *   <li>A refusal is an answer: when it is lost, the flow is dropped.
 * </ul>
 */
final class Walk {

  /** More appliances and translations on one way than this can only be a loop. */
  static final int MOST_STEPS = 16;

  /** Balances behind balances, deeper than this, can only be a loop. */
  private static final int MOST_CHECKS = 4;

  /** The source port of health checks, one of the dynamic ports (RFC 6335 section 6). */
  private static final int CHECKING_PORT = 49_152;

  private final NetworkIndex index;
  private final FaultsInForce faults;
  private final Flow flow;
  private final int depth;
  private final boolean answerMatters;
  private final Place origin;
  private final List<Object> hops = new ArrayList<>(8);
  private final List<Stop> stops;
  private InetAddress destination;
  private AddressBits destinationBits;
  private int port;
  private Place place;
  private @Nullable Station station;
  private InetAddress seenSource;
  private AddressBits sourceBits;
  private @Nullable Passed passed;

  /** Whether the source is not to be hidden when the flow leaves where it is. */
  private boolean asItIs;

  /** What others see across the internet; null for what the segments say. */
  private @Nullable InetAddress publicSource;

  private boolean anotherDestination;
  private Duration latency = Duration.ZERO;

  Walk(NetworkIndex index, FaultsInForce faults, Flow flow) {
    this(index, faults, flow, 0, true);
  }

  private Walk(
      NetworkIndex index, FaultsInForce faults, Flow flow, int depth, boolean answerMatters) {
    this.answerMatters = answerMatters;
    this.index = index;
    this.faults = faults;
    this.flow = flow;
    this.depth = depth;
    this.stops = faults.isEmpty() ? List.of() : new ArrayList<>(4);
    this.destination = flow.destination();
    this.destinationBits = AddressBits.of(destination);
    this.port = flow.port();
    this.origin = index.segment(flow.segment(), flow);
    this.place = origin;
    this.station = origin.hosts.get(flow.source());
    this.seenSource = flow.source();
    this.sourceBits = AddressBits.of(seenSource);
  }

  Verdict verdict() {
    String start = placeText();
    hops.add((Supplier<String>) () -> "from " + start);
    stop(place, station);
    if (station != null && station.host.addresses().contains(destination)) {
      hops.add("to itself");
      stop(place, station);
      Verdict cut = cutByFault();
      if (cut == null) {
        cut = InFront.hairpin(this, station.host, flow);
      }
      if (cut != null) {
        return cut;
      }
      Verdict end = arrive(station, destination, true);
      if (end != null) {
        return end;
      }
    }
    for (int steps = 0; steps <= MOST_STEPS; steps++) {
      Verdict end = step();
      if (end != null) {
        return end;
      }
    }
    return noRoute(
        "routing loop",
        flow
            + " goes round in circles: it has passed more than "
            + MOST_STEPS
            + " appliances, at last "
            + placeText());
  }

  private @Nullable Verdict step() {
    Route route = routeAt(place, station, destinationBits);
    if (route == null || leadsOnDirectly(route, station)) {
      return lastLeg();
    }
    String named = "route " + route.name() + " (" + route.prefix() + ") of " + place.text;
    return route.via() == null
        ? noRoute(named, named + " gives " + told() + " no way")
        : toAppliance(route.via(), named);
  }

  /** Returns the route that leads from a place to an address; null for none. */
  static @Nullable Route routeAt(Place place, @Nullable Station station, AddressBits address) {
    return station != null && station.host.apart() ? null : place.route(address);
  }

  /** Returns whether a route leads a host on as if there were none. */
  static boolean leadsOnDirectly(Route route, @Nullable Station station) {
    return route.direct() || station != null && station.host.name().equals(route.via());
  }

  private @Nullable Verdict toAppliance(String via, String named) {
    Station next = index.host(via);
    if (next == null || !next.host.forwards()) {
      String which = next == null ? ", which does not exist" : ", which does not forward";
      return noRoute(named, named + " leads " + told() + " to host " + via + which);
    }
    Edge link = next.place == place ? null : place.edge(next.place);
    if (link == null && next.place != place) {
      return noRoute(
          named,
          named
              + " leads "
              + told()
              + " to host "
              + via
              + ", but no link leads from "
              + place.text
              + " to "
              + next.place.text);
    }
    hops.add((Supplier<String>) () -> named + " to " + next.text);
    Verdict end = filterOut();
    if (end != null) {
      return end;
    }
    end = take(link);
    if (end != null) {
      return end;
    }
    stop(next.place, next);
    end = filterIn(next.place, next, destinationBits);
    if (end == null) {
      end = cutByFault();
    }
    Station itself = end == null ? next.at(index, destination) : null;
    if (itself != null) {
      hops.add((Supplier<String>) () -> "to " + itself.text);
      moveTo(itself);
      return arrive(itself, destination, false);
    }
    Fault down = faults.down(via, port);
    if (end == null && down != null) {
      end =
          end(
              Fate.DROPPED,
              FaultsInForce.describe(down),
              told() + " vanishes at " + next.text + ", which is down and forwards nothing");
    }
    passed =
        new Passed(next, next.place, next, seenSource, false, false, next.host.stateful(), passed);
    moveTo(next);
    return end;
  }

  private void moveTo(Station next) {
    place = next.place;
    station = next;
    asItIs = false;
    publicSource = null;
  }

  private @Nullable Verdict lastLeg() {
    Way way = Way.find(index, place, destination, destinationBits);
    if (way instanceof Way.None none) {
      return noRoute(
          "no way",
          "there is no way for " + told() + " from " + placeText() + ": " + none.because());
    }
    Way.Open open = (Way.Open) way;
    Verdict end = filterOut();
    if (end != null) {
      return end;
    }
    end = take(open.first());
    if (end != null) {
      return end;
    }
    Place internet = index.internet();
    if (open.second() != null && internet != null) {
      stop(internet, null);
      end = take(open.second());
      if (end != null) {
        return end;
      }
    }
    Station target = open.target();
    stop(open.to(), target);
    if (open.byInternet()) {
      leaveForInternet();
    }
    boolean translated = open.seen() != destination;
    if (translated && target != null) {
      InetAddress dialled = destination;
      hops.add(
          (Supplier<String>)
              () ->
                  dialled.getHostAddress()
                      + " is "
                      + open.seen().getHostAddress()
                      + " of "
                      + target.text);
    }
    end = filterIn(open.to(), target, translated ? AddressBits.of(open.seen()) : destinationBits);
    if (end == null) {
      end = cutByFault();
    }
    if (end != null) {
      return end;
    }
    if (target == null) {
      return noRoute(
          "no host",
          told()
              + " reaches "
              + open.to().text
              + ", but no host has this address: "
              + destination.getHostAddress());
    }
    hops.add((Supplier<String>) () -> "to " + target.text);
    return arrive(target, open.seen(), false);
  }

  /** Takes a link; returns what becomes of a flow that the link does not take. */
  private @Nullable Verdict take(@Nullable Edge link) {
    if (link == null) {
      return null;
    }
    Gate gate = link.gate();
    if (gate != null && !gate.sources().contains(sourceBits)) {
      String named = gate.admission().name();
      hops.add((Supplier<String>) () -> link.inWords() + " does not take it: " + named);
      InetAddress source = seenSource;
      return end(
          Fate.DROPPED,
          named,
          (Supplier<String>)
              () ->
                  told()
                      + " is dropped at the "
                      + link.inWords()
                      + ": "
                      + named
                      + "; it takes flows from "
                      + gate.admission().sources()
                      + " only, and this one comes from "
                      + source.getHostAddress(),
          null,
          null);
    }
    hops.add((Supplier<String>) link::inWords);
    latency = latency.plus(link.latency());
    return null;
  }

  private void leaveForInternet() {
    InetAddress egress = publicSource != null ? publicSource : ownEgress();
    if (egress == null) {
      egress = place.segment.egress();
      if (egress == null) {
        egress = origin.segment.egress();
      }
    }
    InetAddress before = seenSource;
    boolean hidden =
        egress != null && egress.getClass() == before.getClass() && !egress.equals(before);
    passed = new Passed(station, place, station, before, hidden, true, false, passed);
    if (hidden && egress != null) {
      seeSourceAs(egress);
    }
  }

  /** Returns the public address by which others see what a host starts; null for none. */
  private @Nullable InetAddress ownEgress() {
    Station leaving = station;
    return leaving != null
            && place.segment.ownEgress()
            && leaving.host.addresses().contains(seenSource)
        ? ofFamily(leaving.host.publicAddresses(), seenSource)
        : null;
  }

  private void seeSourceAs(InetAddress source) {
    InetAddress before = seenSource;
    hops.add(
        (Supplier<String>)
            () -> "source " + before.getHostAddress() + " is seen as " + source.getHostAddress());
    seenSource = source;
    sourceBits = AddressBits.of(source);
  }

  /** What leaves a host passes its own filter, is hidden by it, and passes the segment's filter. */
  private @Nullable Verdict filterOut() {
    Station leaving = station;
    if (leaving == null) {
      return filter(place.out, destinationBits);
    }
    Verdict end = filter(leaving.out, destinationBits);
    if (end != null) {
      return end;
    }
    if (!asItIs && !leaving.sourceTranslations.isEmpty()) {
      hideSource(leaving);
    }
    return leaving.host.apart() ? null : filter(place.out, destinationBits);
  }

  private void hideSource(Station leaving) {
    for (int i = 0; i < leaving.sourceTranslations.size(); i++) {
      SourceHiding hiding = leaving.sourceTranslations.get(i);
      if (hiding.isFor(sourceBits, destinationBits)) {
        InetAddress given = hiding.translation.address();
        InetAddress seen = given != null ? given : ofFamily(leaving.host.addresses(), seenSource);
        publicSource = given != null ? given : ofFamily(leaving.host.publicAddresses(), seenSource);
        asItIs = given != null;
        if (seen != null) {
          hideBehind(seen, leaving);
        }
        return;
      }
    }
  }

  /** Puts another source in place, and sees to it that the answer comes back to the host. */
  private void hideBehind(InetAddress seen, Station host) {
    if (seen.equals(seenSource)) {
      return;
    }
    Passed top = passed;
    if (top != null && top.from() == host && !top.catches()) {
      passed = top.hiding();
    } else {
      passed = new Passed(host, host.place, host, seenSource, true, false, true, top);
    }
    seeSourceAs(seen);
  }

  private static @Nullable InetAddress ofFamily(List<InetAddress> addresses, InetAddress like) {
    for (InetAddress address : addresses) {
      if (address.getClass() == like.getClass()) {
        return address;
      }
    }
    return null;
  }

  private @Nullable Verdict filterIn(Place to, @Nullable Station target, AddressBits address) {
    if (target == null) {
      return filter(to.in, address);
    }
    Verdict end = target.host.apart() ? null : filter(to.in, address);
    return end != null ? end : filter(target.in, address);
  }

  private @Nullable Verdict filter(@Nullable Filter filter, AddressBits address) {
    if (filter == null) {
      return null;
    }
    Decision decision =
        filter.decide(flow.protocol(), sourceBits, flow.sourcePort(), address, port);
    hops.add(decision.hop());
    if (decision.action() == Action.ALLOW) {
      return null;
    }
    Fate fate = decision.action() == Action.DROP ? Fate.DROPPED : Fate.REJECTED;
    return end(fate, decision.decidedBy(), decision.explain(told()));
  }

  private @Nullable Verdict cutByFault() {
    Fault fault = faults.cutting(stops);
    if (fault == null) {
      return null;
    }
    String described = FaultsInForce.describe(fault);
    hops.add(described);
    return fault.kind() == Fault.Kind.DROP
        ? end(Fate.DROPPED, described, described + " drops " + told())
        : end(Fate.REJECTED, described, described + " rejects " + told());
  }

  /** Returns what becomes of the flow at a host; null when it goes on from there. */
  private @Nullable Verdict arrive(Station target, InetAddress seen, boolean toItself) {
    Host host = target.host;
    Fault down = faults.down(host.name(), port);
    if (down == null) {
      for (int i = 0; i < target.translations.size(); i++) {
        Translating translating = target.translations.get(i);
        if (translating.isFor(flow.protocol(), sourceBits, destination, port)) {
          return translate(target, translating.translation);
        }
      }
      for (int i = 0; i < host.balances().size(); i++) {
        Balance balance = host.balances().get(i);
        if ((balance.protocol() == Protocol.ANY || balance.protocol() == flow.protocol())
            && (balance.port() == null || balance.port() == port)
            && (balance.address() == null || balance.address().equals(destination))
            && !balance.members(destination).isEmpty()) {
          return balance(target, balance);
        }
      }
    }
    latency = latency.plus(faults.latency(stops));
    Verdict looped = toItself ? null : InFront.hairpin(this, host, now());
    if (looped != null) {
      return looped;
    }
    Verdict unanswered = toItself ? null : unanswered(target, seen);
    if (unanswered != null) {
      return unanswered;
    }
    if (down != null) {
      String described = FaultsInForce.describe(down);
      hops.add(described);
      return end(
          Fate.REJECTED,
          described,
          told() + " is refused: " + target.text + " is down",
          host,
          null);
    }
    Verdict stopped = host.instances() == null ? null : InFront.stopped(this, host, now());
    return stopped != null ? stopped : listened(host);
  }

  /** The flow as it is at the end, behind all translations of its destination. */
  private Flow now() {
    return anotherDestination
        ? new Flow(
            flow.segment(), seenSource, flow.sourcePort(), destination, port, flow.protocol())
        : flow;
  }

  private @Nullable Verdict unanswered(Station target, InetAddress seen) {
    if (!answerMatters || passed == null && !target.place.hasRoutes()) {
      return null;
    }
    AnswersWay.Lost lost =
        new AnswersWay(index, faults, flow, target, seen, port, seenSource, passed).lost();
    if (lost == null) {
      return null;
    }
    hops.add("no answer: " + lost.decidedBy());
    return end(Fate.DROPPED, lost.decidedBy(), lost.because());
  }

  private Verdict listened(Host host) {
    Listener elsewhere = null;
    for (Listener listener : host.listeners()) {
      if (listener.port() == port && (flow.protocol() == Protocol.TCP || listener.dns() != null)) {
        if (listener.addresses().isEmpty() || listener.addresses().contains(destination)) {
          int at = port;
          Supplier<String> named =
              () -> "listener " + flow.protocol() + " " + at + " of host " + host.name();
          hops.add(named);
          return end(
              Fate.DELIVERED,
              named,
              (Supplier<String>) () -> told() + " arrives at " + named.get(),
              host,
              listener);
        }
        elsewhere = listener;
      }
    }
    Verdict vanished = InFront.unserved(this, host, flow);
    if (vanished != null) {
      return vanished;
    }
    String only =
        elsewhere == null
            ? ""
            : ", only at "
                + String.join(
                    ", ", elsewhere.addresses().stream().map(InetAddress::getHostAddress).toList());
    hops.add("nothing listens on " + flow.protocol() + " port " + port);
    return end(
        Fate.REJECTED,
        "host " + host.name(),
        (Supplier<String>)
            () ->
                told()
                    + " is refused: nothing listens on "
                    + flow.protocol()
                    + " port "
                    + port
                    + " of host "
                    + host.name()
                    + " at "
                    + destination.getHostAddress()
                    + only,
        host,
        null);
  }

  private @Nullable Verdict translate(Station at, Translation translation) {
    String by = translation.by();
    Station from = by == null ? at : index.host(by);
    if (from == null) {
      String named = "translation " + translation.name() + " of host " + at.host.name();
      return noRoute(
          named, named + " leads " + told() + " on from host " + by + ", which does not exist");
    }
    sendOn(
        "translation " + translation.name(),
        at,
        translation.to(),
        translation.toPort() == null ? port : translation.toPort());
    boolean hides = translation.hidesSource();
    InetAddress own = hides ? ofFamily(from.host.addresses(), seenSource) : null;
    boolean hidden = own != null && !own.equals(seenSource);
    // The answer must come back through here, be it only to have its source put back.
    passed = new Passed(from, at.place, at, seenSource, hidden, false, true, passed);
    moveTo(from);
    asItIs = hides;
    publicSource = hides ? ofFamily(from.host.publicAddresses(), seenSource) : null;
    if (own != null && hidden) {
      seeSourceAs(own);
    }
    return ownOr(from);
  }

  /** A host that has sent a flow to an address of its own has it already. */
  private @Nullable Verdict ownOr(Station from) {
    return from.host.addresses().contains(destination)
        ? end(
            Fate.NO_ROUTE,
            "host " + from.host.name(),
            told() + " would come to host " + from.host.name() + " again")
        : null;
  }

  private @Nullable Verdict balance(Station at, Balance balance) {
    String named = "balance " + balance.name() + " of host " + at.host.name();
    if (depth >= MOST_CHECKS) {
      return noRoute("balancing loop", named + " leads " + told() + " round in circles");
    }
    List<Member> able = balance.members(destination);
    List<Member> members = new ArrayList<>(able.size());
    for (Member member : able) {
      if (isHealthy(at, balance, member)) {
        members.add(member);
      }
    }
    if (members.isEmpty()) {
      hops.add(named + ": no member is healthy");
      Fate fate = balance.whenNone() == Action.REJECT ? Fate.REJECTED : Fate.DROPPED;
      return end(
          fate,
          named,
          named
              + (fate == Fate.REJECTED ? " rejects " : " drops ")
              + told()
              + ": none of its "
              + able.size()
              + " members is healthy");
    }
    Member member = members.get(turn(balance, members.size()));
    sendOn(
        "balance " + balance.name(),
        at,
        member.address(),
        member.port() == null ? port : member.port());
    moveTo(at);
    asItIs = true;
    InetAddress own = balance.hidesSource() ? ofFamily(at.host.addresses(), seenSource) : null;
    if (own != null && !own.equals(seenSource)) {
      passed = new Passed(at, at.place, at, seenSource, true, false, true, passed);
      seeSourceAs(own);
    } else if (!balance.hidesSource() && seenSource.equals(member.address())) {
      return dropped(
          "the member is the client itself",
          named,
          named
              + " leads "
              + told()
              + " back to where it comes from: a client that is the member chosen cannot reach"
              + " itself this way");
    }
    return ownOr(at);
  }

  /** Flows whose source ports count up take turns among the members. */
  private int turn(Balance balance, int members) {
    int hash = seenSource.hashCode() * 31 + destination.hashCode();
    hash ^= hash >>> 16;
    return Math.floorMod(balance.sticky() ? hash : hash + flow.sourcePort(), members);
  }

  private boolean isHealthy(Station at, Balance balance, Member member) {
    if (balance.health() == null) {
      return true;
    }
    InetAddress source = balance.health().source();
    if (source == null) {
      source = ofFamily(at.host.addresses(), member.address());
    }
    Integer checked = balance.health().port() != null ? balance.health().port() : member.port();
    if (source == null) {
      return false;
    }
    Flow check =
        new Flow(
            at.place.segment.name(),
            source,
            CHECKING_PORT,
            member.address(),
            checked == null ? port : checked,
            Protocol.TCP);
    boolean answerMatters = balance.health().source() == null;
    return new Walk(index, faults, check, depth + 1, answerMatters).verdict().fate()
        == Fate.DELIVERED;
  }

  private void sendOn(String what, Station at, InetAddress to, int toPort) {
    InetAddress before = destination;
    int portBefore = port;
    hops.add(
        (Supplier<String>)
            () ->
                what
                    + " of host "
                    + at.host.name()
                    + ": "
                    + socket(before, portBefore)
                    + " is "
                    + socket(to, toPort));
    destination = to;
    destinationBits = AddressBits.of(to);
    port = toPort;
    anotherDestination = true;
  }

  private static String socket(InetAddress address, int port) {
    String text = address.getHostAddress();
    return (text.indexOf(':') >= 0 ? "[" + text + "]" : text) + ":" + port;
  }

  private void stop(Place at, @Nullable Station host) {
    if (!faults.isEmpty()) {
      stops.add(new Stop(at.segment.name(), host == null ? null : host.host.name(), port));
    }
  }

  private String placeText() {
    return station == null ? place.text : station.text;
  }

  /** The flow as it was opened, and where it was sent on to. */
  private String told() {
    return anotherDestination
        ? flow + ", now to " + socket(destination, port) + ","
        : flow.toString();
  }

  /**
   * Returns what becomes of a balancer's probe, under the same faults. The way of its answer is the
   * balancer's own affair.
   */
  Verdict alsoAsked(Flow probe) {
    return new Walk(index, faults, probe, depth + 1, false).verdict();
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
      Object decidedBy,
      Object explanation,
      @Nullable Host host,
      @Nullable Listener listener) {
    Fault shape = fate == Fate.DELIVERED ? faults.shaping(stops) : null;
    return Verdict.lazily(
        fate, Hops.of(hops), decidedBy, explanation, host, listener, seenSource, latency, shape);
  }
}
