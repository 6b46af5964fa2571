package dev.plumbline.contract;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.probe.HttpProbe;
import org.junit.jupiter.api.Test;

/** Requests that are answered where they arrive. */
interface HttpContract extends OnLab {

  @Test
  default void a_path_is_answered_with_its_status_and_body() {
    assertThat(workload().get("https://api.contract.test/status")).hasStatus(200).hasBody("ready");
    assertThat(workload().get("https://api.contract.test/forbidden")).hasStatus(403).hasBody("no");
    assertThat(workload().get("https://api.contract.test/broken")).hasStatus(500);
    assertThat(workload().get("https://api.contract.test/nothing")).hasStatus(204);
  }

  @Test
  default void paths_are_told_apart() {
    assertThat(workload().get("https://api.contract.test/public/a/b?c=d"))
        .hasStatus(200)
        .hasBody("public");
    assertThat(workload().get("https://api.contract.test/PUBLIC/a"))
        .hasStatus(200)
        .hasBody("public");
    assertThat(workload().get("https://api.contract.test/unknown")).hasStatus(404);
    assertThat(workload().get("https://api.contract.test/status/more")).hasStatus(404);
  }

  @Test
  default void a_redirection_is_shown_and_can_be_followed() {
    assertThat(workload().get("https://api.contract.test/moved"))
        .hasStatus(302)
        .redirectsTo("https://api.contract.test/status");
    assertThat(workload().send(HttpProbe.get("https://api.contract.test/moved").followRedirects(1)))
        .hasStatus(200)
        .wasRedirectedTo("https://api.contract.test/status");
  }

  @Test
  default void virtual_hosts_are_told_apart_by_host_name_whatever_its_case_and_port() {
    assertThat(workload().get("https://portal.contract.test/")).hasStatus(200).hasBody("portal");
    assertThat(workload().get("https://one.apps.contract.test/")).hasStatus(200).hasBody("an app");
    HttpProbe api = HttpProbe.get("https://api.contract.test/status");
    assertThat(workload().send(api.host("API.Contract.TEST"))).hasStatus(200).hasBody("ready");
    assertThat(workload().send(api.host("api.contract.test:443"))).hasStatus(200).hasBody("ready");
    assertThat(workload().send(api.host("portal.contract.test"))).hasStatus(200).hasBody("portal");
  }

  @Test
  default void an_unknown_host_name_is_answered_as_configured() {
    assertThat(
            workload()
                .send(
                    HttpProbe.get("https://api.contract.test/status")
                        .host("unknown.contract.test")))
        .hasStatus(404);
    assertThat(
            workload()
                .send(HttpProbe.get("https://modern.contract.test/").host("unknown.contract.test")))
        .hasStatus(421);
    assertThat(workload().get("http://old.contract.test/")).hasStatus(200);
    assertThat(
            workload()
                .send(HttpProbe.get("http://old.contract.test/").host("unknown.contract.test")))
        .isClosed();
  }

  @Test
  default void a_request_without_a_host_name_is_bad() {
    assertThat(workload().send(HttpProbe.get("https://api.contract.test/status").withoutHost()))
        .hasStatus(400);
  }

  @Test
  default void a_gateway_answers_only_on_its_own_names() {
    assertThat(workload().at("10.1.0.5", 443))
        .answersOnlyOn("api.contract.test", "portal.contract.test");
    assertThat(workload().at("10.1.0.6", 443)).answersOnlyOn("modern.contract.test");
    assertThat(internet().at("front")).answersOnlyOn("www.contract.test");
  }

  @Test
  default void a_request_is_echoed_as_it_arrived() {
    var observation =
        workload()
            .send(
                HttpProbe.request("POST", "https://api.contract.test/echo?a=%2F")
                    .header("X-Colour", "blue")
                    .body("text/plain", "hello"));
    assertThat(observation)
        .hasStatus(200)
        .hasJson("/method", "POST")
        .hasJson("/target", "/echo?a=%2F")
        .hasJson("/headers/host/0", "api.contract.test")
        .hasJson("/headers/x-colour/0", "blue")
        .hasJson("/source", "10.1.2.10")
        .hasJson("/sni", "api.contract.test")
        .hasJson("/tls", "TLSv1.3")
        .hasJson("/body", "hello");
  }

  @Test
  default void the_first_path_that_fits_counts() {
    assertThat(workload().get("https://api.contract.test/public/special")).hasBody("public");
    assertThat(workload().get("https://api.contract.test/publicity")).hasStatus(404);
  }

  @Test
  default void a_path_is_compared_as_decoded() {
    assertThat(workload().get("https://api.contract.test/st%61tus")).hasBody("ready");
  }

  @Test
  default void headers_of_an_answer_are_those_described() {
    assertThat(workload().get("https://api.contract.test/headers"))
        .hasStatus(201)
        .hasHeader("X-Contract", "yes")
        .hasHeader("Content-Type", "application/json");
  }

  @Test
  default void an_answer_to_head_has_no_body() {
    var observation =
        workload().send(HttpProbe.request("HEAD", "https://api.contract.test/status"));
    assertThat(observation).hasStatus(200);
    assertThat(OnLab.answer(observation).text()).isEmpty();
  }

  @Test
  default void a_long_body_arrives_whole() {
    String body = "0123456789abcdef".repeat(4096);
    assertThat(
            workload()
                .send(
                    HttpProbe.request("POST", "https://api.contract.test/echo")
                        .body("text/plain", body)))
        .hasStatus(200)
        .hasJson("/body", body);
  }

  @Test
  default void an_answer_that_takes_its_time_arrives() {
    assertThat(workload().get("https://api.contract.test/slow")).hasStatus(200).hasBody("slow");
  }
}
