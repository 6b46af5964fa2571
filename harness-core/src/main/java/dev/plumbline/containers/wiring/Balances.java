package dev.plumbline.containers.wiring;

import dev.plumbline.containers.plan.PlanBuilder;
import dev.plumbline.network.Network.Balance;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The balances of a host, as translations of destinations that take turns. */
final class Balances {

  private final Host host;
  private final PlanBuilder plan;
  private final Health health;

  Balances(Host host, PlanBuilder plan, Health health) {
    this.host = host;
    this.plan = plan;
    this.health = health;
  }

  void addTo(HostFilters filters) {
    for (int i = 0; i < host.balances().size(); i++) {
      Balance balance = host.balances().get(i);
      if (balance.health() != null
          && balance.health().port() == null
          && balance.port() == null
          && balance.members().stream().anyMatch(member -> member.port() == null)) {
        plan.cannot(
            "host \"%s\": balance \"%s\" checks every member on the port of each flow"
                .formatted(host.name(), balance.name()));
        continue;
      }
      if (balance.members().stream().anyMatch(m -> host.addresses().contains(m.address()))) {
        plan.cannot(
            "host \"%s\": balance \"%s\" has the host itself as a member"
                .formatted(host.name(), balance.name()));
        continue;
      }
      for (boolean v4 : new boolean[] {true, false}) {
        List<Member> able =
            balance.members().stream()
                .filter(member -> NftText.isV4(member.address()) == v4)
                .toList();
        if (!able.isEmpty()) {
          balance(filters, balance, able, v4, "balance" + i + (v4 ? "_v4" : "_v6"));
        }
      }
    }
  }

  private void balance(
      HostFilters filters, Balance balance, List<Member> members, boolean v4, String chain) {
    String match = filters.to(v4, balance.address(), balance.protocol(), balance.port());
    if (match == null) {
      return;
    }
    List<Member> able =
        members.stream().filter(member -> health.isHealthy(host, balance, member)).toList();
    if (able.isEmpty()) {
      // Nothing may take it in this one's place.
      filters.destination(match + "accept");
      List<String> refused = new ArrayList<>();
      RuleChain.addVerdict(
          refused, "ct direction original " + match, balance.protocol(), balance.whenNone());
      filters.refuse(refused);
      return;
    }
    int mark = filters.mark();
    String turn = balance.sticky() ? "jhash " + (v4 ? "ip" : "ip6") + " saddr" : "numgen inc";
    List<String> turns =
        IntStream.range(0, able.size())
            .mapToObj(
                i -> {
                  Member member = able.get(i);
                  String name = chain + "_" + i;
                  filters.chainOf(
                      name,
                      List.of(
                          "meta l4proto { tcp, udp } "
                              + HostFilters.leadOn(mark, member.address(), member.port())));
                  return i + " : goto " + name;
                })
            .toList();
    filters.destination(
        match + turn + " mod " + able.size() + " vmap { " + String.join(", ", turns) + " }");
    filters.balanced(mark);
    if (balance.hidesSource()) {
      filters.hide(mark);
    } else {
      able.forEach(member -> filters.looped(mark, member.address()));
      filters.leaveAlone(mark);
    }
  }
}
