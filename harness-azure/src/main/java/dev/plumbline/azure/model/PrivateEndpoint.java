package dev.plumbline.azure.model;

import dev.plumbline.descriptor.Default;
import dev.plumbline.descriptor.Doc;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A private endpoint ({@code Microsoft.Network/privateEndpoints}): an address of a subnet that
 * leads to one service.
 *
 * @param name its name
 * @param subnet the subnet, by name
 * @param privateIPAddress its address; null for the first free one of the subnet
 * @param service the service it leads to, by name: an API Management service, a platform service or
 *     a private link service
 * @param groupIds the parts of the service, for example {@code Gateway} or {@code blob}
 * @param connectionState whether the service's owner approved it; only then it is connected
 * @param privateDnsZoneGroup the private DNS zones in which it registers the service's name, by
 *     name; none when empty
 * @param applicationSecurityGroups the application security groups it is in, by name
 */
public record PrivateEndpoint(
    @Doc("Its name") String name,
    @Doc("The subnet, by name") String subnet,
    @Doc("Its address") @Nullable InetAddress privateIPAddress,
    @Doc(
            "The service it leads to, by name: an API Management service, a platform service or a private link service")
        String service,
    @Doc("The parts of the service, for example Gateway or blob") List<String> groupIds,
    @Default("approved") @Doc("Whether the service's owner approved it")
        ConnectionState connectionState,
    @Doc("The private DNS zones in which it registers the service's name, by name")
        List<String> privateDnsZoneGroup,
    @Doc("The application security groups it is in, by name")
        List<String> applicationSecurityGroups) {
  /** Copies the lists. */
  public PrivateEndpoint {
    groupIds = List.copyOf(groupIds);
    privateDnsZoneGroup = List.copyOf(privateDnsZoneGroup);
    applicationSecurityGroups = List.copyOf(applicationSecurityGroups);
  }

  /** The states of a private endpoint connection. */
  public enum ConnectionState {
    /** Not decided. */
    PENDING,
    /** Connected. */
    APPROVED,
    /** Refused. */
    REJECTED,
    /** The service is gone. */
    DISCONNECTED
  }
}
