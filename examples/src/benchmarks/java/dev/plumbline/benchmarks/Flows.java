package dev.plumbline.benchmarks;

import dev.plumbline.azure.read.Topology;
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
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
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
  public List<Line> measure() throws IOException {
    List<Line> lines = new ArrayList<>();
    for (Asked asked : List.of(mesh(3), mesh(100), virtualNetwork())) {
      Network network = asked.network();
      double few = perFlow(network, 10);
      for (int ends : List.of(10, 100, SEGMENTS)) {
        double nanos = perFlow(network, ends);
        lines.add(
            new Line(
                ends * ends + " flows, " + asked.what(),
                String.format(Locale.ROOT, "%.2f million/s", 1e3 / nanos),
                String.format(Locale.ROOT, "100 flows %.2f million/s", 1e3 / few),
                nanos / few,
                "at most 2"));
      }
    }
    return lines;
  }

  /** What is asked, and its words. */
  private record Asked(String what, Network network) {}

  private static Asked mesh(int rules) {
    return new Asked("1000 segments of " + rules + " rules", network(rules));
  }

  /** A virtual network of a thousand subnets, each with a security group and a machine, as it is read from a template. */
  private static Asked virtualNetwork() throws IOException {
    Path file = Files.createTempFile("plumbline", ".json");
    try {
      Files.writeString(file, TEMPLATE);
      return new Asked("1000 Azure subnets, groups of 100 rules", Topology.from(file).network());
    } finally {
      Files.delete(file);
    }
  }

  /** Five hundred subnets, with their groups and machines; a copy loop makes at most 800. */
  private static final String HALF =
      """
      {
        "type": "Microsoft.Network/networkSecurityGroups",
        "apiVersion": "2023-11-01",
        "name": "[concat('group-', copyIndex(FROM))]",
        "location": "westeurope",
        "copy": {"name": "groups-FROM", "count": 500},
        "properties": {
          "copy": [
            {
              "name": "securityRules",
              "count": 100,
              "input": {
                "name": "[concat('rule-', copyIndex('securityRules'))]",
                "properties": {
                  "priority": "[copyIndex('securityRules', 100)]",
                  "direction": "Inbound",
                  "access": "[if(equals(copyIndex('securityRules'), 99), 'Allow', 'Deny')]",
                  "protocol": "Tcp",
                  "sourceAddressPrefix": "[if(equals(copyIndex('securityRules'), 99), '*', format('172.16.{0}.0/24', copyIndex('securityRules')))]",
                  "sourcePortRange": "*",
                  "destinationAddressPrefix": "*",
                  "destinationPortRange": "[if(equals(mod(copyIndex('securityRules'), 2), 1), '443', string(copyIndex('securityRules', 1000)))]"
                }
              }
            }
          ]
        }
      },
      {
        "type": "Microsoft.Network/virtualNetworks/subnets",
        "apiVersion": "2023-11-01",
        "name": "[concat('large/segment-', copyIndex(FROM))]",
        "copy": {"name": "subnets-FROM", "count": 500},
        "properties": {
          "addressPrefix": "[format('10.{0}.{1}.0/24', div(copyIndex(FROM), 250), mod(copyIndex(FROM), 250))]",
          "networkSecurityGroup": {
            "id": "[resourceId('Microsoft.Network/networkSecurityGroups', concat('group-', copyIndex(FROM)))]"
          }
        }
      },
      {
        "type": "Microsoft.Network/networkInterfaces",
        "apiVersion": "2023-11-01",
        "name": "[concat('machine-', copyIndex(FROM))]",
        "location": "westeurope",
        "copy": {"name": "machines-FROM", "count": 500},
        "properties": {
          "ipConfigurations": [
            {
              "name": "first",
              "properties": {
                "privateIPAllocationMethod": "Static",
                "privateIPAddress": "[format('10.{0}.{1}.4', div(copyIndex(FROM), 250), mod(copyIndex(FROM), 250))]",
                "subnet": {
                  "id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'large', concat('segment-', copyIndex(FROM)))]"
                }
              }
            }
          ]
        }
      }""";

  private static final String TEMPLATE =
      """
      {
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "contentVersion": "1.0.0.0",
        "resources": [
          {
            "type": "Microsoft.Network/virtualNetworks",
            "apiVersion": "2023-11-01",
            "name": "large",
            "location": "westeurope",
            "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/8"]}}
          },
      """
          + HALF.replace("FROM", "0")
          + ",\n"
          + HALF.replace("FROM", "500")
          + "\n]}\n";

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
        if (network.fate(flow).fate() == Verdict.Fate.DROPPED) {
          throw new IllegalStateException(
              "not measured, since dropped: " + network.fate(flow).explanation());
        }
      }
    }
  }
}
