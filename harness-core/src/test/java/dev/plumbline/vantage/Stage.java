package dev.plumbline.vantage;

import dev.plumbline.environment.Environment;
import dev.plumbline.environment.EnvironmentBuilder;
import dev.plumbline.environment.Ground;
import dev.plumbline.environment.Resolver;
import dev.plumbline.network.Network;
import dev.plumbline.observation.Journal;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A vantage on the loopback interface with what a test needs around it; closes all of it. */
final class Stage implements Closeable {

  static final String VANTAGE = "workload-subnet";

  private final Journal journal = new Journal();
  private final List<Closeable> toClose = new ArrayList<>();
  private EnvironmentBuilder environment =
      Environment.builder("loopback")
          .ground(Ground.LIVE)
          .vantage(VANTAGE)
          .probeTimeout(Duration.ofSeconds(5));
  private List<X509Certificate> authorities = List.of();
  private final Map<String, Trust.ClientCertificate> clients = new LinkedHashMap<>();
  private List<Resolver.Server> resolvers = List.of();
  private @Nullable Network network;
  private @Nullable HealthReader health;
  private @Nullable Transport transport;

  Stage environment(EnvironmentBuilder builder) {
    environment = builder;
    return this;
  }

  Stage trusting(X509Certificate... certificates) {
    authorities = List.of(certificates);
    return this;
  }

  Stage client(String name, Trust.ClientCertificate certificate) {
    clients.put(name, certificate);
    return this;
  }

  Stage resolver(DnsServer server) {
    return resolver(with(server).address());
  }

  Stage resolver(InetSocketAddress server) {
    resolvers = List.of(Resolver.Server.of(server.getAddress(), server.getPort()));
    return this;
  }

  Stage resolver(String... written) {
    resolvers = Resolvers.servers(Stream.of(written).map(Resolver::parse).toList());
    return this;
  }

  Stage network(Network description) {
    network = description;
    return this;
  }

  Stage health(HealthReader reader) {
    health = reader;
    return this;
  }

  Stage transport(Transport way) {
    transport = way;
    return this;
  }

  /** Closes something with the stage. */
  <C extends Closeable> C with(C closeable) {
    toClose.add(0, closeable);
    return closeable;
  }

  Journal journal() {
    return journal;
  }

  Vantage vantage() {
    Trust trust = new Trust(authorities, false, clients);
    Transport way = transport == null ? Transport.direct(null) : transport;
    Vantage vantage =
        Vantage.of(
            new Vantage.Setup(VANTAGE, environment.build(), network, way, resolvers, trust, health),
            journal.scope("loopback", "test"));
    toClose.add(0, vantage::close);
    return vantage;
  }

  @Override
  public void close() throws IOException {
    for (Closeable c : toClose) {
      c.close();
    }
  }
}
