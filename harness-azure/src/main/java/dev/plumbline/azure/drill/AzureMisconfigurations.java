package dev.plumbline.azure.drill;

import dev.plumbline.azure.compile.AzureCompiler;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.read.AzureNetworkFormat;
import dev.plumbline.azure.read.Topology;
import dev.plumbline.drill.Catalogue;
import dev.plumbline.drill.Misconfiguration;
import dev.plumbline.drill.Misconfigurations;
import dev.plumbline.environment.Environment;
import dev.plumbline.network.Network;
import java.util.List;

/** The misconfigurations of networks that are described by Azure resources. */
public final class AzureMisconfigurations implements Misconfigurations {

  /** Made by the service loader. */
  public AzureMisconfigurations() {}

  @Override
  public List<Misconfiguration> of(Environment environment, Network network) {
    return AzureNetworkFormat.describes(environment)
        ? of(Topology.of(environment).model())
        : List.of();
  }

  /** Returns the misconfigurations of resources. */
  static List<Misconfiguration> of(AzureTopology topology) {
    Catalogue<AzureTopology> catalogue =
        new Catalogue<>(AzureCompiler.compile(topology), AzureCompiler::compile);
    new AzureNames(topology, catalogue).add();
    new AzureGateways(topology, catalogue).add();
    new AzureFirewallRules(topology, catalogue).add();
    new AzureWays(topology, catalogue).add();
    new AzureAccess(topology, catalogue).add();
    return catalogue.misconfigurations();
  }
}
