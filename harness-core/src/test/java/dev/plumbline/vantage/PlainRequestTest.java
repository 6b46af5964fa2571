package dev.plumbline.vantage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.probe.HttpProbe;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Requests of which it is plain that HTTP/2 keeps them, beside what OkHttp says of them. */
class PlainRequestTest {

  private static final String CHARACTERS = "aZ09-_/.~%?#;:@!$&'()*+,=[]{}|\\^\"<> `é\u0001";

  @Test
  void what_is_taken_for_plain_is_kept_by_okhttp() {
    Random random = new Random(42);
    int plain = 0;
    for (int i = 0; i < 20_000; i++) {
      HttpProbe probe =
          HttpProbe.request(i % 2 == 0 ? "GET" : "HEAD", "http://host").path(path(random));
      if (Http2Client.isPlain(probe)) {
        plain++;
        assertThat(Http2Client.isKept(probe)).as(probe.path()).isTrue();
      }
    }
    assertThat(plain).isGreaterThan(1_000);
  }

  private static String path(Random random) {
    StringBuilder path = new StringBuilder("/");
    // Most are of the first characters, so that some are plain.
    int among = random.nextInt(3) == 0 ? CHARACTERS.length() : 8;
    for (int length = random.nextInt(8); length > 0; length--) {
      path.append(CHARACTERS.charAt(random.nextInt(among)));
    }
    return path.toString();
  }

  @Test
  void a_get_of_a_simple_path_is_plain() {
    assertThat(Http2Client.isPlain(HttpProbe.get("https://api.contoso.net/external/echo-1")))
        .isTrue();
  }

  @Test
  void headers_bodies_and_other_methods_are_asked_about() {
    HttpProbe get = HttpProbe.get("https://api.contoso.net/echo");
    assertThat(Http2Client.isPlain(get.header("X-A", "1"))).isFalse();
    assertThat(Http2Client.isPlain(get.body("text/plain", "1"))).isFalse();
    assertThat(Http2Client.isPlain(HttpProbe.request("POST", "https://api.contoso.net/echo")))
        .isFalse();
  }
}
