package dev.plumbline.secrets;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/**
 * A JVM that runs a suite with secrets in all places, with everything logged that can be, and
 * prints each failure as tools do.
 *
 * <p>In the working directory it leaves what it writes, and beside it, for the test, what its
 * secrets were.
 */
final class LeakyRun {

  private static @Nullable Secrets secrets;
  private static int port;

  private LeakyRun() {}

  static Secrets secrets() {
    return Objects.requireNonNull(secrets);
  }

  static String url(String path) {
    return "http://127.0.0.1:" + port + path;
  }

  public static void main(String[] arguments) throws IOException {
    Secrets made = new Secrets(Long.parseLong(arguments[0]));
    secrets = made;
    System.getenv()
        .forEach(
            (name, value) -> {
              if (name.startsWith(Secrets.KNOWN)) {
                made.all().put(name, value);
              }
            });
    try (LeakyServer server = new LeakyServer(made)) {
      port = server.port();
      for (String name : List.of("leaky.yaml", "recorded.yaml")) {
        Path file = Path.of(name);
        Files.writeString(file, Files.readString(file).replace("PORT", Integer.toString(port)));
      }
      SummaryGeneratingListener summary = new SummaryGeneratingListener();
      try (LauncherSession session = LauncherFactory.openSession()) {
        session
            .getLauncher()
            .execute(
                LauncherDiscoveryRequestBuilder.request()
                    .selectors(
                        selectClass(LeakyTestCases.class),
                        selectClass(BrokenTestCases.class),
                        selectClass(RecordedTestCases.class),
                        selectClass(DrilledTestCases.class))
                    .build(),
                summary);
      } finally {
        summary.getSummary().printFailuresTo(new PrintWriter(System.out, true), 50);
        StringBuilder told = new StringBuilder();
        made.all()
            .forEach(
                (place, secret) -> told.append(place).append('\t').append(secret).append('\n'));
        Files.writeString(Path.of("..", "secrets.txt"), told);
      }
    }
  }
}
