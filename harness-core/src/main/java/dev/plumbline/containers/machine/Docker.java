package dev.plumbline.containers.machine;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Version;
import com.github.dockerjava.api.model.VersionComponent;
import dev.plumbline.lab.LabException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.dockerclient.DockerClientProviderStrategy;
import org.testcontainers.dockerclient.EnvironmentAndSystemPropertyClientProviderStrategy;
import org.testcontainers.dockerclient.TransportConfig;
import org.testcontainers.utility.TestcontainersConfiguration;

/**
 * A Docker daemon, reached by the client of Testcontainers.
 *
 * <p>Of Testcontainers the client is used, its settings and its ways to registries, but not what it
 * starts beside a test's containers: neither the one that tidies up nor the one that looks for the
 * gateway. Both would have to be pulled, where often no registry is; and a lab's container ends by
 * itself when this JVM does.
 *
 * @param client the client
 * @param host where ports are found that a container has published
 * @param words what it is and where, for messages
 */
public record Docker(DockerClient client, String host, String words) {

  private static final int LONGEST_HINT_SECONDS = 10;

  private static @Nullable Docker reached;
  private static @Nullable String missing;

  /**
   * Returns the daemon of this JVM.
   *
   * @throws LabException when there is none
   */
  public static Docker ofThisJvm() {
    Optional<String> why = unavailable();
    Docker known = reached();
    if (known == null) {
      throw new LabException(
          "the ground containers needs Docker: "
              + why.orElse("it was not found")
              + ". Start it, or name it by DOCKER_HOST; the ground simulated needs none.");
    }
    return known;
  }

  private static synchronized @Nullable Docker reached() {
    return reached;
  }

  /** Returns why there is no daemon; empty when there is one. Asked once in a JVM. */
  public static synchronized Optional<String> unavailable() {
    if (reached == null && missing == null) {
      try {
        reached = find();
      } catch (LabException e) {
        missing = e.getMessage();
      }
    }
    return Optional.ofNullable(missing);
  }

  private static Docker find() {
    String named = setting("docker.host");
    if (named != null) {
      try {
        return connect(named());
      } catch (LabException e) {
        throw new LabException(e.getMessage() + " (DOCKER_HOST is " + named + ")", e);
      }
    }
    List<String> tried = new ArrayList<>();
    for (Path socket : usualSockets()) {
      if (Files.exists(socket)) {
        try {
          return connect(at(URI.create("unix://" + socket)));
        } catch (LabException e) {
          tried.add(e.getMessage());
        }
      }
    }
    if (!tried.isEmpty()) {
      throw new LabException(String.join("; ", tried));
    }
    if (System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows")) {
      // Named pipes, which it knows better.
      try {
        return connect(DockerClientFactory.instance().getTransportConfig());
      } catch (IllegalStateException e) {
        throw new LabException("no Docker was found: " + e.getMessage(), e);
      }
    }
    throw new LabException(
        "no Docker was found: DOCKER_HOST is not set, and there is none of " + usualSockets());
  }

  private static List<Path> usualSockets() {
    List<Path> all = new ArrayList<>();
    all.add(Path.of("/var/run/docker.sock"));
    Optional.ofNullable(System.getenv("XDG_RUNTIME_DIR"))
        .ifPresent(directory -> all.add(Path.of(directory, "docker.sock")));
    Path home = Path.of(System.getProperty("user.home", "/"));
    all.add(home.resolve(".docker/run/docker.sock"));
    all.add(home.resolve(".docker/desktop/docker.sock"));
    return all;
  }

  @SuppressWarnings("deprecation") // It is for Testcontainers' own use, and the one that reads TLS.
  private static TransportConfig named() {
    return new EnvironmentAndSystemPropertyClientProviderStrategy().getTransportConfig();
  }

  private static TransportConfig at(URI uri) {
    return TransportConfig.builder().dockerHost(uri).build();
  }

  /**
   * Returns the daemon at an address.
   *
   * @throws LabException when nobody answers there
   */
  static Docker at(String uri) {
    return connect(at(URI.create(uri)));
  }

  private static Docker connect(TransportConfig transport) {
    URI uri = transport.getDockerHost();
    DockerClient client = DockerClientProviderStrategy.getClientForConfig(transport);
    Version version;
    try {
      version =
          CompletableFuture.supplyAsync(() -> client.versionCmd().exec())
              .get(LONGEST_HINT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new LabException("nobody answers at " + uri + ": " + Causes.inWords(e), e);
    } catch (TimeoutException e) {
      throw new LabException(
          "nobody answers at " + uri + " within " + LONGEST_HINT_SECONDS + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted while asking " + uri + " for its version", e);
    }
    if (!"linux".equalsIgnoreCase(String.valueOf(version.getOperatingSystem()))) {
      throw new LabException(
          "the Docker at %s runs containers of %s; a lab's are Linux's"
              .formatted(uri, version.getOperatingSystem()));
    }
    return new Docker(
        client,
        host(uri),
        "%s %s (API %s) at %s"
            .formatted(product(version), version.getVersion(), version.getApiVersion(), uri));
  }

  /** Returns who answers: others speak Docker's language, too. */
  static String product(Version version) {
    List<VersionComponent> components = version.getComponents();
    return components != null
            && components.stream()
                .anyMatch(one -> String.valueOf(one.getName()).startsWith("Podman"))
        ? "Podman"
        : "Docker";
  }

  /** Where a daemon is reached by a socket, its ports are this machine's. */
  private static String host(URI uri) {
    String given = setting("host.override");
    if (given != null) {
      return given;
    }
    return uri.getScheme().matches("tcp|https?") && uri.getHost() != null
        ? uri.getHost()
        : "127.0.0.1";
  }

  /** Returns the address that ports are published on: nobody else's, where that is possible. */
  String publishedOn() {
    try {
      return InetAddress.getByName(host).isLoopbackAddress() ? "127.0.0.1" : "0.0.0.0";
    } catch (UnknownHostException e) {
      throw new LabException("the host of %s is not known: %s".formatted(words, host), e);
    }
  }

  private static @Nullable String setting(String name) {
    return TestcontainersConfiguration.getInstance().getEnvVarOrUserProperty(name, null);
  }
}
