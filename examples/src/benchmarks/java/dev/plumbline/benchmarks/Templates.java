package dev.plumbline.benchmarks;

import dev.plumbline.azure.read.Topology;
import dev.plumbline.benchmarks.Benchmarks.Benchmark;
import dev.plumbline.benchmarks.Benchmarks.Line;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** An ARM template of five megabytes, 1,000 subnets with as many security groups, to the network that it describes. */
final class Templates implements Benchmark {

  private static final int SUBNETS = 1_000;
  private static final int MEGABYTES = 5;
  private static final double LIMIT = 2_000;

  @Override
  public String name() {
    return "templates";
  }

  @Override
  public List<Line> measure() throws Exception {
    Path file = Files.createTempFile("plumbline", ".json");
    try {
      Files.writeString(file, template());
      String size = MEGABYTES + " MB template, ";
      double cold = median(1, () -> cold(file));
      double read = median(5, () -> Topology.from(file));
      double compiled = median(5, Topology.from(file)::network);
      return List.of(
          line(size + "cold JVM to the resources", cold),
          line(size + "read", read),
          line(size + "its resources to a network", compiled));
    } finally {
      Files.delete(file);
    }
  }

  private static Line line(String what, double millis) {
    return new Line(what, Figures.format(millis, "ms"), "limit 2 s", millis / LIMIT, "at most 1");
  }

  private static double median(int warmUp, Callable<?> call) throws Exception {
    List<Double> times = new ArrayList<>();
    for (int i = 0; i < warmUp + 5; i++) {
      double time = Figures.millis(call);
      if (i >= warmUp) {
        times.add(time);
      }
    }
    return Figures.median(times);
  }

  private static int cold(Path file) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Templates.class.getName(),
                file.toString())
            .inheritIO()
            .start();
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IllegalStateException("the JVM that reads a template did not end well");
    }
    return process.exitValue();
  }

  /** Reads a template as the first thing that a JVM does. */
  public static void main(String[] file) {
    Topology topology = Topology.from(Path.of(file[0]));
    if (topology.model().networkSecurityGroups().size() != SUBNETS) {
      throw new IllegalStateException("not measured, since not read: " + topology.notes());
    }
    Runtime.getRuntime().halt(0);
  }

  static String template() {
    int rules = 0;
    StringBuilder subnets = new StringBuilder();
    StringBuilder groups = new StringBuilder();
    for (int subnet = 0; subnet < SUBNETS; subnet++) {
      subnets.append(subnet == 0 ? "" : ",").append(
          """

                  {
                    "name": "subnet-%1$d",
                    "properties": {
                      "addressPrefix": "[concat('10.', %2$d, '.', %3$d, '.0/24')]",
                      "networkSecurityGroup": {
                        "id": "[resourceId('Microsoft.Network/networkSecurityGroups', concat(parameters('name'), '-nsg-%1$d'))]"
                      }
                    }
                  }"""
              .formatted(subnet, subnet / 250, subnet % 250));
      groups.append(
          """
          ,
              {
                "type": "Microsoft.Network/networkSecurityGroups",
                "apiVersion": "2023-11-01",
                "name": "[concat(parameters('name'), '-nsg-%d')]",
                "location": "[parameters('location')]",
                "properties": {
                  "securityRules": ["""
              .formatted(subnet));
      // Room for the subnet, and for what is around the rules.
      for (int rule = 0; groups.length() < (subnet + 1) * (MEGABYTES * 1_000_000L / SUBNETS - 350); rule++, rules++) {
        groups.append(rule == 0 ? "" : ",").append(
            """

                      {
                        "name": "rule-%1$d",
                        "properties": {
                          "priority": "[add(variables('first'), %1$d)]",
                          "direction": "Inbound",
                          "access": "Allow",
                          "protocol": "Tcp",
                          "sourceAddressPrefix": "[if(parameters('open'), 'Internet', '172.16.%1$d.0/24')]",
                          "sourcePortRange": "*",
                          "destinationAddressPrefix": "*",
                          "destinationPortRange": "%2$d"
                        }
                      }"""
                .formatted(rule, 1_000 + rules % 5_000));
      }
      groups.append("]\n      }\n    }");
    }
    return """
        {
          "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
          "contentVersion": "1.0.0.0",
          "parameters": {
            "name": {"type": "string", "defaultValue": "large"},
            "open": {"type": "bool", "defaultValue": false},
            "location": {"type": "string", "defaultValue": "[resourceGroup().location]"}
          },
          "variables": {"first": 100},
          "resources": [
            {
              "type": "Microsoft.Network/virtualNetworks",
              "apiVersion": "2023-11-01",
              "name": "[concat(parameters('name'), '-vnet')]",
              "location": "[parameters('location')]",
              "properties": {
                "addressSpace": {"addressPrefixes": ["10.0.0.0/8"]},
                "subnets": ["""
        + subnets
        + "]\n      }\n    }"
        + groups
        + "\n  ]\n}\n";
  }
}
