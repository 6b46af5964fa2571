package dev.plumbline.sim;

import dev.plumbline.environment.Environment;
import dev.plumbline.lab.Realisation;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Action;
import dev.plumbline.network.Network.Handling;
import dev.plumbline.network.Network.Listener;
import dev.plumbline.network.Network.Tcp;
import dev.plumbline.network.TlsBuilder;
import dev.plumbline.vantage.Transport;
import dev.plumbline.vantage.Transport.Connection;
import dev.plumbline.vantage.Transport.Exchange;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import okhttp3.tls.HandshakeCertificates;
import org.xbill.DNS.Message;

/**
 * A small network as labs have it, opened, and looked at with bare sockets through the vantages'
 * transports.
 */
final class SimulatedWorld implements AutoCloseable {

  static final Duration PATIENCE = Duration.ofSeconds(10);

  final Realisation lab;
  private final Environment environment;

  SimulatedWorld() {
    this(network());
  }

  SimulatedWorld(Network network) {
    environment = environment();
    lab = new SimulatedLabProvider().open(environment, network);
  }

  static Environment environment() {
    return Environment.builder("contoso")
        .vantage("workload")
        .vantage("hub")
        .vantage("remote")
        .vantage("internet")
        .build();
  }

  static Network network() {
    return Network.builder("contoso")
        .segment(
            "workload", s -> s.prefixes("10.1.0.0/24").resolver("10.2.0.4").egress("198.51.100.7"))
        .segment(
            "hub",
            s ->
                s.prefixes("10.2.0.0/24", "2001:db8:2::/64")
                    .resolver("10.2.0.4")
                    .rules(
                        "hub-nsg",
                        r ->
                            r.inbound(100, "DropManagement", Action.DROP, n -> n.tcp().ports(3443))
                                .inbound(110, "RejectSsh", Action.REJECT, n -> n.tcp().ports(22))))
        .segment("remote", "10.3.0.0/24")
        .internet(s -> s.resolver("203.0.113.53"))
        .linkBoth("workload", "hub")
        .link("workload", "internet")
        .link("internet", "hub")
        .link("remote", "hub", Duration.ofMillis(50))
        .certificate("api", "api.contoso.net")
        .host("dns", "hub", "10.2.0.4", h -> h.resolver("workload", "hub"))
        .host(
            "gateway",
            "hub",
            "10.2.0.5",
            h ->
                h.publicAddresses("40.112.7.9")
                    .https(
                        443,
                        TlsBuilder.tls("api"),
                        http ->
                            http.host("api.contoso.net", Handling.forwardingTo("apis"))
                                .server("gateway"))
                    .upstream(
                        "apis",
                        8080,
                        u ->
                            u.members("backend.contoso.net")
                                .host("backend.contoso.net")
                                .probe(
                                    "api-probe",
                                    p -> p.host("backend.contoso.net").path("/status"))))
        .host(
            "backend",
            "hub",
            "10.2.0.6",
            h -> h.http(8080, http -> http.host("backend.contoso.net", Handling.echoing())))
        .host(
            "misc",
            "hub",
            "10.2.0.7",
            h ->
                h.addresses("10.2.0.7", "2001:db8:2::7")
                    .echo(7)
                    .tcp(8, "x".repeat(2_000))
                    .tcp(22)
                    .tcp(3443)
                    .listener(new Listener(9, List.of(), null, 2, null, null, new Tcp("", true)))
                    .listener(
                        new Listener(
                            4443,
                            List.of(),
                            new TlsBuilderAccess("api").tls(),
                            0,
                            null,
                            null,
                            new Tcp("hello", false))))
        .host("site", "internet", "192.0.2.80", h -> h.http(80, Handling.echoing()))
        .zone(
            "contoso.net",
            z ->
                z.seenFrom("workload", "hub", "remote")
                    .records("api A 10.2.0.5", "backend A 10.2.0.6"))
        .zone("public.example", "www A 192.0.2.80")
        .build();
  }

  /** The settings of a listener for bare bytes over TLS, for which the builders have no word. */
  private record TlsBuilderAccess(String certificate) {
    Network.Tls tls() {
      return new Network.Tls(
          List.of(certificate),
          "TLSv1.2",
          Network.UnknownSni.DEFAULT_CERTIFICATE,
          false,
          false,
          Map.of(),
          null);
    }
  }

  Transport from(String vantage) {
    return lab.transport(vantage, environment.vantages().get(vantage));
  }

  Connection connect(String vantage, String address, int port) {
    return connect(vantage, address, port, PATIENCE);
  }

  Connection connect(String vantage, String address, int port, Duration timeout) {
    return from(vantage).connect(to(address, port), timeout).join();
  }

  /** Returns an open connection, or fails saying what there is instead. */
  Socket open(String vantage, String address, int port) throws IOException {
    Connection connection = connect(vantage, address, port);
    if (connection instanceof Connection.Opened opened) {
      Socket socket = opened.channel().socket();
      socket.setSoTimeout((int) PATIENCE.toMillis());
      return socket;
    }
    throw new AssertionError("not open: " + connection);
  }

  Exchange ask(String vantage, String server, String name, int type, Duration timeout) {
    byte[] wire = DnsQuestioner.question(name, type).toWire();
    return from(vantage)
        .exchange(
            to(server, 53), wire, timeout, answer -> answer[0] == wire[0] && answer[1] == wire[1])
        .join();
  }

  Message answer(String vantage, String server, String name, int type) throws IOException {
    Exchange exchange = ask(vantage, server, name, type, PATIENCE);
    if (exchange instanceof Exchange.Answered answered) {
      return new Message(answered.datagram());
    }
    throw new AssertionError("no answer: " + exchange);
  }

  SSLContext trusting() {
    HandshakeCertificates.Builder certificates = new HandshakeCertificates.Builder();
    lab.trust().authorities().forEach(certificates::addTrustedCertificate);
    return certificates.build().sslContext();
  }

  /** Returns the whole answer to a GET. */
  String get(String vantage, String address, int port, String host, String path)
      throws IOException {
    try (Socket tcp = open(vantage, address, port);
        Socket socket =
            port == 443 ? trusting().getSocketFactory().createSocket(tcp, host, port, true) : tcp) {
      String request =
          "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  static InetSocketAddress to(String address, int port) {
    return new InetSocketAddress(IpAddresses.parse(address), port);
  }

  static Map<String, Environment.VantageSpec> vantages() {
    return environment().vantages();
  }

  @Override
  public void close() {
    lab.close();
  }
}
