package dev.plumbline.contract;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static dev.plumbline.observation.WafObservation.ID_HEADER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.lab.Arrival;
import dev.plumbline.observation.AccessRecord;
import dev.plumbline.observation.AccessRecord.Failure;
import dev.plumbline.observation.AccessRecord.Forwarded;
import dev.plumbline.observation.FirewallRecord;
import dev.plumbline.observation.FirewallRecord.Decision;
import dev.plumbline.observation.FirewallRecord.Match;
import dev.plumbline.observation.HttpObservation.Header;
import dev.plumbline.probe.HttpProbe;
import dev.plumbline.waf.WafPack;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What hosts write down of requests. Whatever has been answered stands there at once: nothing here
 * waits for it.
 */
@NotOn(value = Arm.LIVE, because = "A lab does not read what others' servers write")
interface LogsContract extends OnLab {

  private AccessRecord served(String host, String target) {
    List<AccessRecord> records =
        lab().accessLog(host).stream().filter(r -> r.target().equals(target)).toList();
    assertThat(records).hasSize(1);
    AccessRecord record = records.get(0);
    assertThat(record.id()).matches("[0-9a-f]{32}");
    assertThat(record.took()).isBetween(Duration.ZERO, Duration.ofMinutes(1));
    assertThat(record.sourcePort()).isPositive();
    return record;
  }

  private List<Arrival> arrived(String host, String target) {
    return lab().arrivals(host).stream().filter(a -> a.target().equals(target)).toList();
  }

  @Test
  default void an_access_log_tells_who_asked_for_what_and_got_what() {
    assertThat(
            workload()
                .send(
                    HttpProbe.get("https://api.contract.test/public/served?a=%2F")
                        .header("X-Colour", "deep blue")
                        .header("X_Odd", "")))
        .hasStatus(200);
    AccessRecord record = served("api", "/public/served?a=%2F");
    assertThat(record.source()).isEqualTo("10.1.2.10");
    assertThat(record.port()).isEqualTo(443);
    assertThat(record.service()).isNull();
    assertThat(record.method()).isEqualTo("GET");
    assertThat(record.version()).isEqualTo("HTTP/1.1");
    assertThat(record.headers())
        .contains(
            new Header("Host", "api.contract.test"),
            new Header("X-Colour", "deep blue"),
            new Header("X_Odd", ""));
    assertThat(record.status()).isEqualTo(200);
    assertThat(record.receivedBytes())
        .isEqualTo(
            "GET /public/served?a=%2F HTTP/1.1\r\n\r\n".length()
                + record.headers().stream()
                    .mapToInt(h -> h.name().length() + h.value().length() + 4)
                    .sum());
    assertThat(record.sentBytes())
        .isEqualTo(
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\n\r\npublic".length());
    assertThat(record.tls()).isEqualTo("TLSv1.3");
    assertThat(record.cipher()).startsWith("TLS_AES_");
    assertThat(record.sni()).isEqualTo("api.contract.test");
    assertThat(record.forwarded()).isNull();
    assertThat(record.failure()).isEqualTo(Failure.NONE);
  }

  @Test
  default void an_access_log_tells_of_http_2_as_of_http_1() {
    assertThat(
            workload()
                .send(
                    HttpProbe.request("POST", "https://api.contract.test:8443/in-frames")
                        .version("h2")
                        .header("X-Colour", "red")
                        .body("text/plain", "hello")))
        .hasStatus(200);
    AccessRecord record = served("api", "/in-frames");
    assertThat(record.version()).isEqualTo("h2");
    assertThat(record.method()).isEqualTo("POST");
    assertThat(record.header("Host")).hasValue("api.contract.test:8443");
    assertThat(record.header("X-Colour")).hasValue("red");
    assertThat(record.status()).isEqualTo(200);
  }

  @Test
  default void an_access_log_tells_to_whom_a_request_was_passed_on() {
    assertThat(internet().get("https://www.contract.test/named/served")).hasStatus(200);
    AccessRecord record = served("gateway", "/named/served");
    assertThat(record.source()).isEqualTo("203.0.113.50");
    assertThat(record.status()).isEqualTo(200);
    assertThat(record.failure()).isEqualTo(Failure.NONE);
    Forwarded forwarded = record.forwarded();
    assertThat(forwarded).isNotNull();
    assertThat(forwarded.latency()).isNotNull().isLessThanOrEqualTo(record.took().plusMillis(2));
    assertThat(
            new Forwarded(
                forwarded.upstream(),
                forwarded.member(),
                forwarded.host(),
                forwarded.target(),
                forwarded.status(),
                null))
        .isEqualTo(
            new Forwarded(
                "named", "10.1.0.9:8080", "backend.contract.test", "/named/served", 200, null));
    assertThat(served("backend", "/named/served").source()).isEqualTo("10.1.1.4");
    assertThat(workload().get("https://apps.contract.test/by-name/served")).hasStatus(200);
    assertThat(served("apps", "/by-name/served").forwarded())
        .isNotNull()
        .extracting(Forwarded::member)
        .isEqualTo("named.apps.test:8080");
  }

  @Test
  default void an_access_log_tells_what_a_rewriting_has_made_of_a_target() {
    assertThat(internet().get("https://www.contract.test/api/kept?x=1")).hasStatus(200);
    assertThat(workload().get("https://apps.contract.test/rewritten/away?x=1")).hasStatus(200);
    assertThat(served("gateway", "/api/kept?x=1").forwarded())
        .isNotNull()
        .extracting(Forwarded::host, Forwarded::target)
        .containsExactly("www.contract.test", "/api/kept?x=1");
    assertThat(served("apps", "/rewritten/away?x=1").forwarded())
        .isNotNull()
        .extracting(Forwarded::host, Forwarded::target)
        .containsExactly("apps.contract.test", "/other?x=1");
  }

  @Test
  default void an_access_log_tells_why_a_request_was_not_passed_on() {
    failing("/down?logged", 502, Failure.BACKEND_UNREACHABLE, "down", "10.1.0.9:8099");
    failing("/late?logged", 504, Failure.BACKEND_LATE, "late", "10.1.0.9:8080");
    failing("/empty?logged", 502, Failure.NO_BACKEND, "empty", null);
    failing("/strange/logged", 502, Failure.BACKEND_UNREACHABLE, "strange", "10.1.0.7:443");
    failing("/own-down?logged", 503, Failure.BACKEND_UNREACHABLE, "own-down", "10.1.0.9:8099");
    assertThat(workload().get("https://apps.contract.test/nameless/logged")).hasStatus(502);
    AccessRecord unhealthy = served("apps", "/nameless/logged");
    assertThat(unhealthy.failure()).isEqualTo(Failure.NO_BACKEND);
    assertThat(unhealthy.forwarded())
        .isEqualTo(new Forwarded("nameless", null, null, null, null, null));
  }

  private void failing(
      String target, int status, Failure failure, String pool, @Nullable String member) {
    assertThat(internet().get("https://www.contract.test" + target)).hasStatus(status);
    AccessRecord record = served("gateway", target);
    assertThat(record.status()).isEqualTo(status);
    assertThat(record.failure()).isEqualTo(failure);
    assertThat(record.forwarded())
        .isNotNull()
        .extracting(Forwarded::upstream, f -> Optional.ofNullable(f.member()), Forwarded::status)
        .containsExactly(pool, Optional.ofNullable(member), null);
  }

  @Test
  default void an_access_log_tells_of_requests_that_nobody_takes() {
    assertThat(workload().get("https://api.contract.test/lost")).hasStatus(404);
    assertThat(served("api", "/lost").failure()).isEqualTo(Failure.NOT_FOUND);
    assertThat(workload().get("http://old.contract.test/known")).hasStatus(200);
    HttpProbe unknown = HttpProbe.get("http://old.contract.test/stranger").host("unknown.test");
    assertThat(workload().send(unknown)).isClosed();
    AccessRecord closed = served("old", "/stranger");
    assertThat(closed.status()).isZero();
    assertThat(closed.sentBytes()).isZero();
    assertThat(closed.header("Host")).hasValue("unknown.test");
    assertThat(closed.failure()).isEqualTo(Failure.NOT_FOUND);
    assertThat(workload().send(HttpProbe.get("https://api.contract.test/nameless").withoutHost()))
        .hasStatus(400);
    assertThat(served("api", "/nameless").failure()).isEqualTo(Failure.NO_HOST);
    assertThat(workload().get("https://strict.contract.test:8443/uncertified")).hasStatus(400);
    assertThat(served("apps", "/uncertified").failure()).isEqualTo(Failure.NO_CERTIFICATE);
  }

  @Test
  default void an_access_log_and_that_of_the_firewall_tell_of_the_same_request() {
    var attack = WafPack.of(942100).attacks().get(0);
    int before = lab().firewallLog("sentry").size();
    assertThat(workload().send(attack.to("http://sentry.contract.test"))).isBlocked();
    List<FirewallRecord> looked = lab().firewallLog("sentry");
    // Beside the attack, its controls.
    assertThat(looked).hasSizeGreaterThan(before);
    FirewallRecord blocked =
        looked.stream()
            .skip(before)
            .filter(record -> record.decision() == Decision.BLOCKED)
            .filter(record -> record.matches().stream().map(Match::rule).anyMatch(r -> r == 942100))
            .reduce((one, other) -> other)
            .orElseThrow();
    AccessRecord access =
        lab().accessLog("sentry").stream()
            .filter(record -> record.id().equals(blocked.id()))
            .reduce((one, other) -> null)
            .orElseThrow();
    assertThat(access.failure()).isEqualTo(Failure.BLOCKED);
    assertThat(access.status()).isEqualTo(403);
    assertThat(access.forwarded()).isNull();
    assertThat(access.source()).isEqualTo(blocked.source());
    Header id = new Header(ID_HEADER, access.header(ID_HEADER).orElseThrow());
    assertThat(lab().arrivals("sentry")).anyMatch(arrival -> arrival.headers().contains(id));
    assertThat(lab().arrivals("origin")).noneMatch(arrival -> arrival.headers().contains(id));
  }

  @Test
  default void what_a_firewall_lets_by_stands_in_its_log_when_it_is_answered() {
    int before = lab().firewallLog("sentry").size();
    assertThat(workload().get("http://sentry.contract.test/harmless")).hasStatus(200);
    List<FirewallRecord> looked = lab().firewallLog("sentry");
    assertThat(looked.subList(before, looked.size()))
        .extracting(FirewallRecord::decision, FirewallRecord::target, FirewallRecord::host)
        .containsExactly(
            org.assertj.core.api.Assertions.tuple(
                Decision.PASSED, "/harmless", "sentry.contract.test"));
  }

  @Test
  default void what_a_gateway_answers_itself_has_arrived_there_too() {
    HttpProbe moved =
        HttpProbe.get("http://www.contract.test/moved-away").header("X-Colour", "red");
    assertThat(internet().send(moved)).hasStatus(302);
    assertThat(arrived("gateway", "/moved-away"))
        .singleElement()
        .satisfies(
            arrival -> {
              assertThat(arrival.source()).isEqualTo("203.0.113.50");
              assertThat(arrival.port()).isEqualTo(80);
              assertThat(arrival.sni()).isNull();
              assertThat(arrival.headers())
                  .contains(new Header("Host", "www.contract.test"), new Header("X-Colour", "red"));
            });
    assertThat(internet().get("https://www.contract.test/refused-here")).hasStatus(404);
    assertThat(arrived("gateway", "/refused-here")).hasSize(1);
    assertThat(arrived("backend", "/refused-here")).isEmpty();
  }

  @Test
  default void what_is_on_its_way_has_arrived() {
    HttpProbe late = HttpProbe.get("https://api.contract.test/late").header("X-Waits", "here");
    assertThat(workload().send(late.within(SILENCE)))
        .timedOutIn(dev.plumbline.observation.Phase.RESPONSE);
    assertThat(arrived("api", "/late"))
        .anyMatch(arrival -> arrival.headers().contains(new Header("X-Waits", "here")));
  }

  @Test
  default void what_is_dropped_on_the_way_does_not_arrive() {
    assertThat(workload().get("http://10.1.0.17:8080/through")).hasStatus(200);
    assertThat(arrived("origin", "/through")).hasSize(1);
    assertThat(partner().connect("10.1.0.17", 8080)).hasNoRoute();
    assertThat(arrived("origin", "/through")).hasSize(1);
  }
}
