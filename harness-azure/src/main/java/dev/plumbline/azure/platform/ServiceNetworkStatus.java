package dev.plumbline.azure.platform;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The network status of an API Management service: for each region, whether its instances reach
 * what they depend on. Azure refreshes it about every 15 minutes.
 *
 * @param service the service's name
 * @param regions its regions
 */
public record ServiceNetworkStatus(String service, List<Region> regions) {
  /** Copies the list. */
  public ServiceNetworkStatus {
    regions = List.copyOf(regions);
  }

  /**
   * A region.
   *
   * @param location its name
   * @param dnsServers the DNS servers that the instances ask
   * @param dependencies what they depend on
   */
  public record Region(String location, List<String> dnsServers, List<Dependency> dependencies) {
    /** Copies the lists. */
    public Region {
      dnsServers = List.copyOf(dnsServers);
      dependencies = List.copyOf(dependencies);
    }
  }

  /**
   * A service that API Management depends on.
   *
   * @param name its host name
   * @param resourceType its kind, for example {@code BlobStorage}; empty where it is not told
   * @param isOptional whether only some feature fails without it
   * @param status in Azure's word: {@code initializing}, {@code success}, {@code failure}
   * @param error why not; empty when it is reached
   * @param lastUpdated when it was found out; null where it is not told
   */
  public record Dependency(
      String name,
      String resourceType,
      boolean isOptional,
      String status,
      String error,
      @Nullable Instant lastUpdated) {

    /** Returns whether it is reached. */
    public boolean isReached() {
      return status.equalsIgnoreCase("success");
    }

    /** Returns whether that was found out at a time or later; not where it is not told when. */
    boolean isKnownSince(Instant oldest) {
      Instant updated = lastUpdated;
      return updated != null && !updated.isBefore(oldest);
    }
  }

  /**
   * Returns the required dependencies that are not reached, and those whose state is older than a
   * time, or is told without one: the instance has lost its way to Azure then, and what it said
   * last says nothing of now. A region without dependencies is among them as one of its own name,
   * of the status {@code "not told"}.
   *
   * @param now the time by the wall clock
   * @param age how old a state may be
   */
  public List<Dependency> notShown(Instant now, Duration age) {
    Instant oldest = now.minus(age);
    List<Dependency> all = new ArrayList<>();
    for (Region region : regions) {
      if (region.dependencies().isEmpty()) {
        all.add(
            new Dependency(
                region.location(), "", false, "not told", "no dependency is told of", null));
      }
      region.dependencies().stream()
          .filter(one -> !one.isOptional())
          .filter(one -> !one.isReached() || !one.isKnownSince(oldest))
          .forEach(all::add);
    }
    return List.copyOf(all);
  }
}
