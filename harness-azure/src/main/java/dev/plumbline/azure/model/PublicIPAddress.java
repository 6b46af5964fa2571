package dev.plumbline.azure.model;

import dev.plumbline.descriptor.Doc;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * A public IP address ({@code Microsoft.Network/publicIPAddresses}).
 *
 * @param name its name
 * @param ipAddress the address
 * @param fqdn the platform's name for it, {@code label.region.cloudapp.azure.com}; null when it has
 *     no label
 */
public record PublicIPAddress(
    @Doc("Its name") String name,
    @Doc("The address") InetAddress ipAddress,
    @Doc("The platform's name for it, label.region.cloudapp.azure.com") @Nullable String fqdn) {}
