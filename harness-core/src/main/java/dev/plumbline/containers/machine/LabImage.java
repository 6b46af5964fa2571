package dev.plumbline.containers.machine;

import com.github.dockerjava.api.command.BuildImageCmd;
import com.github.dockerjava.api.command.BuildImageResultCallback;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.command.PullImageResultCallback;
import com.github.dockerjava.api.exception.DockerClientException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.BuildResponseItem;
import com.github.dockerjava.api.model.PullResponseItem;
import dev.plumbline.lab.LabException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.ImageNameSubstitutor;

/**
 * The image that labs run on: built here from the Dockerfile beside this class, once for what that
 * says and what it starts from, or made elsewhere and named by a setting.
 */
public final class LabImage {

  /** With its registry, of which it never comes: without, the client looks for one. */
  private static final String REPOSITORY = "docker.io/plumbline/lab";

  private static final int LONGEST_MINUTES = 15;
  private static final int LINES_TOLD = 15;

  /** What Docker's builds take over from the shell of who calls it. */
  private static final List<String> PROXIES =
      List.of(
          "HTTP_PROXY",
          "HTTPS_PROXY",
          "FTP_PROXY",
          "NO_PROXY",
          "http_proxy",
          "https_proxy",
          "ftp_proxy",
          "no_proxy");

  private final Docker docker;
  private final Settings settings;
  private final StartUp startUp;
  private final byte[] dockerfile;

  private LabImage(Docker docker, Settings settings, StartUp startUp, byte[] dockerfile) {
    this.docker = docker;
    this.settings = settings;
    this.startUp = startUp;
    this.dockerfile = dockerfile;
  }

  /**
   * Returns the name of the image, which is there then.
   *
   * @throws LabException when it is not there and cannot be made
   */
  public static String ready(Docker docker, Settings settings, StartUp startUp) {
    return ready(docker, settings, startUp, TarFile.resource("Dockerfile"));
  }

  /** Returns the name of an image of another Dockerfile. */
  static String ready(Docker docker, Settings settings, StartUp startUp, byte[] dockerfile) {
    LabImage image = new LabImage(docker, settings, startUp, dockerfile);
    Optional<String> given = settings.image();
    return given.isPresent() ? image.given(given.get()) : image.built();
  }

  private String given(String name) {
    if (!isThere(name)) {
      startUp.begin("pulling " + name + ", which is named by " + Settings.IMAGE);
      LastLines lines = new LastLines(startUp::line);
      AtomicReference<@Nullable Throwable> said = new AtomicReference<>();
      try {
        PullImageResultCallback pull =
            new PullImageResultCallback() {
              @Override
              public void onError(Throwable trouble) {
                // It is told below; the client would print it, with its stack.
                said.compareAndSet(null, trouble);
                onComplete();
              }

              @Override
              public void onNext(PullResponseItem item) {
                super.onNext(item);
                lines.add(item.getStatus() + "\n");
              }
            };
        docker.client().pullImageCmd(name).exec(pull);
        if (!pull.awaitCompletion(LONGEST_MINUTES, TimeUnit.MINUTES)) {
          throw new DockerClientException("no end after " + LONGEST_MINUTES + " minutes");
        }
        Throwable why = said.get();
        if (why != null) {
          throw cannotPull(name, why);
        }
      } catch (DockerException | DockerClientException e) {
        throw cannotPull(name, e);
      } catch (InterruptedException e) {
        throw interrupted(e);
      }
      startUp.done("image " + name + " pulled");
    }
    ImageCheck.of(docker, name);
    startUp.done("image " + name + " has what labs need");
    return name;
  }

  private LabException cannotPull(String name, Throwable why) {
    return new LabException(
        "the lab's image %s, which is named by %s, is not on this machine, and %s cannot pull it: %s"
            .formatted(name, Settings.IMAGE, docker.words(), Causes.inWords(why)),
        why);
  }

  private String built() {
    String base = base();
    String name = REPOSITORY + ":" + hash(base);
    // Several labs of this JVM, and several JVMs of a build, begin at the same time.
    if (isThere(name)) {
      startUp.done("image " + name + " is there");
      return name;
    }
    BuildLock lock = BuildLock.of(name);
    try {
      if (isThere(name)) {
        startUp.done("image " + name + " was built by another lab meanwhile");
      } else {
        build(name, base);
      }
    } finally {
      lock.close();
    }
    return name;
  }

  /** A mirror that Testcontainers was told of is used as it would use it. */
  private String base() {
    if (!settings.base().equals(Settings.USUAL_BASE)) {
      return settings.base();
    }
    return ImageNameSubstitutor.instance()
        .apply(DockerImageName.parse(settings.base()))
        .asCanonicalNameString();
  }

  private String hash(String base) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(dockerfile);
      digest.update(base.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest.digest()).substring(0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean isThere(String name) {
    try {
      InspectImageResponse found = docker.client().inspectImageCmd(name).exec();
      return found.getId() != null;
    } catch (NotFoundException e) {
      return false;
    } catch (RuntimeException e) {
      throw new LabException(
          "%s cannot be asked for the image %s: %s"
              .formatted(docker.words(), name, Causes.inWords(e)),
          e);
    }
  }

  private void build(String name, String base) {
    startUp.begin("building the image " + name + " from " + base + ", once on this machine");
    LastLines lines = new LastLines(startUp::line);
    BuildImageCmd build =
        docker
            .client()
            .buildImageCmd(
                new ByteArrayInputStream(
                    TarFile.of(new TreeMap<>(Map.of("Dockerfile", dockerfile)))))
            .withBuildArg("BASE", base)
            .withTags(Set.of(name))
            .withLabels(Map.of("dev.plumbline.image", name))
            .withRemove(true)
            .withForcerm(true);
    PROXIES.forEach(
        proxy ->
            Optional.ofNullable(System.getenv(proxy))
                .ifPresent(value -> build.withBuildArg(proxy, value)));
    BuildImageResultCallback callback =
        new BuildImageResultCallback() {
          @Override
          public void onNext(BuildResponseItem item) {
            super.onNext(item);
            String text = item.getStream() != null ? item.getStream() : item.getStatus();
            if (text != null) {
              lines.add(item.getStream() != null ? text : text + "\n");
              if (text.regionMatches(true, 0, "Step ", 0, "Step ".length())) {
                startUp.progress(text.strip().lines().findFirst().orElse(""));
              }
            }
          }
        };
    try (callback) {
      build.exec(callback);
      callback.awaitImageId(LONGEST_MINUTES, TimeUnit.MINUTES);
    } catch (RuntimeException | IOException e) {
      throw failed(name, base, lines, e);
    }
    startUp.done("image " + name + " built from " + base);
  }

  private LabException failed(String name, String base, LastLines lines, Exception e) {
    lines.end();
    return new LabException(
        """
        the lab's image %s cannot be built from %s by %s: %s
        Its last lines:
        %s
        What helps, where a registry or the mirror of Debian's packages is out of reach:
          - the base image under the name it has in your own registry: %s, or the environment variable %s
          - an image that was built elsewhere from the same Dockerfile: %s, or %s
          - a proxy: HTTP_PROXY and HTTPS_PROXY of this JVM's environment are passed on to the build"""
            .formatted(
                name,
                base,
                docker.words(),
                Causes.inWords(e),
                lines.asBlock(LINES_TOLD),
                Settings.BASE_IMAGE,
                Settings.variable(Settings.BASE_IMAGE),
                Settings.IMAGE,
                Settings.variable(Settings.IMAGE)),
        e);
  }

  private static LabException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new LabException("interrupted while waiting for the lab's image", e);
  }
}
