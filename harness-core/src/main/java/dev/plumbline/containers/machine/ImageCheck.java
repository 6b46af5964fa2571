package dev.plumbline.containers.machine;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.HostConfig;
import dev.plumbline.lab.LabException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Looks whether an image that was made elsewhere has what a lab needs; once in a JVM. */
final class ImageCheck {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String DONE = "looked at";

  private static final String SCRIPT =
      """
      for program in python3 ip nft nginx named; do
        command -v $program > /dev/null || echo "the program $program"
      done
      python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || echo 'Python 3.11 or newer'
      cd /usr
      for file in lib/nginx/modules/ngx_http_modsecurity_module.so \\
          lib/nginx/modules/ngx_http_lua_module.so share/lua/5.1/resty/core.lua \\
          lib/nginx/modules/ngx_http_headers_more_filter_module.so \\
          lib/nginx/modules/ngx_stream_module.so share/modsecurity-crs/rules; do
        [ -e $file ] || echo "the file /usr/$file"
      done
      echo '%s'
      """
          .formatted(DONE);

  private static final Set<String> GOOD = ConcurrentHashMap.newKeySet();

  private ImageCheck() {}

  /**
   * Looks at an image that is there.
   *
   * @throws LabException naming all that it lacks
   */
  static void of(Docker docker, String image) {
    if (GOOD.contains(image)) {
      return;
    }
    List<String> lines = run(docker, image);
    if (!lines.contains(DONE)) {
      throw new LabException(
          "the lab's image %s, which is named by %s, cannot be looked at; it says:\n  %s"
              .formatted(image, Settings.IMAGE, String.join("\n  ", lines)));
    }
    List<String> missing = new ArrayList<>(lines);
    missing.remove(DONE);
    if (!missing.isEmpty()) {
      throw new LabException(
          "the lab's image %s, which is named by %s, lacks what labs need:\n  - %s\nBuild it from the Dockerfile in the jar of harness-core: dev/plumbline/containers/machine/Dockerfile"
              .formatted(image, Settings.IMAGE, String.join("\n  - ", missing)));
    }
    GOOD.add(image);
  }

  private static List<String> run(Docker docker, String image) {
    LastLines lines = new LastLines(line -> {});
    ResultCallback.Adapter<Frame> output =
        new ResultCallback.Adapter<>() {
          @Override
          public void onNext(Frame frame) {
            lines.add(new String(frame.getPayload(), StandardCharsets.UTF_8));
          }
        };
    String id = null;
    try (output) {
      id =
          docker
              .client()
              .createContainerCmd(image)
              .withEntrypoint("sh", "-c", SCRIPT)
              .withCmd()
              .withHostConfig(HostConfig.newHostConfig().withAutoRemove(true))
              .exec()
              .getId();
      docker
          .client()
          .attachContainerCmd(id)
          .withStdOut(true)
          .withStdErr(true)
          .withFollowStream(true)
          .exec(output)
          .awaitStarted();
      docker.client().startContainerCmd(id).exec();
      if (!output.awaitCompletion(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        docker.client().removeContainerCmd(id).withForce(true).exec();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted while looking at the image " + image, e);
    } catch (IOException | RuntimeException e) {
      LabException trouble =
          new LabException(
              "the lab's image %s, which is named by %s, cannot be started by %s: %s"
                  .formatted(image, Settings.IMAGE, docker.words(), Causes.inWords(e)),
              e);
      if (id != null) {
        remove(docker, id, trouble);
      }
      throw trouble;
    }
    lines.end();
    return lines.lines();
  }

  private static void remove(Docker docker, String id, LabException trouble) {
    try {
      docker.client().removeContainerCmd(id).withForce(true).exec();
    } catch (RuntimeException e) {
      trouble.addSuppressed(e);
    }
  }
}
