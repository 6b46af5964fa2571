package dev.plumbline.azure.validation;

import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.PrivateDnsZone;
import dev.plumbline.azure.model.PublicIPAddress;
import dev.plumbline.azure.model.VirtualNetwork;
import dev.plumbline.descriptor.DescriptorException;
import dev.plumbline.descriptor.Problem;
import dev.plumbline.network.HostNames;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Zone;
import dev.plumbline.network.Networks;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** What cannot be a name: labels of public addresses, zones and the records in them. */
final class NameValidation {

  /** As public templates have it, for what tests them to write another name there. */
  private static final Pattern STANDS_FOR_A_NAME =
      Pattern.compile("(?:GEN|GET)-[A-Z][A-Za-z0-9-]*");

  private final AzureTopology topology;
  private final Findings problems;

  NameValidation(AzureTopology topology, Findings problems) {
    this.topology = topology;
    this.problems = problems;
  }

  void check() {
    problems.unique(
        "publicIPAddresses",
        topology.publicIPAddresses().stream().map(PublicIPAddress::name).toList());
    for (int i = 0; i < topology.publicIPAddresses().size(); i++) {
      String fqdn = topology.publicIPAddresses().get(i).fqdn();
      if (fqdn != null && !(fqdn.endsWith(".cloudapp.azure.com") && HostNames.isHostName(fqdn))) {
        problems.add(
            "publicIPAddresses[" + i + "].fqdn",
            "\"" + fqdn + "\" is not of the form label.region.cloudapp.azure.com");
      }
    }
    List<String> vnets = topology.virtualNetworks().stream().map(VirtualNetwork::name).toList();
    for (int z = 0; z < topology.privateDnsZones().size(); z++) {
      PrivateDnsZone zone = topology.privateDnsZones().get(z);
      String path = "privateDnsZones[" + z + "]";
      if (!zone.name().contains(".") && !STANDS_FOR_A_NAME.matcher(zone.name()).matches()) {
        problems.add(
            path + ".name",
            "\"" + zone.name() + "\" has one label; a private zone needs two or more");
      }
      for (int l = 0; l < zone.virtualNetworkLinks().size(); l++) {
        problems.known(
            path + ".virtualNetworkLinks[" + l + "].virtualNetwork",
            "a virtual network",
            zone.virtualNetworkLinks().get(l).virtualNetwork(),
            vnets);
      }
      records(path, zone.name(), zone.records());
    }
    for (int z = 0; z < topology.dnsZones().size(); z++) {
      records(
          "dnsZones[" + z + "]",
          topology.dnsZones().get(z).name(),
          topology.dnsZones().get(z).records());
    }
  }

  /**
   * The core knows what a zone may hold; it is asked about one zone at a time, so that what it says
   * has its place here.
   */
  private void records(String path, String name, List<String> records) {
    if (problems.broken(path)) {
      return;
    }
    String place = "zones[0]";
    Zone zone = new Zone(name, List.of(), List.of(), records, Duration.ofSeconds(300), false);
    try {
      Networks.check(
          new Network(
              "zone", List.of(), List.of(), List.of(), List.of(), List.of(zone), List.of()));
    } catch (DescriptorException e) {
      for (Problem problem : e.problems()) {
        String at =
            problem.path().startsWith(place) ? problem.path().substring(place.length()) : "";
        problems.add(path + at, problem.message());
      }
    }
  }
}
