package dev.plumbline.azure.contract;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/**
 * Runs a contract by JUnit's test kit on an environment that a test makes: a topology of the test
 * resources with what the test changes of its text, and the vantages it names.
 */
final class ContractRun {

  private final Path folder;
  private final Map<String, String> vantages = new LinkedHashMap<>();
  private final Map<String, String> endpoints = new LinkedHashMap<>();
  private final Map<String, String> settings = new LinkedHashMap<>();
  private String topology;
  private String ground = "simulated";
  private String patience = "1s";
  private List<String> authorised = List.of();

  /**
   * Takes a topology of the test resources.
   *
   * @param folder an empty folder for what is written
   */
  ContractRun(Path folder, String topology) {
    this.folder = folder;
    try (InputStream text = ContractRun.class.getResourceAsStream(topology)) {
      this.topology =
          new String(Objects.requireNonNull(text, topology).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Puts one text in the place of another, which must stand there. */
  ContractRun with(String old, String changed) {
    if (!topology.contains(old)) {
      throw new IllegalArgumentException("not in the topology: " + old);
    }
    topology = topology.replace(old, changed);
    return this;
  }

  /** Adds a vantage in the segment of its name, with a positive control {@code host:port}. */
  ContractRun vantage(String segment, String control) {
    return vantage(segment, segment, control);
  }

  /** Adds a vantage in a segment. */
  ContractRun vantage(String name, String segment, String control) {
    int colon = control.lastIndexOf(':');
    String endpoint = "control-of-" + name;
    vantages.put(name, "{segment: " + segment + ", control: " + endpoint + "}");
    endpoints.put(
        endpoint,
        "{host: "
            + control.substring(0, colon)
            + ", port: "
            + control.substring(colon + 1)
            + ", scheme: tcp}");
    return this;
  }

  /** Adds a vantage that is written otherwise. */
  ContractRun written(String name, String vantage) {
    vantages.put(name, vantage);
    return this;
  }

  ContractRun without(String vantage) {
    vantages.remove(vantage);
    return this;
  }

  /** Writes another file beside the topology. */
  ContractRun beside(String file, String text) {
    try {
      Files.writeString(
          Files.createDirectories(folder.resolve("environments")).resolve(file), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** Waits longer for answers: for runs of many tests at a time. */
  ContractRun patient() {
    patience = "3s";
    return this;
  }

  /** Lets attack traffic be sent to hosts. */
  ContractRun attackTraffic(String... hosts) {
    authorised = List.of(hosts);
    return this;
  }

  ContractRun live() {
    ground = "live";
    return this;
  }

  ContractRun set(String setting, String value) {
    settings.put(setting, value);
    return this;
  }

  /** Writes the environment, and returns its file. */
  Path write(String name) {
    StringBuilder text = new StringBuilder();
    boolean json = topology.stripLeading().startsWith("{");
    String network = name + (json ? "-topology.json" : "-topology.yaml");
    text.append("name: ").append(name).append("\nground: ").append(ground);
    text.append("\nnetwork: ").append(network).append("\nvantages:");
    text.append(vantages.isEmpty() ? " {anywhere: {segment: internet}}\n" : "\n");
    vantages.forEach((n, v) -> text.append("  ").append(n).append(": ").append(v).append('\n'));
    if (!endpoints.isEmpty()) {
      text.append("endpoints:\n");
      endpoints.forEach((n, e) -> text.append("  ").append(n).append(": ").append(e).append('\n'));
    }
    text.append("timeouts: {probe: ").append(patience).append("}\n");
    if (!authorised.isEmpty()) {
      text.append("guards: {attack-traffic: {authorised: ").append(authorised).append("}}\n");
    }
    try {
      Path environments = Files.createDirectories(folder.resolve("environments"));
      Files.writeString(environments.resolve(network), topology);
      return Files.writeString(environments.resolve(name + ".yaml"), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a class that implements a contract, with one environment on the class path. */
  Outcome run(Class<?> contract) {
    write("contoso");
    return onClassPath(contract);
  }

  /** Runs a class that implements a contract, with the environments on the class path so far. */
  Outcome onClassPath(Class<?> contract) {
    EngineTestKit.Builder kit =
        EngineTestKit.engine("junit-jupiter")
            .enableImplicitConfigurationParameters(false)
            .selectors(selectClass(contract))
            .configurationParameter("plumbline.report.dir", folder.resolve("report").toString());
    // Eight at a time: what waits for an answer that does not come waits beside the others.
    kit.configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
        .configurationParameter("junit.jupiter.execution.parallel.mode.default", "concurrent")
        .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
        .configurationParameter("junit.jupiter.execution.parallel.config.fixed.parallelism", "8");
    settings.forEach(kit::configurationParameter);
    Thread thread = Thread.currentThread();
    ClassLoader outer = thread.getContextClassLoader();
    try (OwnFirst loader = new OwnFirst(folder, outer)) {
      thread.setContextClassLoader(loader);
      return Outcome.of(kit.execute());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      thread.setContextClassLoader(outer);
    }
  }

  /** The class path with a folder before all others: the environments of the build are not seen. */
  private static final class OwnFirst extends URLClassLoader {

    OwnFirst(Path folder, ClassLoader parent) throws IOException {
      super(new URL[] {folder.toUri().toURL()}, parent);
    }

    @Override
    public @Nullable URL getResource(String name) {
      URL own = findResource(name);
      return own != null ? own : super.getResource(name);
    }
  }

  /**
   * What became of the tests: titles, chapter by chapter, as in {@code names > contoso is …}.
   *
   * @param passed the titles of those that passed
   * @param failed what the others failed with, by title; containers that failed are in it
   */
  record Outcome(List<String> passed, Map<String, Throwable> failed) {

    static Outcome of(EngineExecutionResults results) {
      List<String> passed = new ArrayList<>();
      Map<String, Throwable> failed = new LinkedHashMap<>();
      results.testEvents().succeeded().stream()
          .map(e -> title(e.getTestDescriptor()))
          .forEach(passed::add);
      for (Event event : results.allEvents().failed().list()) {
        Throwable failure =
            event.getRequiredPayload(TestExecutionResult.class).getThrowable().orElseThrow();
        if (failed.put(title(event.getTestDescriptor()), failure) != null) {
          throw new IllegalStateException("two tests \"" + title(event.getTestDescriptor()) + "\"");
        }
      }
      return new Outcome(passed, failed);
    }

    private static String title(TestDescriptor test) {
      List<String> titles = new ArrayList<>();
      for (TestDescriptor one = test;
          one.getUniqueId().getLastSegment().getType().startsWith("dynamic");
          one = one.getParent().orElseThrow()) {
        titles.add(0, one.getDisplayName());
      }
      return titles.isEmpty() ? test.getDisplayName() : String.join(" > ", titles);
    }

    /** Returns the message of the only failure. */
    String failure() {
      if (failed.size() != 1) {
        throw new IllegalStateException(failed.size() + " failures: " + failed);
      }
      return message(failed.keySet().iterator().next());
    }

    /** Returns the message of a test that failed. */
    String message(String title) {
      Throwable failure = failed.get(title);
      return String.valueOf(Objects.requireNonNull(failure, title).getMessage());
    }
  }
}
