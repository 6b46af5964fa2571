package dev.plumbline.azure.model;

import dev.plumbline.descriptor.Default;
import dev.plumbline.descriptor.Doc;
import dev.plumbline.network.Network.Validity;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An API Management service ({@code Microsoft.ApiManagement/service}).
 *
 * <p>It answers only on its own host names. In internal mode none of them is in public DNS, and its
 * endpoints are at the private virtual IP only; in external mode the platform's names are public
 * and lead to the public virtual IP.
 *
 * @param name its name; the default gateway host name is {@code <name>.azure-api.net}
 * @param sku the tier
 * @param capacity its units in its first region; each unit of Premium has two instances
 * @param location its region; null when not told: then it is that of the virtual network of its
 *     subnet
 * @param virtualNetworkType none, external or internal
 * @param subnet the subnet it is injected into or integrated with, by name; null without a virtual
 *     network
 * @param privateIPAddress its private virtual IP; null for the first address of the subnet that is
 *     free after those of its instances
 * @param publicIPAddress its public IP address, by name; null for none of its own
 * @param publicNetworkAccess whether it answers to public callers; false needs a private endpoint
 * @param platformVersion the compute platform it runs on
 * @param zones its availability zones in its first region
 * @param additionalLocations its further regions
 * @param disableGateway whether the gateway of its first region takes no calls
 * @param hostnameConfigurations its custom host names
 * @param apis its APIs
 * @param unknownHost what a request gets that names a host it does not have; the documents say only
 *     that it is not answered
 */
public record ApiManagementService(
    @Doc("Its name") String name,
    @Default("developer") @Doc("The tier") Sku sku,
    @Default("1") @Doc("Its units in its first region") int capacity,
    @Doc("Its region; that of the virtual network of its subnet when absent")
        @Nullable String location,
    @Default("none") @Doc("None, external or internal") VirtualNetworkType virtualNetworkType,
    @Doc("The subnet it is injected into or integrated with, by name") @Nullable String subnet,
    @Doc("Its private virtual IP") @Nullable InetAddress privateIPAddress,
    @Doc("Its public IP address, by name") @Nullable String publicIPAddress,
    @Default("true") @Doc("Whether it answers to public callers") boolean publicNetworkAccess,
    @Default("stv2") @Doc("The compute platform it runs on") PlatformVersion platformVersion,
    @Doc("Its availability zones in its first region") List<String> zones,
    @Doc("Its further regions") List<AdditionalLocation> additionalLocations,
    @Default("false") @Doc("Whether the gateway of its first region takes no calls")
        boolean disableGateway,
    @Doc("Its custom host names") List<HostnameConfiguration> hostnameConfigurations,
    @Doc("Its APIs") List<Api> apis,
    @Default("not-found") @Doc("What a request gets that names a host it does not have")
        UnknownHost unknownHost) {
  /** Copies the lists. */
  public ApiManagementService {
    zones = List.copyOf(zones);
    additionalLocations = List.copyOf(additionalLocations);
    hostnameConfigurations = List.copyOf(hostnameConfigurations);
    apis = List.copyOf(apis);
  }

  /** Makes a service that answers 404 to a request for a host that it does not have. */
  public ApiManagementService(
      String name,
      Sku sku,
      int capacity,
      @Nullable String location,
      VirtualNetworkType virtualNetworkType,
      @Nullable String subnet,
      @Nullable InetAddress privateIPAddress,
      @Nullable String publicIPAddress,
      boolean publicNetworkAccess,
      PlatformVersion platformVersion,
      List<String> zones,
      List<AdditionalLocation> additionalLocations,
      boolean disableGateway,
      List<HostnameConfiguration> hostnameConfigurations,
      List<Api> apis) {
    this(
        name,
        sku,
        capacity,
        location,
        virtualNetworkType,
        subnet,
        privateIPAddress,
        publicIPAddress,
        publicNetworkAccess,
        platformVersion,
        zones,
        additionalLocations,
        disableGateway,
        hostnameConfigurations,
        apis,
        UnknownHost.NOT_FOUND);
  }

  /** Makes a service of one unit in one region, injected into a subnet. */
  public ApiManagementService(
      String name,
      Sku sku,
      VirtualNetworkType virtualNetworkType,
      String subnet,
      @Nullable InetAddress privateIPAddress,
      @Nullable String publicIPAddress,
      List<HostnameConfiguration> hostnameConfigurations,
      List<Api> apis) {
    this(
        name,
        sku,
        1,
        null,
        virtualNetworkType,
        subnet,
        privateIPAddress,
        publicIPAddress,
        true,
        PlatformVersion.STV2,
        List.of(),
        List.of(),
        false,
        hostnameConfigurations,
        apis);
  }

  /** What a request gets that names a host which the service does not have. */
  public enum UnknownHost {
    /** An answer 404 in JSON, as for an unknown path. */
    NOT_FOUND,
    /** The connection is closed without an answer. */
    RESET
  }

  /** The tiers. */
  public enum Sku {
    /** Consumption. */
    CONSUMPTION,
    /** Developer: one instance. */
    DEVELOPER,
    /** Basic. */
    BASIC,
    /** Standard. */
    STANDARD,
    /** Premium: two instances for each unit. */
    PREMIUM,
    /** Basic v2. */
    BASIC_V2,
    /** Standard v2. */
    STANDARD_V2,
    /** Premium v2. */
    PREMIUM_V2
  }

  /** How the service uses a virtual network. */
  public enum VirtualNetworkType {
    /** Not at all. */
    NONE,
    /**
     * In the classic tiers injected, with its endpoints at the public virtual IP, and inside the
     * virtual network at the private one; in the v2 tiers integrated for outbound calls only.
     */
    EXTERNAL,
    /** Injected, with its endpoints at the private virtual IP only. */
    INTERNAL
  }

  /** The compute platforms. */
  public enum PlatformVersion {
    /** The first one, without a network security group of necessity; retired on 31 August 2024. */
    STV1,
    /** The second one: its load balancer rejects what no network security group allows. */
    STV2
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
    SCM,
    /** The configuration of self-hosted gateways. */
    CONFIGURATION_API
  }

  /**
   * A custom host name. One for the gateway is valid beside the default name; one for another
   * endpoint takes the default name's place.
   *
   * @param type the endpoint
   * @param hostName the host name
   * @param defaultSslBinding whether its certificate is presented to clients that send no server
   *     name; for the gateway only
   * @param certificateNames the DNS names its certificate carries; the host name when empty
   * @param certificateIssuer the authority its certificate comes from: {@code lab}, which stands
   *     for a well-known one, or another, which only those trust who name it as a root
   * @param certificateValidity whether the dates of its certificate are right
   */
  public record HostnameConfiguration(
      @Doc("The endpoint") HostnameType type,
      @Doc("The host name") String hostName,
      @Default("false")
          @Doc("Whether its certificate is presented to clients that send no server name")
          boolean defaultSslBinding,
      @Doc("The DNS names its certificate carries; the host name when absent")
          List<String> certificateNames,
      @Default("lab") @Doc("The authority of its certificate: lab for a well-known one, or another")
          String certificateIssuer,
      @Default("valid") @Doc("Whether the dates of its certificate are right")
          Validity certificateValidity) {
    /** Copies the list. */
    public HostnameConfiguration {
      certificateNames = List.copyOf(certificateNames);
    }

    /** Makes a host name with a valid certificate for it, of a well-known authority. */
    public HostnameConfiguration(HostnameType type, String hostName, boolean defaultSslBinding) {
      this(type, hostName, defaultSslBinding, List.of(), "lab", Validity.VALID);
    }
  }

  /**
   * An API. A call is answered 200 with a JSON description of the request as it arrived, or by its
   * backend.
   *
   * @param path the path its calls start with, for example {@code /echo}
   * @param backend the URL of its backend, for example {@code https://10.5.0.10/orders}; null for
   *     an answer of its own
   */
  public record Api(
      @Doc("The path its calls start with, for example /echo") String path,
      @Doc("The URL of its backend, for example https://10.5.0.10/orders")
          @Nullable String backend) {

    /** Makes an API that answers by itself. */
    public Api(String path) {
      this(path, null);
    }
  }

  /**
   * A further region of the service, with a gateway and addresses of its own.
   *
   * @param location the region
   * @param capacity its units
   * @param subnet the subnet it is injected into, by name; null when the service is in none
   * @param privateIPAddress its private virtual IP; null for the first free address of the subnet
   *     after those of its instances
   * @param publicIPAddress its public IP address, by name; null for one that the platform gives
   * @param zones its availability zones
   * @param disableGateway whether its gateway takes no calls
   */
  public record AdditionalLocation(
      @Doc("The region") String location,
      @Default("1") @Doc("Its units") int capacity,
      @Doc("The subnet it is injected into, by name") @Nullable String subnet,
      @Doc("Its private virtual IP") @Nullable InetAddress privateIPAddress,
      @Doc("Its public IP address, by name") @Nullable String publicIPAddress,
      @Doc("Its availability zones") List<String> zones,
      @Default("false") @Doc("Whether its gateway takes no calls") boolean disableGateway) {
    /** Copies the list. */
    public AdditionalLocation {
      zones = List.copyOf(zones);
    }
  }
}
