package dev.plumbline.benchmarks;

import dev.plumbline.benchmarks.Benchmarks.Benchmark;
import dev.plumbline.benchmarks.Benchmarks.Line;
import dev.plumbline.network.Flow;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Action;
import dev.plumbline.network.Network.Protocol;
import dev.plumbline.network.NetworkBuilder;
import dev.plumbline.network.RulesBuilder;
import dev.plumbline.network.Verdict;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Who reaches whom among a thousand segments of one mesh: the fates of a hundred, ten thousand and
 * a million flows, with few rules for each segment and with a hundred.
 */
final class Flows implements Benchmark {

  private static final int SEGMENTS = 1_000;
  private static final int FLOWS = SEGMENTS * SEGMENTS;
  private static final int ROUNDS = 5;

  @Override
  public String name() {
    return "flows";
  }

  @Override
  public List<Line> measure() {
    List<Line> lines = new ArrayList<>();
    for (int rules : List.of(3, 100)) {
      Network network = network(rules);
      double few = perFlow(network, 10);
      for (int ends : List.of(10, 100, SEGMENTS)) {
        double nanos = perFlow(network, ends);
        lines.add(
            new Line(
                ends * ends + " flows, 1000 segments of " + rules + " rules",
                String.format(Locale.ROOT, "%.2f million/s", 1e3 / nanos),
                String.format(Locale.ROOT, "100 flows %.2f million/s", 1e3 / few),
                nanos / few,
                "at most 2"));
      }
    }
    return lines;
  }

  private static Network network(int rules) {
    NetworkBuilder builder = Network.builder("flows");
    List<String> names = new ArrayList<>();
    for (int i = 0; i < SEGMENTS; i++) {
      String name = "segment-" + i;
      String address = "10." + i / 250 + "." + i % 250;
      names.add(name);
      builder
          .segment(name, s -> s.prefixes(address + ".0/24").rules("rules-" + name, rules(rules)))
          .host("host-" + i, name, address + ".4", host -> host.tcp(443));
    }
    return builder.mesh("all", names.toArray(String[]::new)).build();
  }

  /** Rules of which half are for the port that is asked for, and only the last one matches. */
  private static Consumer<RulesBuilder> rules(int count) {
    return rules -> {
      for (int i = 1; i < count; i++) {
        String from = "172.16." + i + ".0/24";
        int port = i % 2 == 0 ? 443 : 1_000 + i;
        rules.inbound(i, "rule-" + i, Action.DROP, rule -> rule.tcp().from(from).ports(port));
      }
      rules.inbound(4_000, "inside", Action.ALLOW, rule -> rule.from("10.0.0.0/8"));
      rules.otherwiseInbound(Action.DROP);
    };
  }

  /** Returns the nanoseconds for a flow: the median of rounds of a million flows each. */
  private static double perFlow(Network network, int ends) {
    List<InetAddress> addresses = new ArrayList<>();
    for (int i = 0; i < ends; i++) {
      // Spread over all segments.
      int segment = i * (SEGMENTS / ends);
      addresses.add(IpAddresses.parse("10." + segment / 250 + "." + segment % 250 + ".4"));
    }
    List<Double> rounds = new ArrayList<>();
    for (int round = 0; round < 2 + ROUNDS; round++) {
      long start = System.nanoTime();
      for (int times = 0; times < FLOWS / (ends * ends); times++) {
        ask(network, addresses);
      }
      if (round >= 2) {
        rounds.add((System.nanoTime() - start) / (double) FLOWS);
      }
    }
    Collections.sort(rounds);
    return rounds.get(ROUNDS / 2);
  }

  private static void ask(Network network, List<InetAddress> addresses) {
    int step = SEGMENTS / addresses.size();
    for (int from = 0; from < addresses.size(); from++) {
      String segment = network.segments().get(from * step).name();
      for (int to = 0; to < addresses.size(); to++) {
        Flow flow =
            new Flow(
                segment, addresses.get(from), 50_000, addresses.get(to), 443, Protocol.TCP);
        if (network.fate(flow).fate() != Verdict.Fate.DELIVERED) {
          throw new IllegalStateException(
              "not measured, since not delivered: " + network.fate(flow).explanation());
        }
      }
    }
  }
}
