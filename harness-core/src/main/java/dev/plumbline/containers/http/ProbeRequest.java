package dev.plumbline.containers.http;

import dev.plumbline.lab.LabException;
import dev.plumbline.lab.ProbeFinding;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Probe;
import dev.plumbline.network.Network.Upstream;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import dev.plumbline.pki.BackendTls;
import dev.plumbline.pki.BackendTrust;
import dev.plumbline.vantage.Transport;
import dev.plumbline.vantage.Transport.Connection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * One attempt of a health probe: {@code GET} with the probe's path and Host from the gateway's own
 * place, over TLS with its host as server name where it says so.
 *
 * <p>A probe without a host sends Host {@code 127.0.0.1} and no server name, and has no name that a
 * certificate could be compared with.
 */
final class ProbeRequest {

  private static final int MOST_BYTES = 1024 * 1024;
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3})(?: |\r|\n)");

  private final Network network;
  private final Transport way;
  private final HostLookup names;
  private final String gateway;

  /**
   * Makes the requests of a gateway.
   *
   * @param way its way out
   * @param names how it looks names up
   * @param gateway its name
   */
  ProbeRequest(Network network, Transport way, HostLookup names, String gateway) {
    this.network = network;
    this.way = way;
    this.names = names;
    this.gateway = gateway;
  }

  /** Makes an attempt, and waits for its end. */
  ProbeFinding make(Upstream upstream, Probe probe, String member) {
    Duration timeout = ProbeFinding.patience(probe);
    int port = probe.port() == null ? upstream.port() : probe.port();
    List<InetAddress> addresses = names.addresses(member, timeout);
    // The lab's clock stands still: what a silent DNS server takes is not the backend's time.
    long deadline = System.nanoTime() + timeout.toNanos();
    if (addresses.isEmpty()) {
      return ProbeFinding.unresolved(
          "The name \"%s\" does not resolve as seen from %s.".formatted(member, gateway));
    }
    InetSocketAddress address = new InetSocketAddress(addresses.get(0), port);
    Connection connection = way.connect(address, left(deadline)).join();
    if (connection instanceof Connection.Failed failed) {
      return notConnected(probe, address, failed);
    }
    try (Socket socket = ((Connection.Opened) connection).channel().socket()) {
      return asked(socket, upstream, probe, member, deadline);
    } catch (SocketTimeoutException e) {
      return ProbeFinding.late(probe);
    } catch (IOException e) {
      return ProbeFinding.notHttp(
          member, "The connection to the backend broke: %s.".formatted(e.getMessage()));
    }
  }

  private static ProbeFinding notConnected(
      Probe probe, InetSocketAddress address, Connection.Failed failed) {
    Outcome outcome = failed.outcome();
    String broken = outcome.vantageFailure();
    if (broken != null) {
      throw new LabException("no health probe could be sent: " + broken);
    }
    if (outcome instanceof Outcome.TimedOut late && late.phase() != Phase.CONNECT) {
      return ProbeFinding.late(probe);
    }
    String decider = failed.diagnosis().decider().map(d -> ", decided by " + d).orElse("");
    return ProbeFinding.notConnected(
        address.getPort(),
        "Connecting to %s:%d ended with: %s%s."
            .formatted(
                NginxText.address(address.getAddress().getHostAddress()),
                address.getPort(),
                outcome.describe(),
                decider));
  }

  private ProbeFinding asked(
      Socket socket, Upstream upstream, Probe probe, String member, long deadline)
      throws IOException {
    String host = probe.hostFromMember() ? NginxText.address(member) : probe.host();
    Socket spoken = socket;
    if (probe.tls()) {
      socket.setSoTimeout(millis(deadline));
      BackendTls settings = BackendTls.of(network, upstream, member, host);
      SSLSocket tls = secured(socket, settings, member);
      try {
        tls.startHandshake();
      } catch (SocketTimeoutException e) {
        return ProbeFinding.late(probe);
      } catch (IOException e) {
        return ProbeFinding.bad(BackendTrust.handshakeProblem(e));
      }
      String name = settings.certificateName();
      X509Certificate leaf = (X509Certificate) tls.getSession().getPeerCertificates()[0];
      // What is presented next time is looked at then.
      tls.getSession().invalidate();
      String problem = name == null ? null : BackendTrust.nameProblem(leaf, name);
      if (problem != null) {
        return ProbeFinding.bad(problem);
      }
      spoken = tls;
    }
    String request =
        "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
            .formatted(probe.path(), host == null ? "127.0.0.1" : host);
    spoken.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
    spoken.getOutputStream().flush();
    String answer = read(spoken, socket, deadline);
    Matcher status = STATUS.matcher(answer);
    if (!status.lookingAt() || !answer.contains("\r\n\r\n")) {
      return ProbeFinding.notHttp(member, "The backend's answer is not HTTP.");
    }
    return ProbeFinding.answered(
        probe, Integer.parseInt(status.group(1)), answer.substring(answer.indexOf("\r\n\r\n")));
  }

  private static SSLSocket secured(Socket socket, BackendTls settings, String member)
      throws IOException {
    String name = settings.serverName();
    // Sessions are found by this name, and one that is resumed asks for the server name of its
    // first handshake whatever is set below.
    SSLSocket tls =
        (SSLSocket)
            BackendTrust.context(settings.trust())
                .getSocketFactory()
                .createSocket(socket, name == null ? member : name, socket.getPort(), true);
    SSLParameters parameters = tls.getSSLParameters();
    settings.applyTo(parameters);
    tls.setSSLParameters(parameters);
    return tls;
  }

  private static String read(Socket from, Socket timed, long deadline) throws IOException {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    InputStream in = from.getInputStream();
    byte[] bytes = new byte[8192];
    while (read.size() < MOST_BYTES) {
      timed.setSoTimeout(millis(deadline));
      int length = in.read(bytes);
      if (length < 0) {
        break;
      }
      read.write(bytes, 0, length);
    }
    return read.toString(StandardCharsets.UTF_8);
  }

  private static Duration left(long deadline) {
    return Duration.ofNanos(Math.max(1_000_000, deadline - System.nanoTime()));
  }

  private static int millis(long deadline) throws SocketTimeoutException {
    long left = (deadline - System.nanoTime()) / 1_000_000;
    if (left <= 0) {
      throw new SocketTimeoutException();
    }
    return (int) left;
  }
}
