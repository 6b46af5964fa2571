package dev.plumbline.azure.model;

import dev.plumbline.descriptor.Doc;
import dev.plumbline.network.Cidr;
import java.util.List;
import java.util.Map;

/**
 * The Azure resources of one network, and the networks around it.
 *
 * @param name its name
 * @param virtualNetworks the virtual networks
 * @param connectedNetworks networks outside Azure, such as an on-premises site
 * @param networkSecurityGroups the network security groups, referred to by subnets
 * @param serviceTags the prefixes of service tags that rules use, beside {@code VirtualNetwork},
 *     {@code Internet} and {@code AzureLoadBalancer}
 * @param publicIPAddresses the public IP addresses, referred to by application gateways and API
 *     Management
 * @param privateDnsZones the private DNS zones
 * @param dnsZones the public DNS zones
 * @param applicationGateways the application gateways
 * @param apiManagement the API Management services
 */
public record AzureTopology(
    @Doc("Its name") String name,
    @Doc("The virtual networks") List<VirtualNetwork> virtualNetworks,
    @Doc("Networks outside Azure, such as an on-premises site")
        List<ConnectedNetwork> connectedNetworks,
    @Doc("The network security groups") List<NetworkSecurityGroup> networkSecurityGroups,
    @Doc("The prefixes of service tags that rules use") Map<String, List<Cidr>> serviceTags,
    @Doc("The public IP addresses") List<PublicIPAddress> publicIPAddresses,
    @Doc("The private DNS zones") List<PrivateDnsZone> privateDnsZones,
    @Doc("The public DNS zones") List<DnsZone> dnsZones,
    @Doc("The application gateways") List<ApplicationGateway> applicationGateways,
    @Doc("The API Management services") List<ApiManagementService> apiManagement) {

  /** Copies the collections. */
  public AzureTopology {
    virtualNetworks = List.copyOf(virtualNetworks);
    connectedNetworks = List.copyOf(connectedNetworks);
    networkSecurityGroups = List.copyOf(networkSecurityGroups);
    serviceTags = Map.copyOf(serviceTags);
    publicIPAddresses = List.copyOf(publicIPAddresses);
    privateDnsZones = List.copyOf(privateDnsZones);
    dnsZones = List.copyOf(dnsZones);
    applicationGateways = List.copyOf(applicationGateways);
    apiManagement = List.copyOf(apiManagement);
  }
}
