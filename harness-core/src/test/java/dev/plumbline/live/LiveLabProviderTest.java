package dev.plumbline.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.environment.Environment;
import dev.plumbline.environment.EnvironmentBuilder;
import dev.plumbline.environment.Ground;
import dev.plumbline.environment.WayOut;
import dev.plumbline.lab.Lab;
import dev.plumbline.lab.LabException;
import dev.plumbline.observation.Journal;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LiveLabProviderTest {

  private static EnvironmentBuilder live() {
    return Environment.builder("contoso").ground(Ground.LIVE);
  }

  @Test
  void without_mina_sshd_the_error_prints_the_dependency_to_add() throws Exception {
    String path =
        Stream.of(
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path"))
                    .split(File.pathSeparator))
            .filter(entry -> !entry.contains("sshd"))
            .collect(Collectors.joining(File.pathSeparator));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                path,
                ByJumpHost.class.getName())
            .redirectErrorStream(true)
            .start();

    assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .isEqualTo(
            """
            direct: fine
            dev.plumbline.lab.LabException: environment "contoso" has a vantage by way of an SSH jump host, which needs Apache MINA SSHD, and that is not on the class path. Add to the dependencies of the project:
              <dependency>
                <groupId>org.apache.sshd</groupId>
                <artifactId>sshd-core</artifactId>
                <version>2.20.0</version>
                <scope>test</scope>
              </dependency>
            or, with Gradle: testImplementation("org.apache.sshd:sshd-core:2.20.0")
            """);
    assertThat(process.waitFor()).isZero();
  }

  @Test
  void the_version_that_the_error_names_is_that_of_the_build() throws IOException {
    assertThat(Files.readString(Path.of("..", "pom.xml")))
        .contains("<sshd.version>" + LiveLabProvider.SSHD + "</sshd.version>");
  }

  @Test
  void a_vantage_that_is_bound_to_an_address_of_another_machine_is_refused() {
    Environment nobody = live().vantage("here", v -> v.bind("192.0.2.9")).build();
    try (Lab lab = Lab.open(nobody, new Journal())) {
      assertThatThrownBy(() -> lab.vantage("here"))
          .isInstanceOf(LabException.class)
          .hasMessageMatching(
              "environment \"contoso\", vantage \"here\": bind is 192\\.0\\.2\\.9, from which this"
                  + " machine cannot send: .+\\. Write an address of this machine, or leave it out");
    }
  }

  /** Opens labs, in a JVM of its own. */
  static final class ByJumpHost {

    private ByJumpHost() {}

    public static void main(String[] arguments) {
      Environment direct = live().vantage("here", v -> {}).build();
      try (Lab lab = Lab.open(direct, new Journal())) {
        System.out.println(lab.vantage("here") == null ? "nothing" : "direct: fine");
      }
      try {
        Lab.open(
            live()
                .vantage("here", v -> v.via("ssh://ops@jump.contoso.net").resolver("10.1.0.4"))
                .build(),
            new Journal());
      } catch (RuntimeException e) {
        System.out.println(e);
      }
    }
  }

  @Test
  void an_environment_built_in_code_is_checked_where_it_has_a_way_out() {
    Environment environment =
        live()
            .vantage("none", v -> v.via("socks5://proxy.contoso.net:1080"))
            .vantage(
                "both",
                v ->
                    v.resolver("10.1.0.4")
                        .via(
                            new WayOut(
                                "proxy.contoso.net:1080",
                                null,
                                "ops@jump.contoso.net",
                                null,
                                null,
                                List.of(),
                                null,
                                null,
                                null)))
            .build();

    assertThatThrownBy(() -> Lab.open(environment, new Journal()))
        .hasMessage(
            """
            the environment "contoso" is not valid: 2 problems
              vantages.none.resolver: missing; names are asked for by the same way as the traffic, never from this machine: name a DNS server that can be reached from beyond socks5://proxy.contoso.net:1080, such as 10.1.0.4
              vantages.both.via: names 2 ways out, socks5, ssh; leave one\
            """);
  }
}
