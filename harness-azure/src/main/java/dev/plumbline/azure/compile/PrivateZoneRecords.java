package dev.plumbline.azure.compile;

import dev.plumbline.azure.model.NetworkInterface;
import dev.plumbline.azure.model.NetworkInterface.IpConfiguration;
import dev.plumbline.azure.model.PrivateDnsZone;
import dev.plumbline.azure.model.PrivateDnsZone.VirtualNetworkLink;
import dev.plumbline.azure.model.PrivateEndpoint;
import dev.plumbline.azure.model.PrivateEndpoint.ConnectionState;
import dev.plumbline.azure.model.VirtualNetwork;
import dev.plumbline.azure.rules.PrivateLinkZones;
import dev.plumbline.azure.rules.Subnets.Placed;
import dev.plumbline.network.Network.Zone.Absent;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The records of private zones: those written, those of private endpoints' zone groups, and the
 * names that virtual machines register.
 */
final class PrivateZoneRecords {

  /** Of zone groups and of registered names. */
  private static final int TTL = 10;

  private final NetworkParts parts;

  PrivateZoneRecords(NetworkParts parts) {
    this.parts = parts;
  }

  List<String> of(PrivateDnsZone zone) {
    List<String> records = new ArrayList<>(zone.records());
    for (PrivateEndpoint endpoint : parts.topology.privateEndpoints()) {
      if (registers(endpoint, zone) && endpoint.connectionState() == ConnectionState.APPROVED) {
        for (String label : labels(endpoint, zone)) {
          records.add(a(label, parts.addresses.of(endpoint)));
        }
      }
    }
    Set<String> written = new HashSet<>();
    zone.records().forEach(line -> written.add(line.split("\\s+")[0].toLowerCase(Locale.ROOT)));
    for (VirtualNetwork vnet : parts.topology.virtualNetworks()) {
      if (zone.virtualNetworkLinks().stream()
          .anyMatch(l -> l.registrationEnabled() && l.virtualNetwork().equals(vnet.name()))) {
        for (Machine machine : machines(vnet)) {
          // A record that an owner wrote keeps the name.
          if (!written.contains(machine.name())) {
            records.add(a(machine.name(), machine.address()));
          }
        }
      }
    }
    return records;
  }

  /** Returns the reverse names of a virtual network's registered machines. */
  List<String> reverse(VirtualNetwork vnet) {
    List<String> records = new ArrayList<>();
    for (PrivateDnsZone zone : parts.topology.privateDnsZones()) {
      for (VirtualNetworkLink link : zone.virtualNetworkLinks()) {
        if (link.registrationEnabled() && link.virtualNetwork().equals(vnet.name())) {
          for (Machine machine : machines(vnet)) {
            byte[] address = machine.address().getAddress();
            if (address.length == 4) {
              records.add(
                  "%d.%d.%d.%d %d PTR %s.%s."
                      .formatted(
                          address[3] & 0xff,
                          address[2] & 0xff,
                          address[1] & 0xff,
                          address[0] & 0xff,
                          TTL,
                          machine.name(),
                          zone.name()));
            }
          }
        }
      }
    }
    return records;
  }

  /** Returns the names that are not in a zone, and what is missing for them. */
  List<Absent> absent(PrivateDnsZone zone) {
    List<Absent> absent = new ArrayList<>();
    for (PrivateEndpoint endpoint : parts.topology.privateEndpoints()) {
      for (String label : labels(endpoint, zone)) {
        if (!registers(endpoint, zone)) {
          absent.add(
              new Absent(
                  label,
                  "private endpoint "
                      + endpoint.name()
                      + " has no zone group that registers it there"));
        } else if (endpoint.connectionState() != ConnectionState.APPROVED) {
          absent.add(
              new Absent(
                  label,
                  "the connection of private endpoint "
                      + endpoint.name()
                      + " is "
                      + endpoint.connectionState().name().toLowerCase(Locale.ROOT)
                      + ", not approved"));
        }
      }
    }
    for (VirtualNetworkLink link : zone.virtualNetworkLinks()) {
      for (VirtualNetwork vnet : parts.topology.virtualNetworks()) {
        if (!link.registrationEnabled() && link.virtualNetwork().equals(vnet.name())) {
          for (Machine machine : machines(vnet)) {
            absent.add(
                new Absent(
                    machine.name(),
                    "the link of virtual network " + vnet.name() + " does not register names"));
          }
        }
      }
    }
    return absent;
  }

  private static boolean registers(PrivateEndpoint endpoint, PrivateDnsZone zone) {
    return endpoint.privateDnsZoneGroup().stream().anyMatch(zone.name()::equalsIgnoreCase);
  }

  /** Returns the labels under which a zone would have an endpoint's service. */
  private List<String> labels(PrivateEndpoint endpoint, PrivateDnsZone zone) {
    List<String> labels = new ArrayList<>();
    for (String name : PlatformNames.namesBehind(parts.topology, endpoint)) {
      PrivateLinkZones.privateName(name)
          .filter(behind -> behind.endsWith("." + zone.name().toLowerCase(Locale.ROOT)))
          .map(behind -> behind.substring(0, behind.length() - zone.name().length() - 1))
          .filter(label -> !labels.contains(label))
          .ifPresent(labels::add);
    }
    return labels;
  }

  /** A virtual machine with its primary address. */
  private record Machine(String name, InetAddress address) {}

  private List<Machine> machines(VirtualNetwork vnet) {
    List<Machine> machines = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (NetworkInterface nic : parts.topology.networkInterfaces()) {
      String machine = nic.virtualMachine();
      if (machine == null || nic.ipConfigurations().isEmpty() || !seen.add(machine)) {
        continue;
      }
      IpConfiguration primary = nic.ipConfigurations().get(0);
      boolean there =
          parts
              .subnets
              .find(primary.subnet())
              .map(Placed::virtualNetwork)
              .filter(v -> v.name().equals(vnet.name()))
              .isPresent();
      if (there) {
        machines.add(new Machine(machine.toLowerCase(Locale.ROOT), parts.addresses.of(primary)));
      }
    }
    return machines;
  }

  private static String a(String label, InetAddress address) {
    String type = address.getAddress().length == 4 ? "A" : "AAAA";
    return label + " " + TTL + " " + type + " " + address.getHostAddress();
  }
}
