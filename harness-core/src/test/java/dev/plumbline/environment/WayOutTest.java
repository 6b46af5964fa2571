package dev.plumbline.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.descriptor.Source;
import dev.plumbline.environment.Environments.Loaded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WayOutTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "socks5://proxy.contoso.net:1080, proxy.contoso.net, 1080",
    "http://10.0.0.9:3128, 10.0.0.9, 3128",
    "http://[fd00::9]:3128/, fd00::9, 3128",
    "ssh://ops@jump.contoso.net, jump.contoso.net, 22",
    "ssh://ops@[fd00::5]:2222, fd00::5, 2222",
    "socks5://ops:p@ss:w/rd@proxy.contoso.net:1080, proxy.contoso.net, 1080"
  })
  void a_url_names_a_host_and_a_port(String url, String host, int port) {
    WayOut way = WayOut.of(url);

    assertThat(way.host()).isEqualTo(host);
    assertThat(way.port()).isEqualTo(port);
    assertThat(way.isDirect()).isFalse();
  }

  @Test
  void credentials_are_taken_as_they_are_written() {
    WayOut way = WayOut.of("http://ops:p@ss:w/rd@proxy.contoso.net:3128");

    assertThat(way)
        .isEqualTo(WayOut.http("proxy.contoso.net:3128").withCredentials("ops", "p@ss:w/rd"));
  }

  @Test
  void nothing_shows_credentials() {
    assertThat(WayOut.of("socks5://ops:swordfish@proxy.contoso.net:1080"))
        .hasToString("socks5://proxy.contoso.net:1080");
    assertThat(WayOut.of("http://token:swordfish@proxy.contoso.net:3128"))
        .hasToString("http://proxy.contoso.net:3128");
    assertThat(WayOut.ssh("ops@jump").withIdentity("id").withPassphrase("swordfish"))
        .hasToString("ssh://ops@jump");
    assertThat(WayOut.direct()).hasToString("direct");
    assertThat(
            Environment.builder("contoso")
                .vantage("here", v -> v.via("socks5://ops:swordfish@proxy:1080"))
                .build()
                .toString())
        .contains("socks5://proxy:1080")
        .doesNotContain("swordfish");
    assertThatThrownBy(() -> WayOut.of("http://ops:swordfish@proxy"))
        .hasMessage("\"proxy\" is not a proxy such as proxy.contoso.net:1080");
    assertThatThrownBy(() -> WayOut.of("ops:swordfish@proxy:1080"))
        .hasMessage(
            "\"…@proxy:1080\" is no way out; write direct, or a URL such as"
                + " socks5://proxy.contoso.net:1080, http://user:password@proxy.contoso.net:3128"
                + " or ssh://ops@jump.contoso.net");
  }

  @Test
  void a_mapping_has_what_a_url_has_no_room_for() throws IOException {
    Path key = Files.createFile(folder.resolve("id_ed25519"));
    Path hosts = Files.createFile(folder.resolve("known_hosts"));

    WayOut way =
        via(
            "{ssh: ops@jump, identity: id_ed25519, passphrase: '${PASSPHRASE}',"
                + " known-hosts: known_hosts, agent: '${AGENT}'}",
            Map.of("PASSPHRASE", "swordfish", "AGENT", "/run/agent.sock"));

    assertThat(way)
        .isEqualTo(
            WayOut.ssh("ops@jump")
                .withIdentity(key.toString())
                .withKnownHosts(hosts.toString())
                .withPassphrase("swordfish")
                .withAgent("/run/agent.sock"));
    assertThat(way.jumpUser()).isEqualTo("ops");
  }

  @Test
  void the_home_of_the_user_is_where_keys_usually_are() {
    String home = System.getProperty("user.home");

    assertThatThrownBy(() -> via("{ssh: ops@jump, identity: '~/no-such-key'}", Map.of()))
        .hasMessageContaining(
            "vantages.here.via.identity: \"~/no-such-key\" is not a file that can be read;"
                + " looked for "
                + home
                + "/no-such-key");
  }

  @Test
  void secrets_are_known_for_what_they_are_wherever_they_stand() throws IOException {
    Loaded loaded =
        load(
            "{socks5: '${PROXY}', user: '${NAME}', password: '${PASSWORD}'}",
            Map.of("PROXY", "proxy.contoso.net:1080", "NAME", "opsuser", "PASSWORD", "swordfish"));
    assertThat(loaded.secrets()).containsExactlyInAnyOrder("opsuser", "swordfish");

    assertThat(load("'http://ops:sesame@proxy:3128'", Map.of()).secrets())
        .containsExactly("sesame");
    assertThat(
            load("'http://ops:${PASSWORD}@proxy:3128'", Map.of("PASSWORD", "swordfish")).secrets())
        .containsExactly("swordfish");
    assertThat(load("'http://${TOKEN}:x@proxy:3128'", Map.of("TOKEN", "swordfish")).secrets())
        .containsExactly("swordfish");
  }

  private WayOut via(String via, Map<String, String> variables) throws IOException {
    return Objects.requireNonNull(load(via, variables).environment().vantages().get("here")).via();
  }

  private Loaded load(String via, Map<String, String> variables) throws IOException {
    Path file =
        Files.write(
            folder.resolve("contoso.yaml"),
            List.of(
                "name: contoso",
                "ground: live",
                "vantages: {here: {resolver: 10.1.0.4, via: " + via + "}}"));
    return Environments.read(Source.of(file), variables::get);
  }
}
