package dev.plumbline.live;

import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Environment.VantageSpec;
import dev.plumbline.environment.Environments;
import dev.plumbline.environment.Ground;
import dev.plumbline.environment.Resolver;
import dev.plumbline.environment.WayOut;
import dev.plumbline.lab.Arrival;
import dev.plumbline.lab.LabException;
import dev.plumbline.lab.LabProvider;
import dev.plumbline.lab.PemFiles;
import dev.plumbline.lab.Realisation;
import dev.plumbline.network.Fault;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network;
import dev.plumbline.vantage.HealthReader;
import dev.plumbline.vantage.Resolvers;
import dev.plumbline.vantage.Transport;
import dev.plumbline.vantage.Trust;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The live network: this machine's own network stack and resolvers, proxies and jump hosts where
 * vantages have such a way out, and nothing that could change what is looked at.
 */
public final class LiveLabProvider implements LabProvider {

  /** The version of Apache MINA SSHD that this is tried with. */
  static final String SSHD = "2.20.0";

  private static final Logger LOG = LoggerFactory.getLogger("dev.plumbline.live");

  /** Makes the provider; for {@link java.util.ServiceLoader}. */
  public LiveLabProvider() {}

  @Override
  public Ground ground() {
    return Ground.LIVE;
  }

  @Override
  public Realisation open(Environment environment, @Nullable Network network) {
    if (environment.vantages().values().stream().anyMatch(v -> !v.via().isDirect())) {
      // One that was built in code has not been checked yet.
      Environments.check(environment, network);
    }
    if (environment.vantages().values().stream().anyMatch(v -> v.via().ssh() != null)
        && !hasSshd()) {
      throw new LabException(
          """
          environment "%s" has a vantage by way of an SSH jump host, which needs Apache MINA SSHD, and that is not on the class path. Add to the dependencies of the project:
            <dependency>
              <groupId>org.apache.sshd</groupId>
              <artifactId>sshd-core</artifactId>
              <version>%s</version>
              <scope>test</scope>
            </dependency>
          or, with Gradle: testImplementation("org.apache.sshd:sshd-core:%2$s")"""
              .formatted(environment.name(), SSHD));
    }
    return new Live(
        environment.name(),
        new Trust(
            PemFiles.authorities(environment.trust()),
            true,
            ClientCertificateFiles.read(environment.clientCertificates())));
  }

  /** The one place that asks: nothing of MINA SSHD is linked from this class. */
  private static boolean hasSshd() {
    try {
      Class.forName(
          "org.apache.sshd.client.SshClient", false, LiveLabProvider.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  private record Live(String environment, Trust trust) implements Realisation {

    @Override
    public Transport transport(String name, VantageSpec vantage) {
      WayOut via = vantage.via();
      if (via.socks5() != null) {
        return Transport.socks5(address(via), via.user(), via.password());
      }
      if (via.http() != null) {
        return Transport.httpConnect(address(via), via.user(), via.password());
      }
      if (via.ssh() != null) {
        return new SshTransport(new JumpHost(via, System.getenv("SSH_AUTH_SOCK")));
      }
      InetAddress bind = vantage.bind();
      if (bind != null) {
        requireOfThisMachine(name, bind);
      }
      return Transport.direct(bind);
    }

    /** From an address that this machine does not have, nothing would ever be seen. */
    private void requireOfThisMachine(String vantage, InetAddress bind) {
      try (DatagramSocket trial = new DatagramSocket(new InetSocketAddress(bind, 0))) {
        LOG.debug("vantage {} looks from {}", vantage, trial.getLocalAddress());
      } catch (SocketException e) {
        throw new LabException(
            "environment \"%s\", vantage \"%s\": bind is %s, from which this machine cannot send: %s. Write an address of this machine, or leave it out"
                .formatted(environment, vantage, bind.getHostAddress(), e.getMessage()),
            e);
      }
    }

    /** A name is left to be resolved when it is needed: it may take long. */
    private static InetSocketAddress address(WayOut via) {
      return IpAddresses.isLiteral(via.host())
          ? new InetSocketAddress(IpAddresses.parse(via.host()), via.port())
          : InetSocketAddress.createUnresolved(via.host(), via.port());
    }

    @Override
    public List<Resolver.Server> resolvers(VantageSpec vantage) {
      return Resolvers.servers(
          vantage.resolver().isEmpty() ? List.of(new Resolver.OfSystem()) : vantage.resolver());
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
    public List<Arrival> arrivals(String host) {
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
