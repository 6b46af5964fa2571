package dev.plumbline.containers;

import dev.plumbline.containers.machine.Docker;
import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Ground;
import dev.plumbline.lab.LabException;
import dev.plumbline.lab.LabProvider;
import dev.plumbline.lab.Realisation;
import dev.plumbline.network.Network;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Realises environments by real servers in a container: BIND 9, nginx with ModSecurity and the
 * OWASP Core Rule Set, the kernel's own routes and filters. It needs a Docker daemon, and
 * Testcontainers on the class path ({@code org.testcontainers:testcontainers}), which is an
 * optional dependency.
 *
 * <p>The daemon is that of {@code DOCKER_HOST}, or the one behind a usual socket: Docker 20.10 and
 * newer, or Podman's service at its socket. One container is one lab; it is removed when the lab is
 * closed, and it ends by itself within seconds when this JVM does, however that ends (unless it is
 * paused then). Two ports of it are published, on the loopback interface where the daemon is on
 * this machine, and both ask for a secret.
 *
 * <p>The image is built once from a Dockerfile in this jar, kept under the name {@code
 * plumbline/lab}, and used again. What it starts from and where it comes from can be set, by system
 * properties or environment variables; the property comes first.
 *
 * <table>
 *   <caption>Settings</caption>
 *   <tr><th>System property</th><th>Environment variable</th><th>Usually</th><th>What it is</th></tr>
 *   <tr>
 *     <td>{@code plumbline.containers.base-image}</td>
 *     <td>{@code PLUMBLINE_CONTAINERS_BASE_IMAGE}</td>
 *     <td>{@code debian:bookworm-slim}</td>
 *     <td>what the image is built from: Debian 12, under the name that a registry of your own has
 *         for it</td>
 *   </tr>
 *   <tr>
 *     <td>{@code plumbline.containers.image}</td>
 *     <td>{@code PLUMBLINE_CONTAINERS_IMAGE}</td>
 *     <td>none: it is built</td>
 *     <td>an image that was built elsewhere from the same Dockerfile; it is pulled where it is not
 *         there, and looked at for the programs it needs</td>
 *   </tr>
 *   <tr>
 *     <td>{@code plumbline.containers.start-timeout}</td>
 *     <td>{@code PLUMBLINE_CONTAINERS_START_TIMEOUT}</td>
 *     <td>{@code 2m}</td>
 *     <td>how long a lab may take to come up, without the building of its image</td>
 *   </tr>
 * </table>
 *
 * <p>Testcontainers' own settings of the daemon and of registries apply: {@code DOCKER_HOST} with
 * {@code DOCKER_TLS_VERIFY} and {@code DOCKER_CERT_PATH}, {@code TESTCONTAINERS_HOST_OVERRIDE}, and
 * {@code TESTCONTAINERS_HUB_IMAGE_NAME_PREFIX} for the usual base image. The containers that it
 * starts beside those of tests, which would have to be pulled, are not started.
 *
 * <p>What is being done is told by the logger {@code dev.plumbline.containers}: steps at {@code
 * INFO}, what the image's build and the machine say at {@code DEBUG}.
 */
public final class ContainersLabProvider implements LabProvider {

  /** The version of Testcontainers that this is tried with. */
  static final String TESTCONTAINERS = "2.0.5";

  /** Makes a provider; done by {@link java.util.ServiceLoader}. */
  public ContainersLabProvider() {}

  @Override
  public Ground ground() {
    return Ground.CONTAINERS;
  }

  /**
   * Returns why there is no Docker on this machine. What is missing on the class path is no reason:
   * it is for the project to add.
   */
  @Override
  public Optional<String> unavailable() {
    return hasTestcontainers() ? Docker.unavailable() : Optional.empty();
  }

  @Override
  public Realisation open(Environment environment, @Nullable Network network) {
    if (network == null) {
      throw new LabException(
          "environment \"%s\" is on the ground containers but names no network description; set `network`"
              .formatted(environment.name()));
    }
    if (!hasTestcontainers()) {
      throw new LabException(
          """
          environment "%s" is on the ground containers, which needs Testcontainers, and that is not on the class path. Add to the dependencies of the project:
            <dependency>
              <groupId>org.testcontainers</groupId>
              <artifactId>testcontainers</artifactId>
              <version>%s</version>
              <scope>test</scope>
            </dependency>
          or, with Gradle: testImplementation("org.testcontainers:testcontainers:%2$s")"""
              .formatted(environment.name(), TESTCONTAINERS));
    }
    return ContainersLab.open(environment, network);
  }

  /** The one place that asks: nothing of Testcontainers is linked from this class. */
  private static boolean hasTestcontainers() {
    try {
      Class.forName(
          "org.testcontainers.DockerClientFactory",
          false,
          ContainersLabProvider.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }
}
