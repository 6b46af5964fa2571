package dev.plumbline.azure.validation;

import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.VmwarePrivateCloud;
import dev.plumbline.azure.model.VmwarePrivateCloud.FirewallRule;
import dev.plumbline.azure.model.VmwarePrivateCloud.NsxLoadBalancer;
import dev.plumbline.azure.model.VmwarePrivateCloud.Segment;
import dev.plumbline.azure.model.VmwarePrivateCloud.Workload;
import dev.plumbline.network.Cidr;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the platform would refuse in private clouds of Azure VMware Solution. */
final class PrivateCloudValidation {

  private static final int BLOCK = 22;

  private final AzureTopology topology;
  private final Findings problems;

  PrivateCloudValidation(AzureTopology topology, Findings problems) {
    this.topology = topology;
    this.problems = problems;
  }

  void check() {
    problems.unique(
        "vmwarePrivateClouds",
        topology.vmwarePrivateClouds().stream().map(VmwarePrivateCloud::name).toList());
    Map<Cidr, String> known = new LinkedHashMap<>();
    topology
        .virtualNetworks()
        .forEach(v -> v.addressSpace().forEach(p -> known.put(p, "virtual network " + v.name())));
    topology
        .connectedNetworks()
        .forEach(n -> n.addressPrefixes().forEach(p -> known.put(p, "network " + n.name())));
    for (int c = 0; c < topology.vmwarePrivateClouds().size(); c++) {
      cloud("vmwarePrivateClouds[" + c + "]", topology.vmwarePrivateClouds().get(c), known);
    }
  }

  private void cloud(String path, VmwarePrivateCloud cloud, Map<Cidr, String> known) {
    if (cloud.networkBlock().length() != BLOCK) {
      problems.add(
          path + ".networkBlock",
          cloud.networkBlock()
              + " is not a /"
              + BLOCK
              + ", which a private cloud's management takes");
    }
    overlaps(path + ".networkBlock", cloud.networkBlock(), known);
    known.put(cloud.networkBlock(), "the management of " + cloud.name());
    problems.unique(path + ".segments", cloud.segments().stream().map(Segment::name).toList());
    Map<InetAddress, String> machines = new HashMap<>();
    Set<String> names = new HashSet<>();
    for (int s = 0; s < cloud.segments().size(); s++) {
      Segment segment = cloud.segments().get(s);
      String here = path + ".segments[" + s + "]";
      overlaps(here + ".prefix", segment.prefix(), known);
      known.put(segment.prefix(), "segment " + segment.name());
      for (int w = 0; w < segment.workloads().size(); w++) {
        workload(here + ".workloads[" + w + "]", segment, segment.workloads().get(w), machines);
        if (!names.add(segment.workloads().get(w).name())) {
          problems.add(
              here + ".workloads[" + w + "].name",
              "\"" + segment.workloads().get(w).name() + "\" is taken");
        }
      }
    }
    problems.unique(
        path + ".loadBalancers",
        cloud.loadBalancers().stream().map(NsxLoadBalancer::name).toList());
    problems.unique(
        path + ".firewallRules", cloud.firewallRules().stream().map(FirewallRule::name).toList());
    Map<String, String> virtualServers = new HashMap<>();
    for (int b = 0; b < cloud.loadBalancers().size(); b++) {
      NsxLoadBalancer balancer = cloud.loadBalancers().get(b);
      String here = path + ".loadBalancers[" + b + "]";
      balancer(here, cloud, balancer, machines);
      String other =
          virtualServers.putIfAbsent(
              balancer.virtualIP().getHostAddress() + ":" + balancer.port(), balancer.name());
      if (other != null) {
        problems.add(
            here + ".port", balancer.port() + " is taken by " + other + " at this address");
      }
      if (cloud.segments().stream().noneMatch(s -> s.prefix().contains(balancer.virtualIP()))) {
        overlaps(here + ".virtualIP", Cidr.of(balancer.virtualIP().getHostAddress()), known);
      }
    }
  }

  private void workload(
      String path, Segment segment, Workload workload, Map<InetAddress, String> machines) {
    String shown = workload.address().getHostAddress();
    if (!segment.prefix().contains(workload.address())) {
      problems.add(path + ".address", shown + " lies outside " + segment.prefix());
    }
    String other = machines.putIfAbsent(workload.address(), workload.name());
    if (other != null) {
      problems.add(path + ".address", shown + " is the address of " + other + " already");
    }
  }

  private void balancer(
      String path,
      VmwarePrivateCloud cloud,
      NsxLoadBalancer balancer,
      Map<InetAddress, String> machines) {
    String shown = balancer.virtualIP().getHostAddress();
    String machine = machines.get(balancer.virtualIP());
    if (machine != null) {
      problems.add(path + ".virtualIP", shown + " is the address of " + machine + " already");
    }
    List<Workload> workloads =
        cloud.segments().stream().flatMap(s -> s.workloads().stream()).toList();
    List<String> names = workloads.stream().map(Workload::name).toList();
    if (balancer.members().isEmpty()) {
      problems.add(path + ".members", "is empty: name the machines behind the virtual IP address");
    }
    for (int m = 0; m < balancer.members().size(); m++) {
      String member = balancer.members().get(m);
      String here = path + ".members[" + m + "]";
      problems.known(here, "a machine of this private cloud", member, names);
      for (Workload workload : workloads) {
        if (workload.name().equals(member)) {
          if (workload.ports().isEmpty()) {
            problems.add(here, member + " answers on no port: give it ports");
          } else if (balancer.memberPort() != null
              && !workload.ports().contains(balancer.memberPort())) {
            problems.add(
                here,
                member
                    + " does not answer on "
                    + balancer.memberPort()
                    + ", only on "
                    + workload.ports());
          }
        }
      }
    }
    if (balancer.tls() && balancer.hostNames().isEmpty()) {
      problems.add(
          path + ".hostNames",
          "is empty: TLS needs the names of the certificate, or write tls: false");
    }
  }

  private void overlaps(String path, Cidr prefix, Map<Cidr, String> known) {
    known.forEach(
        (other, owner) -> {
          if (other.overlaps(prefix)) {
            problems.add(path, prefix + " overlaps " + other + " of " + owner);
          }
        });
  }
}
