package dev.plumbline.azure.document;

import dev.plumbline.azure.compile.BackendPair;
import dev.plumbline.azure.model.ApplicationGateway;
import dev.plumbline.azure.model.ApplicationGateway.BackendAddressPool;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.rules.GatewayManagement;
import dev.plumbline.observation.HealthObservation;
import dev.plumbline.observation.HealthObservation.Backend;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The backend health of an application gateway, as {@code POST …/backendhealth} gives it: one entry
 * for each pool and settings that a rule uses together.
 *
 * <p>The texts of {@code healthProbeLog} hold the fragments by which Azure's documentation tells
 * the causes apart ("Troubleshoot backend health issues in Application Gateway"); word for word
 * they are not the service's.
 *
 * @param gateway the resource id of the gateway
 * @param entries the pools with their settings, in the order of the gateway's rules
 */
public record BackendHealth(String gateway, List<Entry> entries) {
  /** Copies the list. */
  public BackendHealth {
    entries = List.copyOf(entries);
  }

  /**
   * The members of a pool under some settings.
   *
   * @param pool the pool, by name
   * @param settings the settings, by name
   * @param servers the members, in the order of the pool
   */
  public record Entry(String pool, String settings, List<Server> servers) {
    /** Copies the list. */
    public Entry {
      servers = List.copyOf(servers);
    }
  }

  /**
   * A member.
   *
   * @param address the member as written: an address or a name
   * @param ipConfiguration the resource id of the IP configuration of a member by network
   *     interface; null for others
   * @param health its state
   * @param healthProbeLog what the last probe found
   */
  public record Server(
      String address, @Nullable String ipConfiguration, Health health, String healthProbeLog) {}

  /** The states of members. The specification has other words than the service shows. */
  public enum Health {
    /** It answers as the probe wants ({@code Up} in the specification). */
    HEALTHY("Healthy", "Up"),
    /** It does not ({@code Down}). */
    UNHEALTHY("Unhealthy", "Down"),
    /** Some instances say so and some so. */
    PARTIAL("Partial", "Partial"),
    /** It finishes open requests. */
    DRAINING("Draining", "Draining"),
    /** The instances cannot be asked. */
    UNKNOWN("Unknown", "Unknown");

    private final String shown;
    private final String specified;

    Health(String shown, String specified) {
      this.shown = shown;
      this.specified = specified;
    }

    /** Returns the word that the service, the portal and the command line show. */
    public String shown() {
      return shown;
    }

    /**
     * Returns the state meant by a word of the service or of the specification, in any case.
     *
     * @throws IllegalArgumentException for another word
     */
    public static Health of(String word) {
      for (Health health : values()) {
        if (word.equalsIgnoreCase(health.shown) || word.equalsIgnoreCase(health.specified)) {
          return health;
        }
      }
      throw new IllegalArgumentException(
          "\""
              + word
              + "\" is no state of a backend; allowed: Healthy (Up), Unhealthy (Down), Partial,"
              + " Draining, Unknown");
    }
  }

  /**
   * Returns the backend health of a gateway.
   *
   * @param topology the topology
   * @param gateway the gateway's name
   * @param probes reads a health probe by its name, for example {@code
   *     lab.vantage("gateway-subnet")::probe}
   * @throws IllegalArgumentException when there is no such gateway
   */
  public static BackendHealth of(
      AzureTopology topology, String gateway, Function<String, HealthObservation> probes) {
    ApplicationGateway found = GatewayId.find(topology, gateway);
    String unknown = GatewayManagement.unreachable(topology, found).orElse(null);
    List<Entry> entries = new ArrayList<>();
    for (BackendPair pair : BackendPair.of(topology, found)) {
      BackendAddressPool pool =
          found.backendAddressPools().stream()
              .filter(p -> p.name().equals(pair.pool()))
              .findFirst()
              .orElseThrow();
      int members = pool.backendAddresses().size() + pool.backendIPConfigurations().size();
      List<Backend> backends = members == 0 ? List.of() : probes.apply(pair.probe()).backends();
      if (backends.size() < members) {
        throw new IllegalStateException(
            "probe %s tells of %d backends, but pool %s has %d"
                .formatted(pair.probe(), backends.size(), pool.name(), members));
      }
      List<Server> servers = new ArrayList<>();
      for (int i = 0; i < members; i++) {
        servers.add(server(topology, pool, i, backends.get(i), unknown));
      }
      entries.add(new Entry(pair.pool(), pair.settings(), servers));
    }
    return new BackendHealth(GatewayId.of(topology, found), entries);
  }

  private static Server server(
      AzureTopology topology,
      BackendAddressPool pool,
      int index,
      Backend backend,
      @Nullable String unknown) {
    int written = pool.backendAddresses().size();
    String address = backend.address().substring(0, backend.address().lastIndexOf(':'));
    return new Server(
        address,
        index < written
            ? null
            : ipConfiguration(topology, pool.backendIPConfigurations().get(index - written)),
        unknown != null ? Health.UNKNOWN : backend.healthy() ? Health.HEALTHY : Health.UNHEALTHY,
        unknown != null ? unknown : backend.reason());
  }

  private static String ipConfiguration(AzureTopology topology, String reference) {
    int slash = reference.indexOf('/');
    String nic = slash < 0 ? reference : reference.substring(0, slash);
    String name =
        slash >= 0
            ? reference.substring(slash + 1)
            : topology.networkInterfaces().stream()
                .filter(one -> one.name().equals(nic))
                .findFirst()
                .orElseThrow()
                .ipConfigurations()
                .get(0)
                .name();
    return GatewayId.inGroup(topology, "networkInterfaces/" + nic + "/ipConfigurations/" + name);
  }

  /** Returns the document, as the service answers it. */
  public String json() {
    Map<String, List<Object>> byPool = new LinkedHashMap<>();
    for (Entry entry : entries) {
      byPool
          .computeIfAbsent(entry.pool(), pool -> new ArrayList<>())
          .add(
              members(
                  "backendHttpSettings",
                  id("backendHttpSettingsCollection", entry.settings()),
                  "servers",
                  entry.servers().stream().map(BackendHealth::json).toList()));
    }
    List<Object> pools = new ArrayList<>();
    byPool.forEach(
        (pool, settings) ->
            pools.add(
                members(
                    "backendAddressPool",
                    id("backendAddressPools", pool),
                    "backendHttpSettingsCollection",
                    settings)));
    return JsonText.of(Map.of("backendAddressPools", pools));
  }

  private Map<String, Object> id(String collection, String name) {
    return Map.of("id", gateway + "/" + collection + "/" + name);
  }

  private static Map<String, Object> json(Server server) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("address", server.address());
    if (server.ipConfiguration() != null) {
      json.put("ipConfiguration", Map.of("id", server.ipConfiguration()));
    }
    json.put("health", server.health().shown());
    json.put("healthProbeLog", server.healthProbeLog());
    return json;
  }

  private static Map<String, Object> members(
      String first, Object one, String second, Object other) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put(first, one);
    members.put(second, other);
    return members;
  }
}
