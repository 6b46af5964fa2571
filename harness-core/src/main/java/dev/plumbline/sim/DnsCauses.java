package dev.plumbline.sim;

import dev.plumbline.network.Fault;
import dev.plumbline.network.Network.Dns.Forwarder;
import dev.plumbline.network.Network.Zone;
import dev.plumbline.network.ZoneRecords;
import dev.plumbline.sim.Forwarders.Forward;
import dev.plumbline.sim.Forwarders.Told;
import dev.plumbline.sim.Resolution.Met;
import dev.plumbline.sim.Resolution.Via;
import dev.plumbline.sim.ZoneLookup.Step;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * Why a DNS server answers a segment as it does, told from the answering itself and from the zones
 * that had no part in it. Pure.
 *
 * <p>An answer that is as everybody would get it needs no cause.
 */
final class DnsCauses {

  /** How many names of a zone are compared with one that it has not. */
  private static final int COMPARED = 500;

  private final String segment;
  private final @Nullable String authority;
  private final boolean forwards;
  private final ZoneSet seen;
  private final ZoneSet unseen;
  private final ZoneSet everywhere;

  /**
   * Makes the causes of one server's answers to one segment.
   *
   * @param authority the server's host, when it is authoritative; null for a resolver
   * @param forwards whether it asks others
   * @param seen the zones it answers from
   * @param unseen the zones it would answer from, if the segment saw them
   * @param everywhere the zones that the segment sees, whoever serves them
   */
  DnsCauses(
      String segment,
      @Nullable String authority,
      boolean forwards,
      ZoneSet seen,
      ZoneSet unseen,
      ZoneSet everywhere) {
    this.segment = segment;
    this.authority = authority;
    this.forwards = forwards;
    this.seen = seen;
    this.unseen = unseen;
    this.everywhere = everywhere;
  }

  /**
   * Says which zone answered, and why the answer is what it is where that is not plain.
   *
   * @param asking the segment that asks
   * @param unused the forwarders that are not for its questions
   */
  void explain(
      Resolution resolution,
      DnsFaults faults,
      int type,
      String asking,
      List<Forward> unused,
      Remark remark) {
    List<Met> trail = resolution.trail;
    Met last = trail.get(trail.size() - 1);
    Via via = last.via();
    if (last.zone() != null) {
      remark.decidedBy(last.zone().zone().inWords());
    } else if (via != null && via.told().diagnosis().decidedBy() != null) {
      remark.decidedBy(via.told().diagnosis().decidedBy());
    }
    String unasked = via != null || last.fault() != null ? null : unused(last, asking, unused);
    if (unasked != null) {
      remark.set(behindAlias(last, trail) + unasked);
      return;
    }
    for (Met met : trail) {
      String cause =
          met.fault() != null
              ? fault(met, faults)
              : met.via() != null ? told(met.via()) : unseen(met, type);
      if (cause != null) {
        remark.set(behindAlias(met, trail) + cause);
        return;
      }
    }
    String cause = via != null ? null : end(last, trail, type);
    if (cause != null) {
      remark.set(behindAlias(last, trail) + cause);
    }
  }

  /** Returns what the server that was asked on has to say; null for nothing. */
  private static @Nullable String told(Via via) {
    Told told = via.told();
    if (told.trouble() != null) {
      return told.trouble();
    }
    String cause = told.diagnosis().likelyCause();
    return cause == null || told.asked() == null
        ? null
        : via.forward().forwarder().inWords()
            + " asks "
            + told.asked().getHostAddress()
            + ", for which "
            + cause;
  }

  /** Returns which forwarder would have been for a name that was not found; null for none. */
  private static @Nullable String unused(Met last, String asking, List<Forward> unused) {
    ZoneLookup zone = last.zone();
    Forward fitting = Forwarders.fitting(unused, last.name());
    if (fitting == null
        || answers(last.step())
        || zone != null && !zone.zone().isSeenFromEverywhere()) {
      return null;
    }
    Forwarder forwarder = fitting.forwarder();
    String because =
        forwarder.notFor().stream()
            .filter(one -> one.segment().equals(asking))
            .map(Zone.Unseen::because)
            .findFirst()
            .orElse("is not for segment " + asking);
    return forwarder.inWords()
        + ", which asks "
        + forwarder.servers().stream()
            .map(InetAddress::getHostAddress)
            .collect(Collectors.joining(", "))
        + ", "
        + because;
  }

  private static String behindAlias(Met met, List<Met> trail) {
    return met == trail.get(0) ? "" : "the alias leads to " + text(met.name()) + ": ";
  }

  private static String fault(Met met, DnsFaults faults) {
    String name = text(met.name());
    Fault.Kind kind = met.fault() == null ? Fault.Kind.DNS_SERVFAIL : met.fault();
    Fault fault = faults.of(kind, met.name());
    String data = fault == null ? null : fault.data();
    Duration time = fault == null ? null : fault.time();
    return switch (kind) {
      case DNS_WRONG_ANSWER ->
          "the fault " + kind + " puts " + data + " in place of what " + name + " has";
      case DNS_STALE_TTL ->
          "the fault "
              + kind
              + " gives "
              + name
              + " a time to live of "
              + (time == null ? 0 : time.toSeconds())
              + " s";
      default -> "the fault " + kind + " is in force for " + name;
    };
  }

  /**
   * Returns what a zone that the segment does not see would have answered in place of the one that
   * did; null for nothing else.
   */
  private @Nullable String unseen(Met met, int type) {
    if (unseen.isEmpty()) {
      return null;
    }
    ZoneLookup here = met.zone();
    if (here != null && !here.zone().isSeenFromEverywhere() && answers(met.step())) {
      // The segment has a view of its own; what others see does not concern it.
      return null;
    }
    for (ZoneLookup zone : unseen.candidates(met.name(), type)) {
      if (here != null
          && zone.apex().labels() < here.apex().labels()
          && (authority != null || !here.zone().isSeenFromEverywhere())) {
        return null;
      }
      Step step = zone.lookup(met.name(), type);
      if (answers(step) && !data(step).equals(data(met.step()))) {
        return zone.zone().inWords() + ", which has " + data(step) + ", " + why(zone.zone());
      }
    }
    return null;
  }

  private String why(Zone zone) {
    for (Zone.Unseen each : zone.unseenFrom()) {
      if (each.segment().equals(segment)) {
        return each.because();
      }
    }
    return zone.seenFrom().isEmpty()
        ? "is not seen from segment " + segment
        : "is not seen from segment "
            + segment
            + ", only from "
            + String.join(", ", zone.seenFrom());
  }

  /** Returns why a name's data was not found at the end of the way; null when it was. */
  private @Nullable String end(Met last, List<Met> trail, int type) {
    Step step = last.step();
    ZoneLookup zone = last.zone();
    String name = text(last.name());
    if (step == null || zone == null) {
      return step == null ? outside(last.name(), type) : null;
    }
    String words = zone.zone().inWords();
    if (step instanceof Step.Alias alias && type != Type.CNAME) {
      return trail.stream().anyMatch(met -> met.name().equals(alias.target()))
          ? words + " has an alias back to " + text(alias.target())
          : "the chain has more than " + Resolution.LONGEST_CHAIN + " aliases";
    }
    if (authority != null
        && !forwards
        && trail.size() > 1
        && trail.get(trail.size() - 2).zone() != zone) {
      return "an authoritative server, host "
          + authority
          + ", does not follow an alias out of its zone";
    }
    if (step instanceof Step.Referral referral) {
      Record first = referral.servers().get(0);
      String below = text(first.getName());
      String to = words + " delegates " + below + " to " + data(referral.servers());
      return authority == null
          ? to + ", but segment " + segment + " sees no zone " + below
          : to + ", and host " + authority + " does not ask others";
    }
    if (step instanceof Step.TooLong) {
      return "the DNAME in " + words + " makes a name of more than 255 octets";
    }
    if (answers(step)) {
      return null;
    }
    String hidden = hidden(zone, last.name(), type);
    if (hidden != null) {
      return hidden + because(zone, last.name()).orElse("");
    }
    return step instanceof Step.NoData
        ? noData(zone, last.name(), type)
        : words
            + " has no name "
            + name
            + because(zone, last.name()).orElseGet(() -> nearest(zone, last.name()));
  }

  private String outside(Name name, int type) {
    if (authority == null) {
      return "segment " + segment + " sees no zone that " + text(name) + " could be in";
    }
    List<ZoneLookup> others = everywhere.candidates(name, type);
    return "host "
        + authority
        + (forwards
            ? " has no forwarder for it, and serves no zone that "
            : " asks no other server, and serves no zone that ")
        + text(name)
        + " could be in"
        + (others.isEmpty() || others.get(0).zone().servers().isEmpty()
            ? ""
            : "; " + servers(others.get(0).zone()));
  }

  private static String servers(Zone zone) {
    return zone.inWords() + " is served by " + String.join(", ", zone.servers());
  }

  /** Returns the zone whose answer is hidden by the one that counts; null when none is. */
  private @Nullable String hidden(ZoneLookup by, Name name, int type) {
    boolean below = false;
    for (ZoneLookup zone : seen.candidates(name, type)) {
      Step step = below ? zone.lookup(name, type) : null;
      if (step != null && answers(step)) {
        return by.zone().inWords()
            + " has no "
            + Type.string(type)
            + " of "
            + text(name)
            + ", and hides "
            + other(zone.zone(), by.zone())
            + ", which has "
            + data(step);
      }
      below = below || zone == by;
    }
    return null;
  }

  private static String other(Zone zone, Zone than) {
    String words = zone.inWords();
    return words.equals(than.inWords()) ? "the " + words + " that every segment sees" : words;
  }

  private static String noData(ZoneLookup zone, Name name, int type) {
    Set<Integer> types = zone.types(name);
    String words = zone.zone().inWords() + " has ";
    if (!zone.names().contains(name)) {
      return words + "a wildcard for " + text(name) + ", but without " + Type.string(type);
    }
    if (types.isEmpty()) {
      return words + "no record of " + text(name) + " itself";
    }
    String there = types.stream().map(Type::string).sorted().collect(Collectors.joining(", "));
    return words + there + " of " + text(name) + ", but no " + Type.string(type);
  }

  /** Returns what is missing for a name to be in a zone; empty when nobody said. */
  private static Optional<String> because(ZoneLookup zone, Name name) {
    String relative = name.relativize(zone.apex()).toString();
    return zone.zone().absent().stream()
        .filter(absent -> absent.name().equalsIgnoreCase(relative))
        .map(absent -> ": " + absent.because())
        .findFirst();
  }

  private static String nearest(ZoneLookup zone, Name name) {
    // By relative names: what all have in common would make all of them near.
    TreeMap<String, Name> there = new TreeMap<>();
    for (Name each : zone.names()) {
      if (there.size() < COMPARED && !each.equals(zone.apex()) && !zone.types(each).isEmpty()) {
        there.put(each.relativize(zone.apex()).toString(), each);
      }
    }
    return ZoneRecords.nearest(name.relativize(zone.apex()).toString(), there.keySet())
        .map(near -> "; the nearest it has is " + text(Objects.requireNonNull(there.get(near))))
        .orElse("");
  }

  private static boolean answers(@Nullable Step step) {
    return step instanceof Step.Found || step instanceof Step.Alias;
  }

  private static String data(@Nullable Step step) {
    if (step instanceof Step.Found found) {
      return data(found.records());
    }
    return step instanceof Step.Alias alias ? "an alias to " + text(alias.target()) : "";
  }

  private static String data(List<Record> records) {
    return records.stream()
        .map(record -> withoutDot(record.rdataToString()))
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private static String text(Name name) {
    return withoutDot(name.toString());
  }

  private static String withoutDot(String name) {
    return name.length() > 1 && name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }
}
