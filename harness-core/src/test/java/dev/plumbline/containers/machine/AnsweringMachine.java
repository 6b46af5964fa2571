package dev.plumbline.containers.machine;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A machine that is nothing but its control server, whose answers a test gives. */
public final class AnsweringMachine implements Machine {

  private final HttpServer server;
  private final @Nullable String ended;

  private AnsweringMachine(HttpServer server, @Nullable String ended) {
    this.server = server;
    this.ended = ended;
  }

  /**
   * Starts one.
   *
   * @param answers what it answers to whatever it is asked
   * @param ended how it has ended, by what is known of it elsewhere; null while it runs
   */
  public static AnsweringMachine start(HttpHandler answers, @Nullable String ended)
      throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", answers);
    server.start();
    return new AnsweringMachine(server, ended);
  }

  @Override
  public InetSocketAddress socks() {
    throw new AssertionError("nobody looks out from here");
  }

  @Override
  public InetSocketAddress control() {
    return server.getAddress();
  }

  @Override
  public String secret() {
    return "secret";
  }

  @Override
  public List<String> lastLines() {
    return List.of();
  }

  @Override
  public Optional<String> ended() {
    return Optional.ofNullable(ended);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
