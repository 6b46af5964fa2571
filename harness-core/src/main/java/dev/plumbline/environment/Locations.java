package dev.plumbline.environment;

import dev.plumbline.descriptor.DescriptorException;
import dev.plumbline.descriptor.NearestName;
import dev.plumbline.descriptor.Problem;
import dev.plumbline.descriptor.Problems;
import dev.plumbline.descriptor.Source;
import dev.plumbline.environment.Environment.FirewallLogSpec;
import dev.plumbline.environment.Environment.VantageSpec;
import dev.plumbline.environment.Environments.Asked;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds descriptors and what they name. */
final class Locations {

  private static final String FOLDER = "environments/";

  private Locations() {}

  /** Finds an environment descriptor. */
  static Source find(Asked asked) {
    String name = asked.nameOrPath();
    String by = asked.by().isEmpty() ? "" : ", which " + asked.by() + " asks for,";
    if (name.isBlank()) {
      List<String> there = asked.by().isEmpty() ? descriptors("") : List.of();
      if (there.size() == 1) {
        return find(new Asked(there.get(0), ""));
      }
      throw new DescriptorException(
          "no environment can be loaded",
          List.of(
              new Problem(
                  null,
                  0,
                  0,
                  "",
                  asked.by().isEmpty()
                      ? "none is named"
                          + (there.isEmpty()
                              ? ", and there is none in " + FOLDER + " of the class path"
                              : ", and there are several: " + String.join(", ", there))
                          + "; write @NetworkTest(\"name\"), or set plumbline.environment"
                      : asked.by() + " is set and empty; unset it, or name an environment")));
    }
    List<String> looked = new ArrayList<>();
    if (!isPath(name)) {
      String resource = FOLDER + name + ".yaml";
      looked.add("class path " + resource);
      URL found = loader().getResource(resource);
      if (found != null) {
        return Source.of(found);
      }
    }
    try {
      Path file = Path.of(name).toAbsolutePath().normalize();
      looked.add("file " + file);
      if (Files.isRegularFile(file)) {
        return Source.of(file);
      }
    } catch (InvalidPathException e) {
      looked.add("no file, since \"" + name + "\" is not a path");
    }
    List<String> there = descriptors(name);
    throw new DescriptorException(
        "the environment \"" + name + "\"" + by + " was not found",
        List.of(
            new Problem(
                null,
                0,
                0,
                "",
                "looked for " + String.join(" and ", looked) + there(name, there))));
  }

  /** Makes the paths of an environment absolute, and notes those that lead nowhere. */
  static Environment absolute(Environment environment, Source source, Problems problems) {
    URL base = source.url();
    List<String> trust = new ArrayList<>();
    for (int i = 0; i < environment.trust().size(); i++) {
      trust.add(absolute(base, environment.trust().get(i), "trust[" + i + "]", problems));
    }
    String network =
        environment.network() == null
            ? null
            : absolute(base, environment.network(), "network", problems);
    List<FirewallLogSpec> logs = new ArrayList<>();
    for (int i = 0; i < environment.firewallLogs().size(); i++) {
      FirewallLogSpec log = environment.firewallLogs().get(i);
      String path = "firewall-logs[" + i + "].path";
      logs.add(new FirewallLogSpec(log.format(), place(base, log.path(), path, problems)));
    }
    Map<String, VantageSpec> vantages = new LinkedHashMap<>();
    environment
        .vantages()
        .forEach(
            (name, vantage) ->
                vantages.put(
                    name, withFiles(base, vantage, "vantages." + name + ".via", problems)));
    Map<String, ClientCertificateSpec> clientCertificates = new LinkedHashMap<>();
    environment
        .clientCertificates()
        .forEach(
            (name, client) -> {
              String path = "client-certificates." + name;
              String key = client.key();
              clientCertificates.put(
                  name,
                  new ClientCertificateSpec(
                      file(base, client.certificate(), path + ".certificate", problems),
                      key == null ? null : file(base, key, path + ".key", problems),
                      client.passphrase()));
            });
    return new Environment(
        environment.name(),
        environment.ground(),
        network,
        vantages,
        environment.endpoints(),
        environment.guards(),
        environment.timeouts(),
        environment.firewall(),
        logs,
        trust,
        environment.baseline(),
        clientCertificates);
  }

  /** Returns a vantage with the absolute paths of its way's files, and notes those not there. */
  private static VantageSpec withFiles(
      @Nullable URL base, VantageSpec vantage, String path, Problems problems) {
    WayOut way = vantage.via();
    if (way.identity().isEmpty() && way.knownHosts() == null) {
      return vantage;
    }
    List<String> identity = new ArrayList<>();
    for (int i = 0; i < way.identity().size(); i++) {
      identity.add(file(base, way.identity().get(i), path + ".identity[" + i + "]", problems));
    }
    String knownHosts =
        way.knownHosts() == null
            ? null
            : file(base, way.knownHosts(), path + ".known-hosts", problems);
    return new VantageSpec(
        vantage.segment(),
        vantage.address(),
        vantage.resolver(),
        vantage.bind(),
        way.withFiles(identity, knownHosts),
        vantage.control(),
        vantage.clientCertificate());
  }

  /** Returns the path of a file that must be there, {@code ~/} being the user's home. */
  private static String file(@Nullable URL base, String text, String path, Problems problems) {
    boolean atHome = text.startsWith("~/");
    String found =
        atHome
            ? System.getProperty("user.home") + text.substring(1)
            : place(base, text, path, problems);
    if (!problems.broken(path) && !Files.isReadable(Path.of(found))) {
      String looked = atHome ? "; looked for " + found : nearest(base, text);
      problems.add(path, "\"" + text + "\" is not a file that can be read" + looked);
    }
    return found;
  }

  /** Returns the content of an absolute path or URL, as {@link #absolute} makes them. */
  static Source source(String absolute) {
    return Source.of(url(absolute));
  }

  private static String absolute(@Nullable URL base, String text, String path, Problems problems) {
    try {
      URL url = resolved(base, text);
      try (InputStream stream = url.openStream()) {
        stream.read();
      }
      return "file".equals(url.getProtocol()) ? Path.of(url.toURI()).toString() : url.toString();
    } catch (IOException | UncheckedIOException | URISyntaxException | IllegalArgumentException e) {
      boolean onClassPath = text.startsWith("classpath:");
      problems.add(
          path,
          "\""
              + text
              + "\" "
              + (onClassPath
                  ? "is not on the class path"
                  : "is not a file that can be read" + nearest(base, text)));
      return text;
    }
  }

  /** Returns the path of a file that may come to be later. */
  private static String place(@Nullable URL base, String text, String path, Problems problems) {
    try {
      return Path.of(resolved(base, text).toURI()).toString();
    } catch (MalformedURLException
        | URISyntaxException
        | FileSystemNotFoundException
        | IllegalArgumentException e) {
      problems.add(path, "\"" + text + "\" is not the path of a file");
      return text;
    }
  }

  private static URL resolved(@Nullable URL base, String text)
      throws MalformedURLException, URISyntaxException {
    if (text.startsWith("classpath:")) {
      URL url = loader().getResource(text.substring("classpath:".length()).replaceFirst("^/", ""));
      if (url == null) {
        throw new MalformedURLException(text + " is not on the class path");
      }
      return url;
    }
    if (text.matches("[a-z]{2,}:.*")) {
      return new URI(text).toURL();
    }
    if (base == null || Path.of(text).isAbsolute()) {
      return Path.of(text).toUri().toURL();
    }
    if ("file".equals(base.getProtocol())) {
      return Path.of(base.toURI()).resolveSibling(text).normalize().toUri().toURL();
    }
    return inside(base, text);
  }

  /** Resolves a path inside of a jar, which {@link URI} cannot. */
  private static URL inside(URL base, String text)
      throws MalformedURLException, URISyntaxException {
    String url = base.toString();
    int start = url.lastIndexOf("!/") < 0 ? 0 : url.lastIndexOf("!/") + 1;
    String escaped = new URI(null, null, text, null).getRawPath();
    return new URI(url.substring(0, start) + URI.create(url.substring(start)).resolve(escaped))
        .toURL();
  }

  private static String nearest(@Nullable URL base, String text) {
    if (base == null || !"file".equals(base.getProtocol())) {
      return "";
    }
    try {
      Path file = Path.of(base.toURI()).resolveSibling(text).normalize();
      Path folder = file.getParent();
      return folder == null || file.getFileName() == null
          ? ""
          : "; looked for " + file + there(file.getFileName().toString(), names(folder));
    } catch (URISyntaxException | IllegalArgumentException e) {
      return "";
    }
  }

  private static String there(String name, List<String> names) {
    return names.isEmpty()
        ? ""
        : Problems.hint(name, NearestName.nearestFirst(name, names))
            .replaceFirst("^; allowed:", "; there:");
  }

  private static List<String> descriptors(String name) {
    List<String> all = new ArrayList<>();
    URL folder = isPath(name) ? null : loader().getResource(FOLDER);
    if (folder != null && "file".equals(folder.getProtocol())) {
      try {
        environments(Path.of(folder.toURI()))
            .map(file -> file.substring(0, file.length() - 5))
            .forEach(all::add);
      } catch (URISyntaxException e) {
        throw new IllegalStateException(e);
      }
    }
    Optional<Path> parent = parent(name);
    if (parent.isPresent()) {
      environments(parent.get())
          .map(file -> Path.of(name).resolveSibling(file).toString())
          .forEach(all::add);
    }
    return all;
  }

  /** Returns the names of the files in a folder that look like environments. */
  private static Stream<String> environments(Path folder) {
    return names(folder).stream()
        .filter(file -> file.endsWith(".yaml"))
        .filter(file -> isEnvironment(folder.resolve(file)));
  }

  /** Returns whether a file says on which ground it is: a network description does not. */
  private static boolean isEnvironment(Path file) {
    try {
      return Source.of(file).keys().contains("ground");
    } catch (DescriptorException | UncheckedIOException e) {
      return false; // what is no YAML, or cannot be read, is not to be proposed
    }
  }

  private static boolean isPath(String name) {
    return name.contains("/")
        || name.contains("\\")
        || name.endsWith(".yaml")
        || name.endsWith(".yml");
  }

  private static Optional<Path> parent(String name) {
    try {
      return isPath(name)
          ? Optional.ofNullable(Path.of(name).toAbsolutePath().getParent())
          : Optional.empty();
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static List<String> names(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().limit(1_000).toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static URL url(String absolute) {
    try {
      return absolute.matches("[a-z]{2,}:.*")
          ? new URI(absolute).toURL()
          : Path.of(absolute).toUri().toURL();
    } catch (MalformedURLException | URISyntaxException e) {
      throw new IllegalArgumentException("\"" + absolute + "\" is neither a path nor a URL", e);
    }
  }

  private static ClassLoader loader() {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    return context != null ? context : Locations.class.getClassLoader();
  }
}
