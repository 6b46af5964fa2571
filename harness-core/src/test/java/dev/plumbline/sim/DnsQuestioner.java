package dev.plumbline.sim;

import dev.plumbline.network.Fault;
import dev.plumbline.network.Flow;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network.Protocol;
import dev.plumbline.network.Verdict;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * Asks DNS servers on the loopback interface, and tells ours which segment each question comes
 * from.
 */
final class DnsQuestioner implements FlowTable {

  private static final int PATIENCE_MS = 2_000;
  private static final int STRANGERS_PATIENCE_MS = 300;

  private final Map<Integer, Entry> entries = new ConcurrentHashMap<>();

  private @Nullable Fault shape;

  @Override
  public @Nullable Entry find(InetSocketAddress client, Protocol protocol) {
    Entry entry = entries.get(client.getPort());
    return entry == null || entry.flow().protocol() != protocol ? null : entry;
  }

  /** Returns a question without recursion desired and without EDNS. */
  static Message question(String name, int type) {
    try {
      Message message =
          Message.newQuery(Record.newRecord(Name.fromString(name, Name.root), type, DClass.IN));
      message.getHeader().unsetFlag(Flags.RD);
      return message;
    } catch (TextParseException e) {
      throw new IllegalArgumentException(name, e);
    }
  }

  /**
   * Returns the answer over UDP to a client of a segment, or null for silence; a null segment is a
   * stranger.
   */
  byte @Nullable [] udp(InetSocketAddress server, @Nullable String segment, byte[] message)
      throws IOException {
    try (DatagramSocket socket =
        new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
      return exchange(socket, server, segment, message);
    }
  }

  /** Returns the answer over UDP to a client at a loopback address of its own. */
  byte @Nullable [] udpFrom(String client, InetSocketAddress server, byte[] message)
      throws IOException {
    try (DatagramSocket socket =
        new DatagramSocket(new InetSocketAddress(IpAddresses.parse(client), 0))) {
      return exchange(socket, server, "-", message);
    }
  }

  private byte @Nullable [] exchange(
      DatagramSocket socket, InetSocketAddress server, @Nullable String segment, byte[] message)
      throws IOException {
    int port = socket.getLocalPort();
    enter(port, segment, Protocol.UDP);
    try {
      socket.connect(server);
      socket.setSoTimeout(segment == null || shape != null ? STRANGERS_PATIENCE_MS : PATIENCE_MS);
      socket.send(new DatagramPacket(message, message.length));
      DatagramPacket answer = new DatagramPacket(new byte[65_535], 65_535);
      socket.receive(answer);
      return Arrays.copyOf(answer.getData(), answer.getLength());
    } catch (SocketTimeoutException e) {
      return null;
    } finally {
      entries.remove(port);
    }
  }

  /** Returns the answer over TCP, or null when the connection is closed without one. */
  byte @Nullable [] tcp(InetSocketAddress server, @Nullable String segment, byte[] message)
      throws IOException {
    return tcp("127.0.0.1", server, segment, message);
  }

  /** Returns the answer over TCP to a client at a loopback address of its own. */
  byte @Nullable [] tcpFrom(String client, InetSocketAddress server, byte[] message)
      throws IOException {
    return tcp(client, server, "-", message);
  }

  private byte @Nullable [] tcp(
      String client, InetSocketAddress server, @Nullable String segment, byte[] message)
      throws IOException {
    try (Socket socket = new Socket()) {
      socket.bind(new InetSocketAddress(IpAddresses.parse(client), 0));
      connect(socket, server, segment);
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      out.writeShort(message.length);
      out.write(message);
      out.flush();
      DataInputStream in = new DataInputStream(socket.getInputStream());
      byte[] answer = new byte[in.readUnsignedShort()];
      in.readFully(answer);
      return answer;
    } catch (java.io.EOFException | java.net.SocketException e) {
      return null;
    }
  }

  /** Opens a connection for a client of a segment. */
  void open(Socket socket, InetSocketAddress server, String segment) throws IOException {
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    connect(socket, server, segment);
  }

  private void connect(Socket socket, InetSocketAddress server, @Nullable String segment)
      throws IOException {
    enter(socket.getLocalPort(), segment, Protocol.TCP);
    socket.setSoTimeout(PATIENCE_MS);
    socket.connect(server);
  }

  /** Gives the flows that follow a fault. */
  void shapedBy(Fault fault) {
    shape = fault;
  }

  private void enter(int port, @Nullable String segment, Protocol protocol) {
    if (segment != null) {
      InetAddress any = IpAddresses.parse("192.0.2.1");
      Flow flow = new Flow(segment, any, port, any, 53, protocol);
      entries.put(port, new Entry(flow, delivered(any)));
    }
  }

  private Verdict delivered(InetAddress source) {
    return new Verdict(
        Verdict.Fate.DELIVERED,
        List.of(),
        "test",
        "test",
        null,
        null,
        source,
        Duration.ZERO,
        shape);
  }

  /** Returns what counts of a message as text, with records in alphabetical order. */
  static String text(byte @Nullable [] wire, boolean withAuthoritative) {
    if (wire == null) {
      return "silence";
    }
    try {
      Message message = new Message(wire);
      return org.xbill.DNS.Rcode.string(message.getRcode())
          + (withAuthoritative && message.getHeader().getFlag(Flags.AA) ? " aa" : "")
          + (message.getHeader().getFlag(Flags.TC) ? " tc" : "")
          + " answer"
          + records(message, Section.ANSWER)
          + " authority"
          + records(message, Section.AUTHORITY);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<String> records(Message message, int section) {
    return message.getSection(section).stream()
        .map(
            record ->
                (record.getName()
                        + " "
                        + record.getTTL()
                        + " "
                        + Type.string(record.getType())
                        + " "
                        + record.rdataToString())
                    .toLowerCase(Locale.ROOT))
        .sorted()
        .toList();
  }
}
