package dev.plumbline.azure.model;

import dev.plumbline.descriptor.Default;
import dev.plumbline.descriptor.Doc;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A Traffic Manager profile ({@code Microsoft.Network/trafficManagerProfiles}): a public name that
 * leads to one of several endpoints.
 *
 * @param name its name
 * @param relativeName the label of its name, {@code <label>.trafficmanager.net}
 * @param ttl the time to live of its answers
 * @param trafficRoutingMethod how the endpoint is chosen
 * @param endpoints where it leads
 */
public record TrafficManagerProfile(
    @Doc("Its name") String name,
    @Doc("The label of its name, <label>.trafficmanager.net") String relativeName,
    @Default("60s") @Doc("The time to live of its answers") Duration ttl,
    @Default("priority") @Doc("How the endpoint is chosen")
        TrafficRoutingMethod trafficRoutingMethod,
    @Doc("Where it leads") List<Endpoint> endpoints) {
  /** Copies the list. */
  public TrafficManagerProfile {
    endpoints = List.copyOf(endpoints);
  }

  /**
   * Where a profile leads.
   *
   * @param name its name
   * @param target a host name, or a public IP address or API Management service by name
   * @param priority for the priority method: the smallest that is healthy is answered
   * @param weight for the weighted method: how often it is answered
   * @param location for the performance method: its region; null when the target tells
   * @param enabled whether it takes part
   * @param healthy whether its health check succeeds
   */
  public record Endpoint(
      @Doc("Its name") String name,
      @Doc("A host name, or a public IP address or API Management service by name") String target,
      @Default("1") @Doc("For the priority method: the smallest that is healthy is answered")
          int priority,
      @Default("1") @Doc("For the weighted method: how often it is answered") int weight,
      @Doc("For the performance method: its region") @Nullable String location,
      @Default("true") @Doc("Whether it takes part") boolean enabled,
      @Default("true") @Doc("Whether its health check succeeds") boolean healthy) {}

  /** How an endpoint is chosen. */
  public enum TrafficRoutingMethod {
    /** The first healthy one by priority. */
    PRIORITY,
    /** Any healthy one, as often as its weight says. */
    WEIGHTED,
    /** The healthy one nearest to who asks. */
    PERFORMANCE,
    /** By where who asks is. */
    GEOGRAPHIC,
    /** All healthy ones. */
    MULTI_VALUE,
    /** By the address of who asks. */
    SUBNET
  }
}
