package dev.plumbline.servers;

import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Environment.Endpoint;
import dev.plumbline.environment.Environment.VantageSpec;
import dev.plumbline.environment.EnvironmentBuilder;
import dev.plumbline.environment.Ground;
import dev.plumbline.network.Cidr;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Segment;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * An environment made for the simulation, turned into one for real servers: on the ground live,
 * each vantage with an address and its segment's resolver.
 */
public final class LiveEnvironment {

  private LiveEnvironment() {}

  /**
   * Returns the same environment on the ground live. Vantages keep their addresses; those without
   * get one that no host has.
   */
  public static Environment of(Environment environment, Network network) {
    Set<String> taken = new HashSet<>();
    network.hosts().forEach(host -> taken.addAll(Places.texts(host.addresses())));
    network.hosts().forEach(host -> taken.addAll(Places.texts(host.publicAddresses())));
    EnvironmentBuilder live =
        environment.toBuilder()
            .name(environment.name() + "-servers")
            .ground(Ground.LIVE)
            .withoutFaults();
    environment
        .vantages()
        .forEach(
            (name, vantage) -> {
              Segment segment =
                  network.segments().stream()
                      .filter(s -> s.name().equals(vantage.segment()))
                      .findFirst()
                      .orElseThrow();
              String bind =
                  vantage.address() != null
                      ? vantage.address().getHostAddress()
                      : free(segment, taken);
              taken.add(bind);
              InetAddress asked = segment.resolver();
              List<String> resolvers =
                  vantage.resolver().isEmpty() && asked != null
                      ? List.of(asked.getHostAddress())
                      : vantage.resolver().stream().map(Object::toString).toList();
              live.vantage(
                  name,
                  v -> {
                    v.segment(segment.name()).bind(bind);
                    v.resolver(resolvers.toArray(new String[0]));
                    if (vantage.control() != null) {
                      v.control(vantage.control());
                    }
                  });
            });
    return live.build();
  }

  /**
   * Addresses for documentation (RFC 5737) stand for the internet's; elsewhere a late one of the
   * segment's first prefix.
   */
  private static String free(Segment segment, Set<String> taken) {
    String first =
        segment.internet() ? "198.51.100.0" : segment.prefixes().get(0).address().getHostAddress();
    String start = first.substring(0, first.lastIndexOf('.') + 1);
    Cidr prefix = segment.internet() ? Cidr.of("198.51.100.0/24") : segment.prefixes().get(0);
    return IntStream.iterate(250, i -> i > 0, i -> i - 1)
        .mapToObj(i -> start + i)
        .filter(address -> !taken.contains(address) && prefix.contains(IpAddresses.parse(address)))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "segment \"" + segment.name() + "\" has no free address for a vantage"));
  }

  /**
   * Writes an environment as a file that tests can be pointed to.
   *
   * @param network where its network description is
   * @param trust a certificate file of the authority to trust
   */
  public static Path write(Environment environment, String network, Path trust, Path directory)
      throws IOException {
    StringBuilder yaml = new StringBuilder();
    yaml.append("name: ").append(quoted(environment.name())).append("\nground: live\n");
    yaml.append("network: ")
        .append(quoted(network))
        .append("\ntrust: [")
        .append(quoted(trust.toString()))
        .append("]\n");
    yaml.append("timeouts: { probe: ")
        .append(environment.timeouts().probe().toMillis())
        .append("ms }\nvantages:\n");
    for (Map.Entry<String, VantageSpec> entry : environment.vantages().entrySet()) {
      VantageSpec vantage = entry.getValue();
      yaml.append("  ").append(quoted(entry.getKey())).append(":\n");
      key(yaml, "segment", vantage.segment());
      key(yaml, "bind", vantage.bind() == null ? null : vantage.bind().getHostAddress());
      if (!vantage.resolver().isEmpty()) {
        yaml.append("    resolver: [")
            .append(
                vantage.resolver().stream()
                    .map(resolver -> quoted(resolver.toString()))
                    .collect(Collectors.joining(", ")))
            .append("]\n");
      }
      key(yaml, "control", vantage.control());
    }
    yaml.append("endpoints:\n");
    for (Map.Entry<String, Endpoint> entry : environment.endpoints().entrySet()) {
      Endpoint endpoint = entry.getValue();
      yaml.append("  ").append(quoted(entry.getKey())).append(":\n");
      key(yaml, "host", endpoint.host());
      yaml.append("    port: ").append(endpoint.port()).append('\n');
      key(yaml, "scheme", endpoint.scheme().name().toLowerCase(Locale.ROOT));
      key(yaml, "path", endpoint.path());
    }
    return Files.write(directory.resolve(environment.name() + ".yaml"), List.of(yaml.toString()));
  }

  private static void key(StringBuilder yaml, String key, @Nullable String value) {
    if (value != null) {
      yaml.append("    ").append(key).append(": ").append(quoted(value)).append('\n');
    }
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
