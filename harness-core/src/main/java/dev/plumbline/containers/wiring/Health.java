package dev.plumbline.containers.wiring;

import dev.plumbline.containers.plan.Site;
import dev.plumbline.network.Fault;
import dev.plumbline.network.Flow;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Balance;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.InstanceProbe;
import dev.plumbline.network.Network.Instances;
import dev.plumbline.network.Network.Listener;
import dev.plumbline.network.Network.Member;
import dev.plumbline.network.Network.MemberCheck;
import dev.plumbline.network.Network.Protocol;
import dev.plumbline.network.Verdict;
import dev.plumbline.network.Verdict.Fate;
import java.net.InetAddress;
import java.util.Set;

/** Which members of balances, and which instances, pass their checks: told by the description. */
final class Health {

  /** The source port of checks, one of the dynamic ports (RFC 6335 section 6). */
  private static final int CHECKING_PORT = 49_152;

  private static final String NO_ANSWER = "no answer: ";

  private final Network network;
  private final Set<Fault> faults;

  Health(Network network, Set<Fault> faults) {
    this.network = network;
    this.faults = faults;
  }

  /** Returns whether a member is healthy; one of a balance without a check always is. */
  boolean isHealthy(Host host, Balance balance, Member member) {
    MemberCheck check = balance.health();
    if (check == null) {
      return true;
    }
    Integer port = check.port() != null ? check.port() : member.port();
    Integer tried = port != null ? port : balance.port();
    InetAddress source = check.source();
    if (source == null) {
      source =
          NftText.ofFamily(host.addresses(), NftText.isV4(member.address())).stream()
              .findFirst()
              .orElse(null);
    }
    return source != null
        && tried != null
        && arrives(host.segment(), source, member.address(), tried, check.source() == null);
  }

  /** Returns whether the load balancer in front of a host passes anything on. */
  boolean isAnyHealthy(Host host) {
    Instances instances = host.instances();
    InstanceProbe probe = instances == null ? null : instances.probe();
    return instances == null
        || probe == null
        || instances.addresses().stream()
            .anyMatch(one -> arrives(probe.segment(), probe.source(), one, probe.port(), false));
  }

  private boolean arrives(
      String segment, InetAddress from, InetAddress to, int port, boolean answerMatters) {
    Verdict verdict =
        network.fate(new Flow(segment, from, CHECKING_PORT, to, port, Protocol.TCP), faults);
    if (verdict.fate() == Fate.DELIVERED) {
      return true;
    }
    // Where the way of the answer is the checker's own affair, all but that has been asked.
    boolean onlyUnanswered =
        !verdict.hops().isEmpty()
            && verdict.hops().get(verdict.hops().size() - 1).startsWith(NO_ANSWER);
    return !answerMatters && onlyUnanswered && listens(to, port);
  }

  private boolean listens(InetAddress to, int port) {
    for (Host host : network.hosts()) {
      if (Site.addresses(host).contains(to)) {
        for (Listener listener : host.listeners()) {
          if (listener.port() == port && Site.addresses(host, listener).contains(to)) {
            return true;
          }
        }
      }
    }
    return false;
  }
}
