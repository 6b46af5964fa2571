package dev.plumbline.azure.rules;

import dev.plumbline.azure.model.VirtualNetwork.Subnet;

/** A subnet that Azure keeps for one purpose, told by its name without regard to case. */
public enum ReservedSubnet {
  /** The subnet of VPN and ExpressRoute gateways. */
  GATEWAY("GatewaySubnet"),
  /** The subnet of an Azure Firewall. */
  FIREWALL("AzureFirewallSubnet"),
  /** The subnet by which a firewall is managed where its traffic is tunnelled. */
  FIREWALL_MANAGEMENT("AzureFirewallManagementSubnet"),
  /** The subnet of Azure Bastion. */
  BASTION("AzureBastionSubnet");

  private final String reserved;

  ReservedSubnet(String reserved) {
    this.reserved = reserved;
  }

  /** Returns whether a subnet has this name. */
  public boolean is(Subnet subnet) {
    return subnet.name().equalsIgnoreCase(reserved);
  }

  /** Returns the name as Azure writes it. */
  @Override
  public String toString() {
    return reserved;
  }
}
