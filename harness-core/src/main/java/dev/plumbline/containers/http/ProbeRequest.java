package dev.plumbline.containers.http;

import dev.plumbline.lab.LabException;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.PortRange;
import dev.plumbline.network.Network.Probe;
import dev.plumbline.network.Network.Upstream;
import dev.plumbline.network.Network.Verification;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import dev.plumbline.pki.BackendTrust;
import dev.plumbline.pki.LabAuthority;
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
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of a health probe: {@code GET} with the probe's path and Host from the gateway's own
 * place, over TLS with its host as server name where it says so.
 *
 * <p>A probe without a host sends Host {@code 127.0.0.1} and no server name, and has no name that a
 * certificate could be compared with. The reasons use the words of the Azure Application Gateway's
 * backend health, so that who knows these recognises the cause.
 */
final class ProbeRequest {

  /** A backend that is slow by description must not make a test wait two minutes. */
  static final Duration LONGEST_REAL_TIMEOUT = Duration.ofSeconds(15);

  private static final int MOST_BYTES = 1024 * 1024;
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3})(?: |\r|\n)");

  private final Network network;
  private final Transport way;
  private final HostLookup names;
  private final String gateway;

  /**
   * What an attempt found.
   *
   * @param good whether the answer was good
   * @param reason one sentence
   */
  record Finding(boolean good, String reason) {}

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
  Finding make(Upstream upstream, Probe probe, String member) {
    Duration timeout =
        probe.timeout().compareTo(LONGEST_REAL_TIMEOUT) < 0
            ? probe.timeout()
            : LONGEST_REAL_TIMEOUT;
    long deadline = System.nanoTime() + timeout.toNanos();
    int port = probe.port() == null ? upstream.port() : probe.port();
    List<InetAddress> addresses = names.addresses(member, timeout);
    if (addresses.isEmpty()) {
      return bad(
          "The gateway could not create a probe for this backend: its FQDN was not resolved. The name \"%s\" does not resolve as seen from %s."
              .formatted(member, gateway));
    }
    InetSocketAddress address = new InetSocketAddress(addresses.get(0), port);
    Connection connection = way.connect(address, left(deadline)).join();
    if (connection instanceof Connection.Failed failed) {
      return notConnected(probe, address, failed);
    }
    try (Socket socket = ((Connection.Opened) connection).channel().socket()) {
      return asked(socket, upstream, probe, member, deadline);
    } catch (SocketTimeoutException e) {
      return late(probe);
    } catch (IOException e) {
      return bad(
          "The backend %s did not answer the health probe with HTTP. The connection to the backend broke: %s."
              .formatted(member, e.getMessage()));
    }
  }

  private static Finding notConnected(
      Probe probe, InetSocketAddress address, Connection.Failed failed) {
    Outcome outcome = failed.outcome();
    String broken = outcome.vantageFailure();
    if (broken != null) {
      throw new LabException("no health probe could be sent: " + broken);
    }
    if (outcome instanceof Outcome.TimedOut late && late.phase() != Phase.CONNECT) {
      return late(probe);
    }
    String decider = failed.diagnosis().decider().map(d -> ", decided by " + d).orElse("");
    return bad(
        "The gateway could not connect to the backend. Check that it answers on port %d, and that no NSG/UDR/Firewall is in the way. Connecting to %s:%d ended with: %s%s."
            .formatted(
                address.getPort(),
                NginxText.address(address.getAddress().getHostAddress()),
                address.getPort(),
                outcome.describe(),
                decider));
  }

  private Finding asked(Socket socket, Upstream upstream, Probe probe, String member, long deadline)
      throws IOException {
    String host = probe.hostFromMember() ? member : probe.host();
    Socket spoken = socket;
    if (probe.tls()) {
      socket.setSoTimeout(millis(deadline));
      SSLSocket tls = secured(socket, upstream, member, host);
      try {
        tls.startHandshake();
      } catch (SocketTimeoutException e) {
        return late(probe);
      } catch (IOException e) {
        return bad(handshakeProblem(e));
      }
      String name = certificateName(upstream, member, host);
      X509Certificate leaf = (X509Certificate) tls.getSession().getPeerCertificates()[0];
      // What is presented next time is looked at then.
      tls.getSession().invalidate();
      String problem = name == null ? null : BackendTrust.nameProblem(leaf, name);
      if (problem != null) {
        return bad(problem);
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
      return bad(
          "The backend %s did not answer the health probe with HTTP. The backend's answer is not HTTP."
              .formatted(member));
    }
    return judged(probe, Integer.parseInt(status.group(1)), answer);
  }

  private SSLSocket secured(Socket socket, Upstream upstream, String member, @Nullable String host)
      throws IOException {
    Verification verification = upstream.verification();
    BackendTrust.Accepted accepted =
        verification == null
            ? new BackendTrust.Accepted(upstream.trustedRoots(), true, List.of())
            : new BackendTrust.Accepted(
                upstream.trustedRoots(),
                verification.chain(),
                network.certificates().stream()
                    .filter(c -> verification.certificates().contains(c.name()))
                    .map(c -> LabAuthority.leaf(c).leaf())
                    .toList());
    String name = serverName(upstream, member, host);
    // Sessions are found by this name, and one that is resumed asks for the server name of its
    // first handshake whatever is set below.
    SSLSocket tls =
        (SSLSocket)
            BackendTrust.context(accepted)
                .getSocketFactory()
                .createSocket(socket, name == null ? member : name, socket.getPort(), true);
    tls.setEnabledProtocols(new String[] {"TLSv1.2"});
    SSLParameters parameters = tls.getSSLParameters();
    // Said in any case, for the engine would send a name of its own making.
    parameters.setServerNames(List.of());
    if (name != null && !IpAddresses.isLiteral(name)) {
      parameters.setServerNames(List.of(new SNIHostName(name)));
    }
    tls.setSSLParameters(parameters);
    return tls;
  }

  private static @Nullable String serverName(
      Upstream upstream, String member, @Nullable String host) {
    Verification verification = upstream.verification();
    if (verification != null && verification.serverNameFromMember()) {
      return IpAddresses.isLiteral(member) ? null : member.toLowerCase(Locale.ROOT);
    }
    if (verification != null && verification.serverName() != null) {
      return verification.serverName();
    }
    return host == null ? null : host.toLowerCase(Locale.ROOT).replaceFirst("\\.?(:\\d*)?$", "");
  }

  private static @Nullable String certificateName(
      Upstream upstream, String member, @Nullable String host) {
    return upstream.verification() == null || upstream.verification().name()
        ? serverName(upstream, member, host)
        : null;
  }

  private static String handshakeProblem(IOException trouble) {
    for (Throwable t = trouble; t != null; t = t.getCause()) {
      if (t instanceof BackendTrust.Refused) {
        return String.valueOf(t.getMessage());
      }
    }
    String message = String.valueOf(trouble.getMessage());
    return "The TLS handshake with the backend failed: "
        + message
        + (message.contains("protocol_version") ? "; a gateway speaks TLS 1.2 to backends." : ".");
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

  private static Finding judged(Probe probe, int status, String answer) {
    List<PortRange> good =
        probe.statuses().isEmpty() ? List.of(new PortRange(200, 399)) : probe.statuses();
    if (good.stream().noneMatch(range -> range.contains(status))) {
      return bad(
          "Status code of the backend's HTTP response did not match the probe setting. Expected:{%s} Received:{%d}."
              .formatted(
                  good.stream().map(PortRange::toString).collect(Collectors.joining(",")), status));
    }
    String text = probe.bodyContains();
    if (text != null && !answer.substring(answer.indexOf("\r\n\r\n")).contains(text)) {
      return bad(
          "Body of the backend's HTTP response did not match the probe setting. It does not contain \"%s\"."
              .formatted(text));
    }
    return new Finding(true, "Success. Received " + status + " status code");
  }

  private static Finding late(Probe probe) {
    boolean cut = probe.timeout().compareTo(LONGEST_REAL_TIMEOUT) > 0;
    return bad(
        "Time taken by the backend to respond to the health probe is more than the timeout threshold of %s in the probe setting%s."
            .formatted(
                inWords(probe.timeout()),
                cut ? " (the lab waits " + inWords(LONGEST_REAL_TIMEOUT) + " at most)" : ""));
  }

  private static String inWords(Duration time) {
    return time.toMillis() % 1_000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
  }

  private static Finding bad(String reason) {
    return new Finding(false, reason);
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
