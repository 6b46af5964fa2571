package dev.plumbline.azure.contract;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;

import dev.plumbline.azure.model.ApiManagementService;
import dev.plumbline.azure.rules.AddressPlan;
import dev.plumbline.azure.rules.Subnets.Placed;
import dev.plumbline.environment.Ground;
import dev.plumbline.lab.Lab;
import dev.plumbline.network.Cidr;
import dev.plumbline.observation.DnsObservation;
import dev.plumbline.vantage.Vantage;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The private virtual IP of a service in one region: the one that the topology writes, or else the
 * one that the platform of the lab gives. On the ground live the latter is not known: there it is
 * the one address of the subnet that the gateway's name leads to inside, in a further region its
 * regional one.
 */
final class VirtualIP {

  private final Subject subject;
  private final ApiManagementService service;
  private final Placed subnet;
  private final @Nullable InetAddress written;
  private final Object owner;
  private final String gateway;

  private VirtualIP(
      Subject subject,
      ApiManagementService service,
      Placed subnet,
      @Nullable InetAddress written,
      Object owner,
      String gateway) {
    this.subject = subject;
    this.service = service;
    this.subnet = subnet;
    this.written = written;
    this.owner = owner;
    this.gateway = gateway;
  }

  static VirtualIP of(Subject subject, ApiManagementService service, Placed subnet) {
    return new VirtualIP(
        subject,
        service,
        subnet,
        service.privateIPAddress(),
        service,
        EndpointNames.gateway(service));
  }

  /** Returns that of a region, found in the first one by the gateway's default name. */
  static VirtualIP asUsual(Subject subject, ApiManagementService service, Region region) {
    return region.isFirst() ? of(subject, service, region.subnet()) : of(subject, service, region);
  }

  static VirtualIP of(Subject subject, ApiManagementService service, Region region) {
    String location = region.location();
    return new VirtualIP(
        subject,
        service,
        region.subnet(),
        region.privateIPAddress(),
        region.owner(),
        location == null
            ? EndpointNames.gateway(service)
            : EndpointNames.regional(service, location));
  }

  /** Checks that a name leads to it, and nowhere else. */
  void check(Vantage inside, String name) {
    String known = known();
    DnsObservation seen = inside.resolve(name);
    if (known != null) {
      assertThat(seen).resolvesOnlyTo(known);
    } else if (name.equalsIgnoreCase(gateway)) {
      checkInSubnet(seen);
    } else {
      assertThat(seen).resolvesOnlyTo(resolved(inside));
    }
  }

  /** Returns the address as it is seen from inside. */
  String seenFrom(Vantage inside) {
    String known = known();
    return known != null ? known : resolved(inside);
  }

  /** Returns the address, to be asked for from anywhere. */
  String in(Lab lab) {
    String known = known();
    if (known != null) {
      return known;
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

  /**
   * Returns the public ways to it, each in words, by the description. Where nobody knows which
   * address of the subnet it is, the description tells nothing of a way to one of them.
   */
  List<String> publicWays(Lab lab) {
    String known = known();
    if (known != null) {
      return PublicWays.to(lab, known);
    }
    List<String> into = PublicWays.into(lab, subnet.subnet().prefixes());
    if (!into.isEmpty()) {
      throw new AssertionError(
          "Which address of subnet "
              + subnet.name()
              + " is the private virtual IP of "
              + service.name()
              + " is not known, and public addresses are passed on to addresses there, by "
              + String.join(", ", into)
              + ": write its privateIPAddress (privateIPAddresses of az apim show).");
    }
    return List.of();
  }

  private String resolved(Vantage inside) {
    DnsObservation seen = inside.resolve(gateway);
    checkInSubnet(seen);
    return seen.addresses().get(0).getHostAddress();
  }

  private void checkInSubnet(DnsObservation seen) {
    List<Cidr> prefixes = subnet.subnet().prefixes();
    Answers.require(
        assertThat(seen),
        Answers.was(seen),
        "one address of subnet " + subnet.name() + " " + prefixes,
        s ->
            s.addresses().size() == 1
                && prefixes.stream().anyMatch(p -> p.contains(s.addresses().get(0))));
  }

  private @Nullable String known() {
    InetAddress address = written;
    if (address == null && subject.lab().ground() != Ground.LIVE) {
      address = AddressPlan.of(subject.topology()).of(owner);
    }
    return address == null ? null : address.getHostAddress();
  }
}
