package dev.plumbline.benchmarks;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Ground;
import dev.plumbline.lab.Lab;
import dev.plumbline.observation.Journal;
import dev.plumbline.vantage.Vantage;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.X509TrustManager;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/** Servers on the loopback interface that are none of ours, and a live lab that looks at them: our client and a raw one ask the same. */
final class Fixture implements AutoCloseable {

  static final String DOMAIN = "bench.test";

  final InetSocketAddress dns;
  final InetSocketAddress https;
  final X509TrustManager clientTrust;
  final Vantage vantage;

  private final HttpsServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(4);
  private final DatagramSocket socket;
  private final Path authority;
  private final Lab lab;

  Fixture(int concurrency) throws Exception {
    // The JDK's server reads this once. Without it every exchange waits some 40 ms for an acknowledgement, and every difference drowns in that.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    HeldCertificate root = new HeldCertificate.Builder().certificateAuthority(0).commonName("benchmark").build();
    HeldCertificate leaf =
        new HeldCertificate.Builder()
            .commonName("*." + DOMAIN)
            .addSubjectAlternativeName("*." + DOMAIN)
            .signedBy(root)
            .build();
    HandshakeCertificates served = new HandshakeCertificates.Builder().heldCertificate(leaf).build();
    HandshakeCertificates client =
        new HandshakeCertificates.Builder().addTrustedCertificate(root.certificate()).build();
    clientTrust = client.trustManager();
    InetAddress loopback = InetAddress.getLoopbackAddress();
    server = HttpsServer.create(new InetSocketAddress(loopback, 0), 1024);
    server.setHttpsConfigurator(new HttpsConfigurator(served.sslContext()));
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    https = server.getAddress();
    socket = new DatagramSocket(0, loopback);
    dns = new InetSocketAddress(loopback, socket.getLocalPort());
    threads.execute(this::answerNames);
    authority = Files.createTempFile("benchmark", ".pem");
    Files.writeString(authority, root.certificatePem());
    Environment environment =
        Environment.builder("benchmark")
            .ground(Ground.LIVE)
            .vantage("here", v -> v.resolver("127.0.0.1:" + dns.getPort()))
            .concurrency(concurrency, concurrency)
            .probeTimeout(Duration.ofSeconds(5))
            .trust(authority.toString())
            .build();
    lab = Lab.open(environment, null, new Journal());
    vantage = lab.vantage("here");
  }

  private void answerNames() {
    byte[] buffer = new byte[1500];
    try {
      while (!socket.isClosed()) {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        socket.receive(packet);
        Message query = new Message(java.util.Arrays.copyOf(buffer, packet.getLength()));
        Record question = query.getQuestion();
        Message answer = new Message(query.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setFlag(Flags.RA);
        answer.addRecord(question, Section.QUESTION);
        answer.addRecord(
            new ARecord(question.getName(), DClass.IN, 60, InetAddress.getLoopbackAddress()), Section.ANSWER);
        byte[] wire = answer.toWire();
        socket.send(new DatagramPacket(wire, wire.length, packet.getSocketAddress()));
      }
    } catch (IOException e) {
      if (!socket.isClosed()) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }

  @Override
  public void close() throws IOException {
    lab.close();
    socket.close();
    server.stop(0);
    threads.shutdownNow();
    Files.delete(authority);
  }
}
