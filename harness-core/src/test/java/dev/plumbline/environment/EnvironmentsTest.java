package dev.plumbline.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.descriptor.DescriptorException;
import dev.plumbline.descriptor.Source;
import dev.plumbline.environment.Environment.Endpoint;
import dev.plumbline.environment.Environment.Scheme;
import dev.plumbline.environment.Environments.Loaded;
import dev.plumbline.network.Network;
import dev.plumbline.network.Networks;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvironmentsTest {

  private static final String HUB = "name: hub\nsegments: [{name: hub, prefixes: 10.0.0.0/24}]\n";
  private static final String CONTOSO =
      "name: contoso\nground: simulated\nnetwork: ../networks/hub.yaml\nvantages: {inside: {segment: hub}}\n";

  @TempDir Path folder;

  @Test
  void a_file_is_read_with_its_network_and_the_paths_in_it_are_made_absolute() throws IOException {
    write("networks/hub.yaml", HUB);
    write("environments/ca.pem", "");
    Path file = write("environments/contoso.yaml", CONTOSO + "trust: ca.pem\n");

    Loaded loaded = load(file.toString(), Map.of(), Map.of());

    assertThat(loaded.environment().network())
        .isEqualTo(folder.resolve("networks/hub.yaml").toString());
    assertThat(loaded.environment().trust())
        .containsExactly(folder.resolve("environments/ca.pem").toString());
    assertThat(loaded.network())
        .isEqualTo(Network.builder("hub").segment("hub", "10.0.0.0/24").build());
  }

  @Test
  void a_name_is_looked_for_on_the_class_path_also_inside_of_a_jar() throws IOException {
    Path jar = folder.resolve("suite.jar");
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out)) {
      entry(entries, "environments/contoso.yaml", CONTOSO);
      entry(entries, "networks/hub.yaml", HUB);
    }
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, before)) {
      Thread.currentThread().setContextClassLoader(loader);

      Loaded loaded = load("contoso", Map.of(), Map.of());

      assertThat(loaded.environment().network())
          .isEqualTo("jar:" + jar.toUri().toURL() + "!/networks/hub.yaml");
      assertThat(loaded.network()).isNotNull();
      assertThat(
              Networks.read(
                      Source.of(URI.create(String.valueOf(loaded.environment().network())).toURL()))
                  .value())
          .isEqualTo(loaded.network());
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }

  @Test
  void the_system_property_wins_over_the_environment_variable_and_both_over_the_test()
      throws IOException {
    Path one = write("one.yaml", live("one"));
    Path two = write("two.yaml", live("two"));
    Map<String, String> property = Map.of(Environments.PROPERTY, one.toString());
    Map<String, String> variable = Map.of(Environments.VARIABLE, two.toString());

    assertThat(load("contoso", property, variable).environment().name()).isEqualTo("one");
    assertThat(load("contoso", Map.of(), variable).environment().name()).isEqualTo("two");
  }

  @Test
  void an_override_that_is_not_found_is_an_error_and_never_falls_back() throws IOException {
    Path there = write("contoso-production.yaml", live("production"));
    String misspelt = folder.resolve("contoso-prodution.yaml").toString();

    assertThatThrownBy(
            () -> load(there.toString(), Map.of(Environments.PROPERTY, misspelt), Map.of()))
        .isInstanceOf(DescriptorException.class)
        .hasMessage(
            "the environment \"%s\", which the system property plumbline.environment asks for, was not found: 1 problem\n"
                + "  looked for file %s; there: %s; did you mean \"%s\"?",
            misspelt, misspelt, there, there);
  }

  @Test
  void only_environments_are_proposed_for_one_that_is_not_there_the_nearest_first()
      throws IOException {
    Path other = write("a-lab.yaml", live("a-lab"));
    write("contoso-topology.yaml", HUB);
    write("no-yaml.yaml", "{{ template }}: [");
    Path nearest = write("contoso.yaml", live("contoso"));
    String misspelt = folder.resolve("contosso.yaml").toString();

    assertThatThrownBy(() -> load(misspelt, Map.of(), Map.of()))
        .hasMessageEndingWith(
            "; there: %s, %s; did you mean \"%s\"?".formatted(nearest, other, nearest));
  }

  @Test
  void an_empty_override_is_an_error_since_somebody_meant_something_by_it() throws IOException {
    String there = write("contoso.yaml", live("contoso")).toString();

    assertThatThrownBy(() -> load(there, Map.of(), Map.of(Environments.VARIABLE, "")))
        .hasMessage(
            "no environment can be loaded: 1 problem\n  the environment variable PLUMBLINE_ENVIRONMENT is set and empty; unset it, or name an environment");
    assertThatThrownBy(() -> load(there, Map.of(Environments.PROPERTY, " "), Map.of()))
        .hasMessageContaining("the system property plumbline.environment is set and empty");
  }

  @Test
  void a_network_file_that_is_not_there_is_told_with_the_nearest_one_that_is() throws IOException {
    write("networks/hub.yaml", HUB);
    Path file = write("environments/contoso.yaml", CONTOSO.replace("hub.yaml", "hubb.yaml"));

    assertThatThrownBy(() -> load(file.toString(), Map.of(), Map.of()))
        .hasMessageEndingWith(
            "3:10 network: \"../networks/hubb.yaml\" is not a file that can be read; looked for %s; there: hub.yaml; did you mean \"hub.yaml\"?",
            folder.resolve("networks/hubb.yaml"));
  }

  @Test
  void a_document_with_every_key_is_read_as_it_is_written() {
    Source source = Source.of(Objects.requireNonNull(getClass().getResource("complete.yaml")));
    Environment environment =
        Environments.read(source, Map.of("MANAGEMENT_PORT", "3444")::get).environment();

    assertThat(environment.vantages().keySet()).containsExactly("internet", "workload-subnet");
    assertThat(environment.endpoints().get("gateway"))
        .isEqualTo(new Endpoint("api.contoso.net", 443, Scheme.HTTPS, "/status"));
    assertThat(environment.endpoints().get("management"))
        .isEqualTo(new Endpoint("10.0.3.10", 3444, Scheme.TCP, "/"));
    assertThat(environment.timeouts().suite()).isEqualTo(Duration.ofSeconds(90));
    assertThat(environment.toBuilder().build()).isEqualTo(environment);
  }

  @Test
  void what_is_left_out_of_a_document_is_what_is_left_out_of_a_builder() {
    Environment read =
        Environments.read(Source.of("a.yaml", live("a")), name -> null).environment();

    assertThat(read)
        .isEqualTo(
            Environment.builder("a").ground(Ground.LIVE).vantage("here", vantage -> {}).build());
  }

  @Test
  void free_text_from_a_variable_is_a_secret_and_host_names_numbers_and_defaults_are_none() {
    String yaml =
        "name: ${STAGE}\nground: live\nvantages: {here: {}}\nendpoints:\n"
            + "  api: {host: \"${HOST}\", port: \"${PORT}\", path: \"/status?token=${TOKEN}&key=${KEY:built-in}&x=${SHORT}\"}\n";
    Map<String, String> variables =
        Map.of(
            "STAGE",
            "production",
            "HOST",
            "api.contoso.net",
            "PORT",
            "44300",
            "TOKEN",
            "hunter22",
            "SHORT",
            "abc");

    Loaded loaded = Environments.read(Source.of("a.yaml", yaml), variables::get);

    assertThat(loaded.environment().endpoints().get("api"))
        .isEqualTo(
            new Endpoint(
                "api.contoso.net",
                44300,
                Scheme.HTTPS,
                "/status?token=hunter22&key=built-in&x=abc"));
    assertThat(loaded.secrets()).containsExactly("hunter22");
  }

  @Test
  void what_stands_in_the_path_of_a_resolver_is_a_secret_and_its_address_is_none() {
    String yaml =
        """
        name: a
        ground: live
        vantages:
          inside: {resolver: 'https://10.1.0.4/${TOKEN}#dns.contoso.net'}
          outside: {resolver: ['${ADDRESS}', 'tls://${ADDRESS}#${NAME}', 'https://10.1.0.4/dns-query#${NAME}']}
        """;
    Map<String, String> variables =
        Map.of("TOKEN", "hunter22", "ADDRESS", "10.1.0.5", "NAME", "dns.contoso.net");

    Loaded loaded = Environments.read(Source.of("a.yaml", yaml), variables::get);

    assertThat(loaded.environment().vantages().get("inside").resolver())
        .containsExactly(Resolver.parse("https://10.1.0.4/hunter22#dns.contoso.net"));
    assertThat(loaded.environment().vantages().get("outside").resolver())
        .extracting(Object::toString)
        .containsExactly(
            "10.1.0.5",
            "tls://10.1.0.5#dns.contoso.net",
            "https://10.1.0.4/dns-query#dns.contoso.net");
    assertThat(loaded.secrets()).containsExactly("hunter22");
  }

  @Test
  void an_environment_built_in_code_is_checked_with_its_network() {
    Network network = Network.builder("hub").segment("hub", "10.0.0.0/24").build();
    Environment good = Environment.builder("a").vantage("inside", "hub").build();
    Environment bad =
        Environment.builder("a")
            .vantage("inside", vantage -> vantage.segment("hubb").control("gateway"))
            .build();

    Environments.check(good, network);
    assertThatThrownBy(() -> Environments.check(bad, network))
        .hasMessage(
            "the environment \"a\" is not valid: 2 problems\n"
                + "  vantages.inside.control: \"gateway\" is not an endpoint; there are none\n"
                + "  vantages.inside.segment: \"hubb\" is not a segment of the network \"hub\"; allowed: hub; did you mean \"hub\"?");
    assertThatThrownBy(() -> Environments.check(good, null))
        .hasMessageContaining("network: missing");
  }

  @Test
  void an_environment_keeps_the_order_and_does_not_change_with_what_it_was_made_of() {
    Map<String, Endpoint> endpoints = new LinkedHashMap<>();
    for (String name : new String[] {"zulu", "alpha", "mike", "bravo", "yankee"}) {
      endpoints.put(name, EndpointUrl.parse("https://" + name + ".contoso.net"));
    }
    Environment template = Environment.builder("a").build();
    Environment environment =
        new Environment(
            "a",
            Ground.LIVE,
            null,
            Map.of(),
            endpoints,
            template.guards(),
            template.timeouts(),
            template.trust());
    endpoints.clear();

    assertThat(environment.endpoints().keySet())
        .containsExactly("zulu", "alpha", "mike", "bravo", "yankee");
    assertThatThrownBy(() -> environment.endpoints().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  private static String live(String name) {
    return "name: " + name + "\nground: live\nvantages: {here: {}}\n";
  }

  private static Loaded load(
      String name, Map<String, String> properties, Map<String, String> variables) {
    return Environments.load(name, properties::get, variables::get);
  }

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private static void entry(JarOutputStream jar, String name, String text) throws IOException {
    jar.putNextEntry(new JarEntry(name));
    jar.write(text.getBytes(StandardCharsets.UTF_8));
    jar.closeEntry();
  }
}
