package dev.plumbline.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.SocketFactory;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** The same checks without the harness, as fast as the stack allows: TCP_NODELAY, no pool, one address, one datagram. */
final class RawClient {

  private final Fixture fixture;
  private final FullHandshakes handshakes;
  private final OkHttpClient http;
  private final AtomicLong gets = new AtomicLong();

  RawClient(Fixture fixture) throws GeneralSecurityException {
    this.fixture = fixture;
    handshakes = new FullHandshakes(fixture.clientTrust);
    http =
        new OkHttpClient.Builder()
            .sslSocketFactory(handshakes, fixture.clientTrust)
            .socketFactory(new NoDelay())
            .connectionPool(new ConnectionPool(0, 1, TimeUnit.SECONDS))
            .retryOnConnectionFailure(false)
            .fastFallback(false)
            .protocols(List.of(Protocol.HTTP_1_1))
            .dns(name -> List.of(fixture.https.getAddress()))
            .build();
  }

  InetAddress resolve(String name) throws IOException {
    Message query = Message.newQuery(Record.newRecord(Name.fromString(name + "."), Type.A, DClass.IN));
    query.getHeader().setID(ThreadLocalRandom.current().nextInt(0x10000));
    try (DatagramChannel channel = DatagramChannel.open()) {
      channel.connect(fixture.dns);
      channel.write(ByteBuffer.wrap(query.toWire()));
      ByteBuffer answer = ByteBuffer.allocate(1500);
      channel.read(answer);
      answer.flip();
      Message message = new Message(answer);
      return ((ARecord) message.getSection(Section.ANSWER).get(0)).getAddress();
    }
  }

  boolean connect() throws IOException {
    try (SocketChannel channel = SocketChannel.open(fixture.https)) {
      channel.socket().setSoLinger(true, 0);
      return channel.isConnected();
    }
  }

  /** Throws an exception unless every request had a full handshake, as those it is compared with have. */
  void requireFullHandshakes() {
    if (handshakes.full() != gets.get()) {
      throw new IllegalStateException(
          "not comparable: " + gets + " requests, and only " + handshakes.full() + " full handshakes");
    }
  }

  int get(String name) throws IOException {
    gets.incrementAndGet();
    Request request = new Request.Builder().url("https://" + name + ":" + fixture.https.getPort() + "/").build();
    try (Response response = http.newCall(request).execute()) {
      response.body().bytes();
      return response.code();
    }
  }

  private static final class NoDelay extends SocketFactory {
    @Override
    public Socket createSocket() throws IOException {
      Socket socket = new Socket();
      socket.setTcpNoDelay(true);
      return socket;
    }

    @Override
    public Socket createSocket(String host, int port) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) {
      throw new UnsupportedOperationException();
    }
  }

}
