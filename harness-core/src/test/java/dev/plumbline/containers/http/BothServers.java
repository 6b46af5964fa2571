package dev.plumbline.containers.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.containers.plan.Site;
import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Environment.VantageSpec;
import dev.plumbline.lab.Realisation;
import dev.plumbline.network.Network;
import dev.plumbline.pki.LabAuthority;
import dev.plumbline.sim.SimulatedLabProvider;
import dev.plumbline.vantage.Transport;
import dev.plumbline.vantage.Transport.Connection;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** One network twice: simulated, and on real servers. The host {@code client} asks both. */
final class BothServers implements AutoCloseable {

  static final String CLIENT = "10.1.9.4";

  private final Realisation simulated;
  private final Transport transport;
  private final ServedNetwork real;
  private final ArrivalLog realArrivals;
  private final AccessLog realAccess;
  private final Map<String, Integer> known = new HashMap<>();

  BothServers(Network network, Path directory) {
    Environment environment =
        Environment.builder("both")
            .vantage("client", v -> v.segment("subnet").address(CLIENT))
            .build();
    VantageSpec client = environment.vantages().get("client");
    this.simulated = new SimulatedLabProvider().open(environment, network);
    this.transport = simulated.transport("client", client);
    this.real = ServedNetwork.start(network, directory);
    Site site = Site.of(network, Map.of());
    this.realArrivals = new ArrivalLog(site, real::read);
    this.realAccess = new AccessLog(site, real::read);
  }

  /** Opens a connection to a simulated server. */
  Socket simulated(String address, int port) throws IOException {
    Connection connection =
        transport.connect(new InetSocketAddress(address, port), Duration.ofSeconds(10)).join();
    if (connection instanceof Connection.Opened opened) {
      Socket socket = opened.channel().socket();
      socket.setSoTimeout(20_000);
      return socket;
    }
    throw new IOException(((Connection.Failed) connection).outcome().describe());
  }

  /** Opens a connection to a real server. */
  Socket real(String address, int port) throws IOException {
    return real.connect("client", address, port);
  }

  /**
   * Asserts that the logs of hosts tell the same of what has come since they were asked last, which
   * has been answered: so it is there at once.
   *
   * @param of what has come, for messages
   */
  void assertSameLogs(String of, String... hosts) {
    for (String host : hosts) {
      assertThat(since("real arrivals at " + host, realArrivals.at(host)).map(LogLines::told))
          .as("arrivals at %s of %s", host, of)
          .containsExactlyElementsOf(
              since("arrivals at " + host, simulated.arrivals(host)).map(LogLines::told).toList());
      assertThat(since("real access to " + host, realAccess.of(host)).map(LogLines::told))
          .as("what %s has answered of %s", host, of)
          .containsExactlyElementsOf(
              since("access to " + host, simulated.accessLog(host)).map(LogLines::told).toList());
    }
  }

  private <T> Stream<T> since(String what, List<T> all) {
    Integer before = known.put(what, all.size());
    return all.stream().skip(before == null ? 0 : before);
  }

  ServedNetwork real() {
    return real;
  }

  /** Sends bytes, and returns all that is answered until the connection ends. */
  static String exchange(Socket socket, String bytes) throws IOException {
    try (socket) {
      socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Completes a handshake over a connection; the chain is checked, the name is not. */
  static SSLSocket tls(Socket socket, @Nullable String serverName, String... versions)
      throws IOException {
    SSLSocket tls =
        (SSLSocket) context().getSocketFactory().createSocket(socket, "server", 1, true);
    SSLParameters parameters = tls.getSSLParameters();
    parameters.setServerNames(
        serverName == null ? List.of() : List.of(new SNIHostName(serverName)));
    if (versions.length > 0) {
      parameters.setProtocols(versions);
    }
    tls.setSSLParameters(parameters);
    tls.startHandshake();
    return tls;
  }

  private static SSLContext context() {
    try {
      KeyStore roots = KeyStore.getInstance("PKCS12");
      roots.load(null, null);
      roots.setCertificateEntry("lab", LabAuthority.lab().rootCertificate());
      TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(roots);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, factory.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    transport.close();
    simulated.close();
    real.close();
  }
}
