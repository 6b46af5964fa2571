package dev.plumbline.azure.contract;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;

import dev.plumbline.azure.model.ApiManagementService;
import dev.plumbline.azure.rules.Subnets.Placed;
import dev.plumbline.lab.Lab;
import dev.plumbline.network.Cidr;
import dev.plumbline.observation.DnsObservation;
import dev.plumbline.vantage.Vantage;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The private virtual IP of a service: the one that the topology writes, or else the one address of
 * the service's subnet that its gateway's name leads to inside.
 */
final class VirtualIP {

  private final ApiManagementService service;
  private final Placed subnet;

  private VirtualIP(ApiManagementService service, Placed subnet) {
    this.service = service;
    this.subnet = subnet;
  }

  static VirtualIP of(ApiManagementService service, Placed subnet) {
    return new VirtualIP(service, subnet);
  }

  /** Checks that a name leads to it, and nowhere else. */
  void check(Vantage inside, String name) {
    DnsObservation seen = inside.resolve(name);
    String written = written();
    if (written != null) {
      assertThat(seen).resolvesOnlyTo(written);
    } else {
      List<Cidr> prefixes = subnet.subnet().prefixes();
      assertThat(seen)
          .isPrivate()
          .matches(
              s ->
                  s.addresses().size() == 1
                      && prefixes.stream().anyMatch(p -> p.contains(s.addresses().get(0))),
              "resolves to one address of subnet " + subnet.name() + " " + prefixes);
    }
  }

  /** Returns the address as it is seen from inside. */
  String seenFrom(Vantage inside) {
    String written = written();
    return written != null ? written : resolved(inside);
  }

  /** Returns the address, to be asked for from anywhere. */
  String in(Lab lab, Subject subject) {
    String written = written();
    if (written != null) {
      return written;
    }
    List<String> inside = subject.inside(subnet.virtualNetwork());
    if (inside.isEmpty()) {
      throw new AssertionError(
          "The private virtual IP of "
              + service.name()
              + " is not known: neither does the topology write its privateIPAddress, nor is there"
              + " a vantage in virtual network "
              + subnet.virtualNetwork().name()
              + " to resolve its gateway's name from.");
    }
    return resolved(lab.vantage(inside.get(0)));
  }

  private String resolved(Vantage inside) {
    String name = EndpointNames.gateway(service);
    DnsObservation seen = inside.resolve(name);
    assertThat(seen).isPrivate();
    return seen.addresses().get(0).getHostAddress();
  }

  private @Nullable String written() {
    InetAddress address = service.privateIPAddress();
    return address == null ? null : address.getHostAddress();
  }
}
