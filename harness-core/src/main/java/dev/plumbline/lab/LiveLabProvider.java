package dev.plumbline.lab;

import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Environment.VantageSpec;
import dev.plumbline.environment.Ground;
import dev.plumbline.network.Fault;
import dev.plumbline.network.Network;
import dev.plumbline.vantage.HealthReader;
import dev.plumbline.vantage.Resolvers;
import dev.plumbline.vantage.Transport;
import dev.plumbline.vantage.Trust;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The live network: this machine's own network stack and resolvers, and nothing that could change
 * what is looked at.
 */
public final class LiveLabProvider implements LabProvider {

  /** Makes the provider; for {@link java.util.ServiceLoader}. */
  public LiveLabProvider() {}

  @Override
  public Ground ground() {
    return Ground.LIVE;
  }

  @Override
  public Realisation open(Environment environment, @Nullable Network network) {
    return new Live(
        environment.name(), new Trust(PemFiles.authorities(environment.trust()), true, Map.of()));
  }

  private record Live(String environment, Trust trust) implements Realisation {

    @Override
    public Transport transport(String name, VantageSpec vantage) {
      return Transport.direct(vantage.bind());
    }

    @Override
    public Optional<InetSocketAddress> resolver(VantageSpec vantage) {
      return vantage.resolver() == null
          ? Resolvers.ofSystem()
          : Optional.of(Resolvers.parse(vantage.resolver()));
    }

    @Override
    public Optional<HealthReader> health() {
      return Optional.empty();
    }

    @Override
    public void apply(Set<Fault> faults) {
      throw refused("faults cannot be put in place");
    }

    @Override
    public void advance(Duration time) {
      throw refused("the clock cannot be moved");
    }

    @Override
    public List<dev.plumbline.lab.Arrival> arrivals(String host) {
      throw refused("what arrived at a host cannot be seen");
    }

    private LabException refused(String what) {
      return new LabException(
          "environment \""
              + environment
              + "\" is on the ground live: "
              + what
              + " there. Restrict the test with @OnGround, or run it on the ground simulated");
    }

    @Override
    public void close() {
      // Vantages close their transports themselves; there is nothing else.
    }
  }
}
