package dev.plumbline.sim;

import dev.plumbline.network.Fault;
import dev.plumbline.sim.ZoneLookup.Step;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
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

  final List<Record> answer = new ArrayList<>();
  final List<Record> authority = new ArrayList<>();
  final Set<Record> additional = new LinkedHashSet<>();

  /** What was met on the way, alias by alias. */
  final List<Met> trail = new ArrayList<>(2);

  int rcode = Rcode.NOERROR;
  boolean authoritative;

  /**
   * A name that was looked up.
   *
   * @param zone the zone that answered; null when it is in none
   * @param step what was said; null when nothing was
   * @param fault the fault that changed it; null for none
   */
  record Met(
      Name name, @Nullable ZoneLookup zone, @Nullable Step step, Fault.@Nullable Kind fault) {}

  private Resolution(ZoneSet zones, DnsFaults faults, boolean recursive) {
    this.zones = zones;
    this.faults = faults;
    this.recursive = recursive;
  }

  static Resolution of(ZoneSet zones, DnsFaults faults, boolean recursive, Name name, int type) {
    Resolution resolution = new Resolution(zones, faults, recursive);
    resolution.follow(name, type);
    return resolution;
  }

  private void follow(Name question, int type) {
    Name name = question;
    ZoneLookup zone = null;
    for (int aliases = 0; aliases <= LONGEST_CHAIN; aliases++) {
      if (faults.failing(name)) {
        trail.add(new Met(name, null, null, Fault.Kind.DNS_SERVFAIL));
        fail();
        return;
      }
      Found found = find(name, type);
      Step right = found == null ? null : found.step();
      Step said = faults.wrong(name, type, right);
      Step step = faults.stale(name, said);
      ZoneLookup here = found == null ? null : found.zone();
      trail.add(
          new Met(
              name,
              here,
              step,
              said != right
                  ? Fault.Kind.DNS_WRONG_ANSWER
                  : step != said ? Fault.Kind.DNS_STALE_TTL : null));
      if (step == null) {
        outside(aliases);
        return;
      }
      if (!recursive && aliases > 0 && here != zone) {
        return;
      }
      zone = here;
      if (aliases == 0) {
        authoritative = !recursive && !(step instanceof Step.Referral);
      }
      if (!(step instanceof Step.Alias alias)) {
        conclude(step, zone);
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
      Found found = new Found(zone, zone.lookup(name, type));
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

  private record Found(ZoneLookup zone, Step step) {}

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
