package dev.plumbline.containers.machine;

import dev.plumbline.containers.plan.Plan.Listening;
import dev.plumbline.containers.plan.Plan.Service;
import java.util.List;

/** A server program that resets connections on port 8001, and echoes datagrams on port 5300. */
final class OddServer {

  static final int RESETTING = 8001;
  static final int ECHOING = 5300;

  private static final String PROGRAM =
      """
      import socket, struct, threading
      udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
      udp.bind(("10.1.0.5", 5300))
      def echo():
          while True:
              data, sender = udp.recvfrom(2000)
              udp.sendto(b"XX a stranger's", sender)
              udp.sendto(data + b"!", sender)
      threading.Thread(target=echo, daemon=True).start()
      tcp = socket.create_server(("10.1.0.5", 8001))
      while True:
          connection, _ = tcp.accept()
          try:
              connection.send(b"bye")
              connection.recv(1)
          except OSError:
              pass  # whoever looked whether it is there has gone
          connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
          connection.close()
      """;

  private OddServer() {}

  static Service service() {
    return new Service(
        "odd",
        "server",
        List.of("python3", "-c", PROGRAM),
        List.of(new Listening(TinyNetwork.SERVER, RESETTING)),
        "nowhere");
  }
}
