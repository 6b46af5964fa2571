package dev.plumbline.sim;

import static dev.plumbline.network.Network.Handling.echoing;
import static dev.plumbline.network.Network.Handling.replying;
import static dev.plumbline.network.TlsBuilder.tls;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.lab.Arrival;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.UnknownHost;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.tls.HandshakeCertificates;
import okio.BufferedSink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class Http2Test {

  private Stage stage;
  private OkHttpClient client;

  @BeforeEach
  void start() {
    stage =
        new Stage(
            Network.builder("test")
                .segment("subnet", "10.1.0.0/24")
                .certificate("api", "api.contoso.net", "other.contoso.net")
                .host(
                    "api",
                    "subnet",
                    "10.1.0.5",
                    h ->
                        h.https(
                                443,
                                tls("api").http2(),
                                http ->
                                    http.requestTimeout(Duration.ofMillis(300))
                                        .host(
                                            "api.contoso.net",
                                            v ->
                                                v.route(
                                                        "/slow",
                                                        replying(200, "slow")
                                                            .after(Duration.ofMillis(500)))
                                                    .route("/fast", replying(200, "fast"))
                                                    .otherwise(echoing())))
                            .https(
                                444,
                                tls("api").http2(),
                                http ->
                                    http.onUnknownHost(UnknownHost.CLOSE)
                                        .host("api.contoso.net", echoing())))
                .build());
    HandshakeCertificates certificates = TestCertificates.client();
    client =
        new OkHttpClient.Builder()
            .sslSocketFactory(certificates.sslSocketFactory(), certificates.trustManager())
            .dns(name -> List.of(InetAddress.getLoopbackAddress()))
            .retryOnConnectionFailure(false)
            .build();
  }

  @AfterEach
  void stop() {
    client.dispatcher().executorService().shutdown();
    client.connectionPool().evictAll();
    stage.close();
  }

  private Request.Builder request(int port, String host, String target) {
    return new Request.Builder()
        .url("https://" + host + ":" + stage.at("api", port).getPort() + target);
  }

  private Response send(Request request) throws IOException {
    Response response = client.newCall(request).execute();
    assertThat(response.protocol()).isEqualTo(Protocol.HTTP_2);
    return response;
  }

  @Test
  void answers_a_name_it_does_not_know_with_404() throws IOException {
    try (Response response = send(request(443, "other.contoso.net", "/").build())) {
      assertThat(response.code()).isEqualTo(404);
    }
  }

  @Test
  void closes_on_a_name_it_does_not_know_where_described() throws IOException {
    try (Response response = send(request(444, "api.contoso.net", "/").build())) {
      assertThat(response.code()).isEqualTo(200);
    }
    assertThatThrownBy(() -> send(request(444, "other.contoso.net", "/").build()).close())
        .isInstanceOf(IOException.class);
    assertThat(stage.arrivals.at("api")).hasSize(2);
  }

  @Test
  void takes_the_authority_not_the_server_name_of_the_handshake() throws IOException {
    OkHttpClient odd =
        client
            .newBuilder()
            .addNetworkInterceptor(
                chain ->
                    chain.proceed(
                        chain.request().newBuilder().header("Host", "api.contoso.net").build()))
            .build();
    // OkHttp makes :authority of the Host header, so that this one is the name the server sees
    try (Response response =
        odd.newCall(request(443, "other.contoso.net", "/x").build()).execute()) {
      assertThat(response.code()).isEqualTo(200);
      assertThat(response.body().string())
          .contains("\"host\":[\"api.contoso.net\"]", "\"sni\":\"other.contoso.net\"");
    }
  }

  @Test
  void a_slow_answer_does_not_hold_up_another_stream() throws Exception {
    try (Response warm = send(request(443, "api.contoso.net", "/fast").build())) {
      assertThat(warm.code()).isEqualTo(200);
    }
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch done = new CountDownLatch(2);
    for (String path : List.of("/slow", "/fast")) {
      client
          .newCall(request(443, "api.contoso.net", path).build())
          .enqueue(
              new Callback() {
                @Override
                public void onFailure(Call call, IOException e) {
                  order.add(e.toString());
                  done.countDown();
                }

                @Override
                public void onResponse(Call call, Response response) throws IOException {
                  order.add(response.body().string());
                  done.countDown();
                }
              });
    }
    assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(order).containsExactly("fast", "slow");
  }

  @Test
  void answers_408_to_a_stream_whose_request_does_not_arrive_in_time() throws IOException {
    RequestBody endless =
        new RequestBody() {
          @Override
          public MediaType contentType() {
            return MediaType.get("text/plain");
          }

          @Override
          public boolean isDuplex() {
            return true;
          }

          @Override
          public void writeTo(BufferedSink sink) throws IOException {
            sink.writeUtf8("half");
            sink.flush(); // duplex: stays open after this method returns
          }
        };
    try (Response response = send(request(443, "api.contoso.net", "/").post(endless).build())) {
      assertThat(response.code()).isEqualTo(408);
    }
    assertThat(stage.arrivals.at("api"))
        .extracting(Arrival::method)
        .containsExactly("(incomplete)");
  }

  @Test
  void answers_413_to_a_body_above_the_limit_and_keeps_the_connection() throws IOException {
    RequestBody large = RequestBody.create(new byte[HttpConnection.BODY_LIMIT + 1]);
    try (Response response = send(request(443, "api.contoso.net", "/").post(large).build())) {
      assertThat(response.code()).isEqualTo(413);
    }
    try (Response response = send(request(443, "api.contoso.net", "/fast").build())) {
      assertThat(response.body().string()).isEqualTo("fast");
    }
  }

  @Test
  void takes_long_targets() throws IOException {
    String target = "/" + "a".repeat(30_000);
    try (Response response = send(request(443, "api.contoso.net", target).build())) {
      assertThat(response.code()).isEqualTo(200);
      assertThat(response.body().string()).contains(target);
    }
  }

  @Test
  void a_head_request_has_no_body_and_the_length_it_would_have() throws IOException {
    try (Response response = send(request(443, "api.contoso.net", "/fast").head().build())) {
      assertThat(response.header("Content-Length")).isEqualTo("4");
      assertThat(response.body().bytes()).isEmpty();
    }
  }
}
