package dev.plumbline.azure.model;

import dev.plumbline.descriptor.Default;
import dev.plumbline.descriptor.Doc;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A service of the platform with a public name, such as a storage account or a SQL server; it is
 * there to be reached, by its public address or a private endpoint.
 *
 * @param name its name
 * @param resourceType its resource type, for example {@code Microsoft.Storage/storageAccounts}
 * @param hostNames its public names, for example {@code contoso.blob.core.windows.net}; those of
 *     its type when empty
 * @param publicIPAddress its public address; null for one that the platform gives
 * @param publicNetworkAccess whether it answers to public callers
 * @param location its region, such as {@code westeurope}: the regional service tags hold it; null
 *     for that of the topology, where it has one only
 */
public record PlatformService(
    @Doc("Its name") String name,
    @Doc("Its resource type, for example Microsoft.Storage/storageAccounts") String resourceType,
    @Doc("Its public names, for example contoso.blob.core.windows.net") List<String> hostNames,
    @Doc("Its public address") @Nullable InetAddress publicIPAddress,
    @Default("true") @Doc("Whether it answers to public callers") boolean publicNetworkAccess,
    @Doc("Its region; that of the topology when absent, where it has one only")
        @Nullable String location) {
  /** Copies the list. */
  public PlatformService {
    hostNames = List.copyOf(hostNames);
  }

  /** Makes a service in the region of the topology. */
  public PlatformService(
      String name,
      String resourceType,
      List<String> hostNames,
      @Nullable InetAddress publicIPAddress,
      boolean publicNetworkAccess) {
    this(name, resourceType, hostNames, publicIPAddress, publicNetworkAccess, null);
  }
}
