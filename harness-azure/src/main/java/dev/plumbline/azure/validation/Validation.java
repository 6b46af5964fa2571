package dev.plumbline.azure.validation;

import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.descriptor.Problems;

/** What the platform would refuse, and what leads nowhere; all of it at once. */
public final class Validation {

  private Validation() {}

  /**
   * Adds what the platform would refuse about resources, and names that lead nowhere.
   *
   * @param told told all that is wrong
   * @param prefix what the paths of the problems start with, for example {@code azure.}
   */
  public static void check(AzureTopology topology, Problems told, String prefix) {
    Findings problems = new Findings(told, prefix);
    new VirtualNetworkValidation(topology, problems).check();
    new SecurityGroupValidation(topology, problems).check();
    new RoutingValidation(topology, problems).check();
    new NameValidation(topology, problems).check();
    new DnsValidation(topology, problems).check();
    ResourceValidation resources = new ResourceValidation(topology, problems);
    resources.check();
    new FirewallValidation(topology, problems).check();
    new WebFirewallValidation(topology, problems).check();
    ReservedSubnetValidation reserved = new ReservedSubnetValidation(topology, problems);
    reserved.check();
    new HybridValidation(topology, problems).check();
    new PrivateCloudValidation(topology, problems).check();
    new LoadBalancerValidation(topology, problems).check();
    for (int i = 0; i < topology.applicationGateways().size(); i++) {
      new ApplicationGatewayValidation(
              topology,
              topology.applicationGateways().get(i),
              "applicationGateways[" + i + "]",
              problems)
          .check();
    }
    for (int i = 0; i < topology.apiManagement().size(); i++) {
      new ApiManagementValidation(
              topology, topology.apiManagement().get(i), "apiManagement[" + i + "]", problems)
          .check();
    }
    resources.room();
    new PrivateEndpointValidation(topology, problems).check();
    reserved.checkRules();
  }
}
