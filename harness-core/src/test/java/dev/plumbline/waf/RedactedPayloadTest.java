package dev.plumbline.waf;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.plumbline.descriptor.Source;
import dev.plumbline.environment.Environment;
import dev.plumbline.lab.Lab;
import dev.plumbline.network.Networks;
import dev.plumbline.observation.Journal;
import dev.plumbline.report.RunReport;
import dev.plumbline.vantage.Vantage;
import dev.plumbline.waf.WafCase.Polarity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No part of a payload is told where payloads are to be left out. */
class RedactedPayloadTest {

  private static final String NETWORK =
      """
      name: redacted
      segments:
        - {name: clients, prefixes: 10.9.0.0/24}
        - {name: subnet, prefixes: 10.1.0.0/24}
      links: [clients <-> subnet]
      hosts:
        - name: gateway
          segment: subnet
          addresses: 10.1.0.4
          listeners:
            - port: 80
              http:
                hosts:
                  - firewall:
                      name: shield
                      rules: [{id: 942200}, {id: 942430}, {id: 942440}]
                      custom-rules:
                        - {name: agents, priority: 1, action: block, conditions: [{variables: [{part: headers, selector: X-A}], operator: contains, values: [payload]}]}
                    routes:
                      - {paths: /echo*, handling: {echo: true}}
                      - {paths: /moved*, handling: {redirect: {status: 302, url: http://other.test, path: true, query: true}}}
                    otherwise: {forward: shop}
          upstreams:
            - {name: shop, members: 10.1.0.5, port: 80}
        - {name: shop, segment: subnet, addresses: 10.1.0.5, listeners: [{port: 80, http: {hosts: [{otherwise: {echo: true}}]}}]}
      """;

  private static WafCase raw(String text) {
    return new WafCase(
        "case",
        942200,
        Polarity.ATTACK,
        WafRequest.raw(text.getBytes(StandardCharsets.ISO_8859_1)),
        "test",
        "");
  }

  private static String request(String target, String headers) {
    return "GET " + target + " HTTP/1.1\r\nHost: 10.1.0.4\r\n" + headers + "\r\n";
  }

  @Test
  void payloads_are_in_no_message_and_no_report(@TempDir Path directory) throws IOException {
    String list = "=%5B%22payload%22%2C%22payload%22%5D";
    String body = "payload" + list;
    List<WafCase> cases =
        List.of(
            raw(request("/?q" + list, "")),
            raw(request("/?payload" + list, "")),
            raw(request("/echo/payload?payload=1", "")),
            raw(request("/moved/payload?payload=1", "")),
            raw(request("/", "X-A: payload\r\n")),
            raw(request("/", "Cookie: payload" + list + "\r\n")),
            raw(request("/", "payload'1: 1\r\nX-B: payload\r\n")),
            raw(request("http://10.1.0.4/payload", "User-Agent: payload\r\n")),
            raw(request("/payload%zz", "")),
            raw("payload / HTTP/1.1\r\nHost: 10.1.0.4\r\n\r\n"),
            raw("GET / HTTP/payload\r\nHost: 10.1.0.4\r\n\r\n"),
            raw(
                "POST / HTTP/1.1\r\nHost: 10.1.0.4\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: "
                    + body.length()
                    + "\r\n\r\n"
                    + body));
    Environment environment =
        Environment.builder("redacted")
            .vantage("client", v -> v.segment("clients"))
            .attackTraffic("10.1.0.4")
            .redactPayloads()
            .build();
    List<String> told = new ArrayList<>();
    Journal journal = new Journal();
    try (Lab lab =
        Lab.open(
            environment, Networks.read(Source.of("redacted.yaml", NETWORK)).value(), journal)) {
      Vantage client = lab.vantage("client");
      FirewallSite site = client.firewall("http://10.1.0.4");
      for (WafCase one : cases) {
        told.add("" + catchThrowable(() -> assertThat(site).blocks(one)));
        told.add("" + catchThrowable(() -> assertThat(site).allows(one)));
        told.add("" + catchThrowable(() -> assertThat(site).wafVerdicts(List.of(one))));
        told.add("" + catchThrowable(() -> assertThat(site.send(List.of(one)).get(0)).passes()));
        told.add("" + site.send(List.of(one)));
      }
      told.add(journal.entries().toString());
    }
    new RunReport(journal).write(directory);
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        told.add(file.getFileName() + " " + Files.readString(file));
      }
    }
    assertThat(told).hasSizeGreaterThan(5 * cases.size()).noneMatch(t -> t.contains("payload"));
  }
}
