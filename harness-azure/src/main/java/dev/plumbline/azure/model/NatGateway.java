package dev.plumbline.azure.model;

import dev.plumbline.descriptor.Doc;
import java.util.List;

/**
 * A NAT gateway ({@code Microsoft.Network/natGateways}), attached to subnets: what goes out to the
 * internet comes from its address.
 *
 * @param name its name
 * @param publicIPAddresses its public IP addresses, by name
 */
public record NatGateway(
    @Doc("Its name") String name,
    @Doc("Its public IP addresses, by name") List<String> publicIPAddresses) {
  /** Copies the list. */
  public NatGateway {
    publicIPAddresses = List.copyOf(publicIPAddresses);
  }
}
