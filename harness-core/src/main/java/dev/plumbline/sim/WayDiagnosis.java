package dev.plumbline.sim;

import dev.plumbline.network.Fault;
import dev.plumbline.network.Verdict;
import dev.plumbline.observation.Diagnosis;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;

/**
 * What the simulation knows of the way that a connection or a datagram took, said to who checks.
 */
final class WayDiagnosis {

  private WayDiagnosis() {}

  /** Returns what is known of a way when it begins. */
  static Diagnosis of(Verdict verdict) {
    Fault fault = verdict.fault();
    String cause =
        verdict.fate() != Verdict.Fate.DELIVERED
            ? verdict.explanation()
            : fault != null ? "the fault " + fault.kind() + " shapes the connection" : null;
    return new Diagnosis(verdict.hops(), verdict.decidedBy(), cause);
  }

  /**
   * Returns what is known of a way when it has served: a remark of the server says more than the
   * way itself.
   */
  static Diagnosis remarked(Verdict verdict, Remark remark) {
    Diagnosis way = of(verdict);
    String said = remark.get();
    String decider = remark.decider();
    return said == null && decider == null
        ? way
        : new Diagnosis(
            way.route(),
            decider == null ? way.decidedBy() : decider,
            said == null ? way.likelyCause() : said);
  }

  static Diagnosis limitReached(Verdict verdict, Bindings.Binding binding) {
    return new Diagnosis(
        verdict.hops(),
        verdict.decidedBy(),
        "the listener's connection limit of " + binding.limit() + " is reached");
  }

  static Diagnosis noAddress(Fabric.Source source, InetAddress to) {
    String family = to instanceof Inet4Address ? "IPv4" : "IPv6";
    return new Diagnosis(
        List.of("from segment " + source.segment()),
        "segment " + source.segment(),
        "the source in segment "
            + source.segment()
            + " has no "
            + family
            + " address to reach "
            + to.getHostAddress()
            + " from");
  }
}
