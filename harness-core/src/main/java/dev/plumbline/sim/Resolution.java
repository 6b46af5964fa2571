package dev.plumbline.sim;

import dev.plumbline.network.Fault;
import dev.plumbline.sim.Forwarders.Forward;
import dev.plumbline.sim.Forwarders.Told;
import dev.plumbline.sim.ZoneLookup.Step;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Type;

/**
 * One question answered from a set of zones, alias by alias. Pure.
 *
 * <p>The two kinds of server differ in what they do at the end of what they know. A resolver says
 * NXDOMAIN for a name in no zone, with a SOA record of the root as real resolvers have it; SERVFAIL
 * for a delegation to a zone that it does not see, since it would ask in vain, and for a chain of
 * aliases that does not end. An authoritative server says REFUSED for a name outside its zones,
 * leaves a chain of aliases where it leaves its zones, and refers.
 *
 * <p>What forwarders are for is taken from what they were told; where that is not known yet, the
 * resolution ends with {@link #missing}, and is to be made anew when it is known. Of an answer that
 * follows aliases only the part that the server would have asked the same forwarder for counts
 * beyond the first alias.
 */
final class Resolution {

  /** A chain of aliases with more members than this is not followed to its end. */
  static final int LONGEST_CHAIN = 16;

  private static final Record ROOT_SOA =
      new SOARecord(
          Name.root,
          DClass.IN,
          300,
          Name.fromConstantString("ns.invalid."),
          Name.fromConstantString("hostmaster.invalid."),
          1,
          3600,
          600,
          86400,
          300);

  private final ZoneSet zones;
  private final DnsFaults faults;
  private final boolean recursive;
  private final List<Forward> forwards;
  private final Map<Asked, Told> told;

  /** What the forwarder that was asked last was told. */
  private @Nullable Via last;

  final List<Record> answer = new ArrayList<>();
  final List<Record> authority = new ArrayList<>();
  final Set<Record> additional = new LinkedHashSet<>();

  /** What was met on the way, alias by alias. */
  final List<Met> trail = new ArrayList<>(2);

  int rcode = Rcode.NOERROR;
  boolean authoritative;

  /** What has to be asked before this can be resolved; null for nothing. */
  @Nullable Asked missing;

  /**
   * Where names are looked up.
   *
   * @param zones the zones that the server answers from
   * @param recursive whether it answers as a resolver would
   * @param forwards where it asks on, the longest zone first
   */
  record Sources(ZoneSet zones, boolean recursive, List<Forward> forwards) {}

  /** A question for a forwarder. */
  record Asked(Forward forward, Name name) {}

  /** What a forwarder was told. */
  record Via(Forward forward, Told told) {}

  /**
   * A name that was looked up.
   *
   * @param zone the zone that answered; null when it is in none
   * @param step what was said; null when nothing was
   * @param fault the fault that changed it; null for none
   * @param via what a forwarder was told; null when none was asked
   */
  record Met(
      Name name,
      @Nullable ZoneLookup zone,
      @Nullable Step step,
      Fault.@Nullable Kind fault,
      @Nullable Via via) {}

  private Resolution(Sources sources, DnsFaults faults, Map<Asked, Told> told) {
    this.zones = sources.zones();
    this.faults = faults;
    this.recursive = sources.recursive();
    this.forwards = sources.forwards();
    this.told = told;
  }

  static Resolution of(
      Sources sources, DnsFaults faults, Map<Asked, Told> told, Name name, int type) {
    Resolution resolution = new Resolution(sources, faults, told);
    resolution.follow(name, type);
    return resolution;
  }

  /** Returns whether what was asked on went in a circle. */
  boolean inCircle() {
    return trail.stream().anyMatch(met -> met.via() != null && met.via().told().circle());
  }

  private void follow(Name question, int type) {
    Name name = question;
    ZoneLookup zone = null;
    for (int aliases = 0; aliases <= LONGEST_CHAIN; aliases++) {
      if (faults.failing(name)) {
        trail.add(new Met(name, null, null, Fault.Kind.DNS_SERVFAIL, null));
        fail();
        return;
      }
      Found found = find(name, type);
      Forward forward = found != null && found.ends() ? null : Forwarders.fitting(forwards, name);
      Via via = null;
      if (forward != null) {
        via = via(forward, name, type);
        if (via == null) {
          missing = new Asked(forward, name);
          return;
        }
        found = new Found(null, Forwarded.step(via.told(), name, type), true);
      } else {
        last = null;
      }
      Step right = found == null ? null : found.step();
      if (right == null && via != null) {
        trail.add(new Met(name, null, null, null, via));
        fail();
        return;
      }
      // Of names outside its zones a server says nothing, be it right or wrong.
      Step said = right == null && !recursive ? null : faults.wrong(name, type, right);
      Step step = faults.stale(name, said);
      ZoneLookup here = found == null ? null : found.zone();
      trail.add(
          new Met(
              name,
              here,
              step,
              said != right
                  ? Fault.Kind.DNS_WRONG_ANSWER
                  : step != said ? Fault.Kind.DNS_STALE_TTL : null,
              via));
      if (step == null) {
        outside(aliases);
        return;
      }
      if (!recursive && forwards.isEmpty() && aliases > 0 && here != zone) {
        return;
      }
      zone = here;
      if (aliases == 0) {
        authoritative = !recursive && via == null && !(step instanceof Step.Referral);
      }
      if (!(step instanceof Step.Alias alias)) {
        if (via == null) {
          conclude(step, zone);
        } else {
          conclude(step, via);
        }
        return;
      }
      alias.records().stream().filter(record -> !answer.contains(record)).forEach(answer::add);
      if (type == Type.CNAME) {
        return;
      }
      name = alias.target();
    }
    rcode = Rcode.SERVFAIL;
  }

  private @Nullable Found find(Name name, int type) {
    Found first = null;
    for (ZoneLookup zone : zones.candidates(name, type)) {
      boolean common = zone.zone().isSeenFromEverywhere();
      if (recursive && first != null && !common) {
        // What falls through goes out of the view, not to another zone of it.
        continue;
      }
      Step step = zone.lookup(name, type);
      boolean below = step instanceof Step.Referral;
      Found found = new Found(zone, step, first != null || !below && !(recursive && common));
      first = first == null ? found : first;
      if (!(found.step() instanceof Step.NoName)) {
        return found;
      }
      if (!zone.zone().fallThrough()) {
        return found;
      }
    }
    return first;
  }

  /**
   * What the zones say.
   *
   * @param ends whether that is so even where a forwarder is for the name
   */
  private record Found(@Nullable ZoneLookup zone, @Nullable Step step, boolean ends) {}

  /** Returns what a forwarder was told about a name; null when it has to be asked. */
  private @Nullable Via via(Forward forward, Name name, int type) {
    Via before = last;
    if (before != null
        && before.forward().equals(forward)
        && Forwarded.goesOn(before.told(), name, type)) {
      return before;
    }
    Told answer = told.get(new Asked(forward, name));
    last = answer == null ? null : new Via(forward, answer);
    return last;
  }

  private void conclude(Step step, Via via) {
    if (step instanceof Step.Found found) {
      answer.addAll(found.records());
    } else if (step instanceof Step.TooLong tooLong) {
      answer.addAll(tooLong.records());
      rcode = Rcode.YXDOMAIN;
    } else {
      rcode = step instanceof Step.NoName ? Rcode.NXDOMAIN : Rcode.NOERROR;
      authority.addAll(Forwarded.negative(via.told()));
    }
  }

  private void fail() {
    answer.clear();
    rcode = Rcode.SERVFAIL;
    authoritative = false;
  }

  private void outside(int aliases) {
    if (recursive) {
      rcode = Rcode.NXDOMAIN;
      authority.add(ROOT_SOA);
    } else if (aliases == 0) {
      rcode = Rcode.REFUSED;
    }
  }

  private void conclude(Step step, @Nullable ZoneLookup zone) {
    if (step instanceof Step.Found found) {
      answer.addAll(found.records());
      found.records().forEach(record -> mention(record, zone, false));
    } else if (step instanceof Step.Referral referral) {
      if (recursive) {
        fail();
        return;
      }
      authority.addAll(referral.servers());
      referral.servers().forEach(record -> mention(record, zone, true));
    } else if (step instanceof Step.TooLong tooLong) {
      answer.addAll(tooLong.records());
      rcode = Rcode.YXDOMAIN;
    } else if (zone != null) {
      rcode = step instanceof Step.NoName ? Rcode.NXDOMAIN : Rcode.NOERROR;
      authority.add(zone.negativeSoa());
    }
  }

  /**
   * Adds the addresses of a host that a record names, as far as its own zone holds them (RFC 1034
   * section 3.7, RFC 2782).
   *
   * @param glue whether addresses below a delegation are added, which a referred client could not
   *     ask for, or only others
   */
  private void mention(Record record, @Nullable ZoneLookup zone, boolean glue) {
    Name host = record.getAdditionalName();
    if (host == null || zone == null || !host.subdomain(zone.apex())) {
      return;
    }
    for (int type : new int[] {Type.A, Type.AAAA}) {
      Step step = zone.lookup(host, type);
      if (step instanceof Step.Referral && glue) {
        additional.addAll(zone.raw(host, type));
      } else if (step instanceof Step.Found found && !glue) {
        additional.addAll(found.records());
      }
    }
  }
}
