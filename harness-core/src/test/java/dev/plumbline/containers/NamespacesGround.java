package dev.plumbline.containers;

import dev.plumbline.containers.machine.LocalMachine;
import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Ground;
import dev.plumbline.lab.LabProvider;
import dev.plumbline.lab.Realisation;
import dev.plumbline.network.Network;
import dev.plumbline.testing.OneGround;
import dev.plumbline.testing.Requirements;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The ground {@code containers} without containers: the same servers in network namespaces of this
 * machine. Needs root.
 */
public final class NamespacesGround implements LabProvider {

  private static final ThreadLocal<@Nullable Path> DIRECTORY = new ThreadLocal<>();

  /** Made by the service loader. */
  public NamespacesGround() {}

  /**
   * Does something where labs of the ground {@code containers} are opened on this machine. Skips
   * the calling test where it lacks what they need.
   *
   * @param directory an empty directory for their files, whose owner sets who may read them
   */
  public static <T> T in(Path directory, Supplier<T> action) {
    Requirements.that("root".equals(System.getProperty("user.name")), "namespaces need root");
    for (String command : new String[] {"unshare", "ip", "nft", "python3", "named", "nginx"}) {
      Requirements.command(command);
    }
    try {
      // The servers give up root.
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    DIRECTORY.set(directory);
    try {
      return OneGround.finding(NamespacesGround.class, action);
    } finally {
      DIRECTORY.remove();
    }
  }

  @Override
  public Ground ground() {
    return Ground.CONTAINERS;
  }

  @Override
  public Realisation open(Environment environment, @Nullable Network network) {
    Path directory = Objects.requireNonNull(DIRECTORY.get(), "no test is opening a lab");
    return ContainersLab.open(
        environment,
        Objects.requireNonNull(network),
        (plan, startUp) -> LocalMachine.start(plan, directory));
  }
}
