package dev.plumbline.azure.model;

import dev.plumbline.descriptor.Default;
import dev.plumbline.descriptor.Doc;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A load balancer of layer 4 ({@code Microsoft.Network/loadBalancers}). Members see the client's
 * address.
 *
 * @param name its name
 * @param frontendIPConfigurations its addresses
 * @param backendAddressPools its pools
 * @param loadBalancingRules its rules
 * @param probes its health probes
 * @param inboundNatRules its rules to single machines
 * @param outboundPools the pools whose machines go out to the internet by its public frontend
 * @param sku basic or standard
 */
public record LoadBalancer(
    @Doc("Its name") String name,
    @Doc("Its addresses") List<FrontendIPConfiguration> frontendIPConfigurations,
    @Doc("Its pools") List<BackendAddressPool> backendAddressPools,
    @Doc("Its rules") List<LoadBalancingRule> loadBalancingRules,
    @Doc("Its health probes") List<HealthProbe> probes,
    @Doc("Its rules to single machines") List<InboundNatRule> inboundNatRules,
    @Doc("The pools whose machines go out to the internet by its public frontend")
        List<String> outboundPools,
    @Default("standard") @Doc("Basic or standard") Sku sku) {
  /** Copies the lists. */
  public LoadBalancer {
    frontendIPConfigurations = List.copyOf(frontendIPConfigurations);
    backendAddressPools = List.copyOf(backendAddressPools);
    loadBalancingRules = List.copyOf(loadBalancingRules);
    probes = List.copyOf(probes);
    inboundNatRules = List.copyOf(inboundNatRules);
    outboundPools = List.copyOf(outboundPools);
  }

  /** Makes a load balancer of the Standard SKU. */
  public LoadBalancer(
      String name,
      List<FrontendIPConfiguration> frontendIPConfigurations,
      List<BackendAddressPool> backendAddressPools,
      List<LoadBalancingRule> loadBalancingRules,
      List<HealthProbe> probes,
      List<InboundNatRule> inboundNatRules,
      List<String> outboundPools) {
    this(
        name,
        frontendIPConfigurations,
        backendAddressPools,
        loadBalancingRules,
        probes,
        inboundNatRules,
        outboundPools,
        Sku.STANDARD);
  }

  /** The SKUs of load balancers. */
  public enum Sku {
    /** Basic: its machines are open unless a rule closes them. */
    BASIC,
    /** Standard: its machines are closed until a network security group opens them. */
    STANDARD,
    /** Gateway: in front of other load balancers. */
    GATEWAY
  }

  /**
   * An address of the load balancer: exactly one of the two.
   *
   * @param name its name
   * @param subnet the subnet of a private frontend, by name
   * @param privateIPAddress its private address; null for the first free one of the subnet
   * @param publicIPAddress a public IP address, by name
   */
  public record FrontendIPConfiguration(
      @Doc("Its name") String name,
      @Doc("The subnet of a private frontend, by name") @Nullable String subnet,
      @Doc("Its private address") @Nullable InetAddress privateIPAddress,
      @Doc("A public IP address, by name") @Nullable String publicIPAddress) {}

  /**
   * A pool of machines.
   *
   * @param name its name
   * @param networkInterfaces its members, network interfaces by name
   * @param addresses its members by address
   */
  public record BackendAddressPool(
      @Doc("Its name") String name,
      @Doc("Its members, network interfaces by name") List<String> networkInterfaces,
      @Doc("Its members by address") List<InetAddress> addresses) {
    /** Copies the lists. */
    public BackendAddressPool {
      networkInterfaces = List.copyOf(networkInterfaces);
      addresses = List.copyOf(addresses);
    }
  }

  /**
   * A rule: a frontend and port to a pool and port.
   *
   * @param name its name
   * @param frontendIPConfiguration the frontend, by name
   * @param backendAddressPool the pool, by name
   * @param protocol the protocol
   * @param frontendPort the port at the frontend; 0 with protocol {@code all} for every port
   * @param backendPort the port of the members
   * @param probe the health probe, by name; null for none: then every member counts as healthy
   * @param enableFloatingIP whether members see the frontend's address as the destination (direct
   *     server return); kept as a fact
   * @param loadDistribution what one member is kept for
   */
  public record LoadBalancingRule(
      @Doc("Its name") String name,
      @Doc("The frontend, by name") String frontendIPConfiguration,
      @Doc("The pool, by name") String backendAddressPool,
      @Default("tcp") @Doc("The protocol") LoadBalancerProtocol protocol,
      @Doc("The port at the frontend") int frontendPort,
      @Doc("The port of the members") int backendPort,
      @Doc("The health probe, by name") @Nullable String probe,
      @Default("false") @Doc("Whether members see the frontend's address as the destination")
          boolean enableFloatingIP,
      @Default("default") @Doc("What one member is kept for") LoadDistribution loadDistribution) {

    /** Makes a rule that spreads connections over all members. */
    public LoadBalancingRule(
        String name,
        String frontendIPConfiguration,
        String backendAddressPool,
        LoadBalancerProtocol protocol,
        int frontendPort,
        int backendPort,
        @Nullable String probe) {
      this(
          name,
          frontendIPConfiguration,
          backendAddressPool,
          protocol,
          frontendPort,
          backendPort,
          probe,
          false,
          LoadDistribution.DEFAULT);
    }
  }

  /** What goes to one member. */
  public enum LoadDistribution {
    /** Each connection of its own. */
    DEFAULT,
    /** All from one source address. */
    SOURCE_IP,
    /** All from one source address by one protocol. */
    SOURCE_IP_PROTOCOL
  }

  /**
   * A health probe.
   *
   * @param name its name
   * @param protocol how members are asked
   * @param port the port asked
   * @param requestPath the path asked over HTTP; null for TCP
   */
  public record HealthProbe(
      @Doc("Its name") String name,
      @Default("tcp") @Doc("How members are asked") ProbeProtocol protocol,
      @Doc("The port asked") int port,
      @Doc("The path asked over HTTP") @Nullable String requestPath) {}

  /**
   * A rule that leads a port of a frontend to one machine.
   *
   * @param name its name
   * @param frontendIPConfiguration the frontend, by name
   * @param protocol the protocol
   * @param frontendPort the port at the frontend
   * @param backendPort the port of the machine
   * @param networkInterface the machine's network interface, by name; null when none is attached
   */
  public record InboundNatRule(
      @Doc("Its name") String name,
      @Doc("The frontend, by name") String frontendIPConfiguration,
      @Default("tcp") @Doc("The protocol") LoadBalancerProtocol protocol,
      @Doc("The port at the frontend") int frontendPort,
      @Doc("The port of the machine") int backendPort,
      @Doc("The machine's network interface, by name") @Nullable String networkInterface) {}

  /** Protocols of rules. */
  public enum LoadBalancerProtocol {
    /** TCP. */
    TCP,
    /** UDP. */
    UDP,
    /** Both, at every port. */
    ALL
  }

  /** How members are asked. */
  public enum ProbeProtocol {
    /** A connection is opened. */
    TCP,
    /** A page is asked for; 200 is healthy. */
    HTTP,
    /** The same over TLS. */
    HTTPS
  }
}
