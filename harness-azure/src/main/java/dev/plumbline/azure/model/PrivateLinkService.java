package dev.plumbline.azure.model;

import dev.plumbline.descriptor.Doc;

/**
 * A private link service ({@code Microsoft.Network/privateLinkServices}): private endpoints
 * elsewhere lead to a load balancer here, which sees an address of the service's own in place of
 * the client's.
 *
 * @param name its name
 * @param loadBalancer the load balancer, by name
 * @param frontendIPConfiguration its frontend, by name
 * @param subnet the subnet of the addresses that the load balancer sees, by name
 */
public record PrivateLinkService(
    @Doc("Its name") String name,
    @Doc("The load balancer, by name") String loadBalancer,
    @Doc("Its frontend, by name") String frontendIPConfiguration,
    @Doc("The subnet of the addresses that the load balancer sees, by name") String subnet) {}
