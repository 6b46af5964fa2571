package dev.plumbline.containers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalMachineTest {

  @TempDir Path directory;

  @Test
  void a_connection_starts_in_its_place() throws Exception {
    try (LocalMachine machine =
            LocalMachine.start(path -> TinyNetwork.plan(path, List.of()), directory);
        Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(machine.socks().getAddress(), machine.socks().getPort()));
      byte[] secret = machine.secret().getBytes(StandardCharsets.US_ASCII);
      socket.getOutputStream().write(new byte[] {5, 1, 2, 1, 6, 'c', 'l', 'i', 'e', 'n', 't'});
      socket.getOutputStream().write(secret.length);
      socket.getOutputStream().write(secret);
      socket.getOutputStream().write(new byte[] {5, 1, 0, 1, 10, 1, 0, 5, 0, 13});
      InputStream in = socket.getInputStream();
      assertThat(in.readNBytes(8)).startsWith(5, 2, 1, 0, 5, 0, 0, 1);
      assertThat(in.readNBytes(6)).startsWith(10, 1, 0, 4);
      assertThat(new String(in.readNBytes(6), StandardCharsets.US_ASCII)).isEqualTo("hello\n");
    }
  }
}
