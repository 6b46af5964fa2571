package dev.plumbline.vantage;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * A DNS server on the loopback interface, UDP and TCP on one port, that answers with what a
 * function makes of the question.
 */
final class DnsServer implements Closeable {

  private final DatagramSocket udp;
  private final ServerSocket tcp;
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final Function<Message, byte @Nullable []> overUdp;
  private final Function<Message, byte @Nullable []> overTcp;

  DnsServer(Function<Message, byte @Nullable []> answers) {
    this(answers, answers);
  }

  DnsServer(
      Function<Message, byte @Nullable []> overUdp, Function<Message, byte @Nullable []> overTcp) {
    this.overUdp = overUdp;
    this.overTcp = overTcp;
    try {
      DatagramSocket datagrams = null;
      ServerSocket connections = null;
      for (int attempt = 0; connections == null && attempt < 20; attempt++) {
        datagrams = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        try {
          connections =
              new ServerSocket(datagrams.getLocalPort(), 50, InetAddress.getLoopbackAddress());
        } catch (IOException taken) {
          datagrams.close();
        }
      }
      if (datagrams == null || connections == null) {
        throw new IllegalStateException("no port free for UDP and TCP");
      }
      udp = datagrams;
      tcp = connections;
    } catch (SocketException e) {
      throw new IllegalStateException(e);
    }
    start(this::serveUdp);
    start(this::serveTcp);
  }

  private static void start(Runnable server) {
    Thread thread = new Thread(server, "test-dns");
    thread.setDaemon(true);
    thread.start();
  }

  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), udp.getLocalPort());
  }

  /** Returns what was asked, as {@code UDP name type}. */
  List<String> asked() {
    return asked;
  }

  private void serveUdp() {
    byte[] buffer = new byte[65_535];
    try {
      while (true) {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        udp.receive(packet);
        Message question = new Message(Arrays.copyOf(buffer, packet.getLength()));
        note("UDP", question);
        byte[] answer = overUdp.apply(question);
        if (answer != null) {
          udp.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
        }
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private void serveTcp() {
    try {
      while (true) {
        try (Socket socket = tcp.accept()) {
          DataInputStream in = new DataInputStream(socket.getInputStream());
          byte[] wire = new byte[in.readUnsignedShort()];
          in.readFully(wire);
          Message question = new Message(wire);
          note("TCP", question);
          byte[] answer = overTcp.apply(question);
          if (answer != null) {
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeShort(answer.length);
            out.write(answer);
            out.flush();
          }
        }
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private void note(String how, Message question) {
    Record q = question.getQuestion();
    asked.add(how + " " + q.getName().toString(true) + " " + Type.string(q.getType()));
  }

  /**
   * Returns an answer with records written as lines of a zone file, such as {@code "a.test. 60 IN A
   * 127.0.0.1"}.
   */
  static Message answer(Message question, String... records) {
    Message answer = reply(question, Rcode.NOERROR);
    for (String line : records) {
      answer.addRecord(record(line), Section.ANSWER);
    }
    return answer;
  }

  static Message reply(Message question, int rcode) {
    Message answer = new Message(question.getHeader().getID());
    answer.getHeader().setFlag(Flags.QR);
    answer.getHeader().setFlag(Flags.RA);
    answer.getHeader().setRcode(rcode);
    answer.addRecord(question.getQuestion(), Section.QUESTION);
    return answer;
  }

  static Record record(String line) {
    String[] parts = line.split(" ", 5);
    try {
      return Record.fromString(
          Name.fromString(parts[0]),
          Type.value(parts[3]),
          DClass.IN,
          Long.parseLong(parts[1]),
          parts[4],
          Name.root);
    } catch (TextParseException e) {
      throw new IllegalArgumentException(line, e);
    } catch (IOException e) {
      throw new IllegalArgumentException(line, e);
    }
  }

  @Override
  public void close() {
    udp.close();
    try {
      tcp.close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
