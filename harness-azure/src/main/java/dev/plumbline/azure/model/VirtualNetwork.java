package dev.plumbline.azure.model;

import dev.plumbline.descriptor.Doc;
import dev.plumbline.network.Cidr;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A virtual network ({@code Microsoft.Network/virtualNetworks}). Its subnets ask the platform's
 * resolver, 168.63.129.16.
 *
 * @param name its name
 * @param addressSpace its address prefixes
 * @param subnets its subnets, within the address space
 */
public record VirtualNetwork(
    @Doc("Its name") String name,
    @Doc("Its address prefixes") List<Cidr> addressSpace,
    @Doc("Its subnets") List<Subnet> subnets) {

  /** Copies the lists. */
  public VirtualNetwork {
    addressSpace = List.copyOf(addressSpace);
    subnets = List.copyOf(subnets);
  }

  /**
   * A subnet. It becomes the segment of the same name.
   *
   * @param name its name, unique in the topology
   * @param addressPrefix its address prefix; Azure keeps the first four addresses and the last one
   *     for itself
   * @param networkSecurityGroup the network security group attached to it, by name; null for none,
   *     and then everything is allowed
   */
  public record Subnet(
      @Doc("Its name") String name,
      @Doc("Its address prefix") Cidr addressPrefix,
      @Doc("The network security group attached to it") @Nullable String networkSecurityGroup) {}
}
