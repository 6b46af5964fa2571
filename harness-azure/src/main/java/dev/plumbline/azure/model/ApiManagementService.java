package dev.plumbline.azure.model;

import dev.plumbline.descriptor.Default;
import dev.plumbline.descriptor.Doc;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An API Management service ({@code Microsoft.ApiManagement/service}) injected into a subnet.
 *
 * <p>It answers only on its own host names. In internal mode none of them is in public DNS, and its
 * endpoints are at the private virtual IP only; in external mode the platform's names are public
 * and lead to the public virtual IP.
 *
 * @param name its name; the default gateway host name is {@code <name>.azure-api.net}
 * @param sku the tier; one address is used by a Developer instance, two by each Premium unit
 * @param virtualNetworkType internal or external
 * @param subnet the subnet it is injected into, by name
 * @param privateIPAddress its private virtual IP; null for the first address of the subnet that is
 *     free after those of its instances
 * @param publicIPAddress its public IP address, by name; null for none; required in external mode
 * @param hostnameConfigurations its custom host names
 * @param apis its APIs
 */
public record ApiManagementService(
    @Doc("Its name") String name,
    @Default("developer") @Doc("The tier") Sku sku,
    @Doc("internal or external") VirtualNetworkType virtualNetworkType,
    @Doc("The subnet it is injected into") String subnet,
    @Doc("Its private virtual IP") @Nullable InetAddress privateIPAddress,
    @Doc("Its public IP address, by name") @Nullable String publicIPAddress,
    @Doc("Its custom host names") List<HostnameConfiguration> hostnameConfigurations,
    @Doc("Its APIs") List<Api> apis) {

  /** Copies the lists. */
  public ApiManagementService {
    hostnameConfigurations = List.copyOf(hostnameConfigurations);
    apis = List.copyOf(apis);
  }

  /** The tiers that can be injected into a subnet. */
  public enum Sku {
    /** Developer. */
    DEVELOPER,
    /** Premium. */
    PREMIUM
  }

  /** How the service is injected. */
  public enum VirtualNetworkType {
    /** Its endpoints are at the private virtual IP only. */
    INTERNAL,
    /**
     * Its endpoints are at the public virtual IP, and inside the virtual network at the private
     * one.
     */
    EXTERNAL
  }

  /** The endpoints that a host name can be for. */
  public enum HostnameType {
    /** The gateway. */
    PROXY,
    /** The developer portal. */
    DEVELOPER_PORTAL,
    /** The legacy portal. */
    PORTAL,
    /** Direct management. */
    MANAGEMENT,
    /** The git repository. */
    SCM
  }

  /**
   * A custom host name. One for the gateway is valid beside the default name; one for another
   * endpoint takes the default name's place.
   *
   * @param type the endpoint
   * @param hostName the host name
   * @param defaultSslBinding whether its certificate is presented to clients that send no server
   *     name; for the gateway only
   */
  public record HostnameConfiguration(
      @Doc("The endpoint") HostnameType type,
      @Doc("The host name") String hostName,
      @Default("false")
          @Doc("Whether its certificate is presented to clients that send no server name")
          boolean defaultSslBinding) {}

  /**
   * An API. A call is answered 200 with a JSON description of the request as it arrived.
   *
   * @param path the path its calls start with, for example {@code /echo}
   */
  public record Api(@Doc("The path its calls start with") String path) {}
}
