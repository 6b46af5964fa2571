package dev.plumbline.observation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {

  private static final String SECRET = "S3cr3tV4lue";

  private final Redaction redaction = new Redaction(List.of());

  @ParameterizedTest
  @ValueSource(
      strings = {
        // URLs
        "https://api.contoso.net/echo?subscription-key=S3cr3tV4lue&page=2",
        "https://api.contoso.net/echo?Subscription-Key=S3cr3tV4lue",
        "https://contoso.azurewebsites.net/api/f?code=S3cr3tV4lue==",
        "https://contoso.blob.core.windows.net/c/b?sv=2024-01-01&sig=S3cr3tV4lue%2Fx%3D&se=2030",
        "https://contoso.net/?token=S3cr3tV4lue#top",
        "https://contoso.net/?a=1&access_token=S3cr3tV4lue",
        "https://contoso.net/login?password=S3cr3tV4lue&user=jane",
        "https://contoso.net/login?user=jane&client_secret=S3cr3tV4lue",
        "https://contoso.net/cb?state=S3cr3tV4lue&code=S3cr3tV4lue",
        "https://jane:S3cr3tV4lue@contoso.net/",
        "http://jane:p@S3cr3tV4lue@contoso.net/",
        "https://S3cr3tV4lue@contoso.net/",
        "GET https://contoso.net/?x-functions-key=S3cr3tV4lue from internet",
        // Headers in running text, in messages, in dumps
        "expected header\nAuthorization: Bearer S3cr3tV4lue\nbut was none",
        "Authorization: Basic S3cr3tV4lue==",
        "  authorization:S3cr3tV4lue",
        "Proxy-Authorization: Basic S3cr3tV4lue",
        "Cookie: session=S3cr3tV4lue; theme=S3cr3tV4lue",
        "Set-Cookie: session=S3cr3tV4lue; Path=/; HttpOnly",
        "Ocp-Apim-Subscription-Key: S3cr3tV4lue",
        "x-api-key: S3cr3tV4lue",
        "Expecting empty but was: \"Cookie: session=S3cr3tV4lue; theme=S3cr3tV4lue\"",
        "[\"Content-Type: text/html\", \"x-api-key:S3cr3tV4lue \\\"S3cr3tV4lue\\\" \"]",
        "curl -H 'X-Api-Key: S3cr3tV4lue' https://contoso.net",
        "sent Bearer S3cr3tV4lue.abc to the gateway",
        "the header was Basic amFuZTpTM2NyM3RWNGx1ZQ==S3cr3tV4lue",
        "SharedAccessSignature sr=S3cr3tV4lue&sig=S3cr3tV4lue",
        // Bodies
        "{\"access_token\":\"S3cr3tV4lue\",\"expires_in\":3600}",
        "{\"user\": \"jane\", \"password\" : \"S3cr3tV4lue\"}",
        "{\"client_secret\":\"quote \\\" S3cr3tV4lue\"}",
        "{\"primaryKey\":\"S3cr3tV4lue\",\"secondaryKey\":\"S3cr3tV4lue\"}",
        "{\"headers\":{\"Authorization\":\"Bearer S3cr3tV4lue\",\"Cookie\":[\"a=S3cr3tV4lue\",\"b=S3cr3tV4lue\"]}}",
        "{\"name\":\"Authorization\",\"value\":\"Bearer S3cr3tV4lue\"}",
        "{\"name\": \"x-api-key\", \"value\": \"S3cr3tV4lue\"}",
        "{\"apiKey\":S3cr3tV4lue}",
        "{\"password\":\"S3cr3tV4lue",
        "{\"log\":\"{\\\"password\\\":\\\"S3cr3tV4lue\\\"}\"}",
        "grant_type=password&client_secret=S3cr3tV4lue&username=jane",
        "code=S3cr3tV4lue&redirect_uri=x",
        "Endpoint=sb://contoso/;SharedAccessKeyName=root;SharedAccessKey=S3cr3tV4lue=",
        "DefaultEndpointsProtocol=https;AccountName=contoso;AccountKey=S3cr3tV4lue==;EndpointSuffix=core",
        "Server=tcp:db;User ID=jane;Password=S3cr3tV4lue;Encrypt=true",
        "<config><password>S3cr3tV4lue</password></config>",
        "<client-secret kind=\"a\">S3cr3tV4lue</client-secret>",
        "jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJqYW5lIn0.S3cr3tV4lue end",
        "-----BEGIN PRIVATE KEY-----\nS3cr3tV4lue\nS3cr3tV4lue\n-----END PRIVATE KEY-----",
        "-----BEGIN PGP PRIVATE KEY BLOCK-----\nS3cr3tV4lue\n-----END PGP PRIVATE KEY BLOCK-----",
        "<input type=\"hidden\" name=\"csrf_token\" value=\"S3cr3tV4lue\">",
        "<input value='S3cr3tV4lue' type=hidden name='__RequestVerificationToken'/>",
        "<meta name=\"csrf-token\" content=\"S3cr3tV4lue\">",
        "<add key=\"StorageSecret\" value=\"S3cr3tV4lue\"/>",
        "<a href=\"/x?a=1&amp;code=S3cr3tV4lue\">",
        "https://contoso.net/landed#code=S3cr3tV4lue",
        "window.apiKey = 'S3cr3tV4lue';",
        "export CLIENT_SECRET='S3cr3tV4lue'",
        "-----BEGIN RSA PRIVATE KEY-----\nS3cr3tV4lue and the rest was cut off",
        "found within REQUEST_COOKIES:state: S3cr3tV4lue",
        "found within REQUEST_HEADERS:Authorization: S3cr3tV4lue",
      })
  void takes_out_what_looks_like_a_secret(String text) {
    assertThat(redaction.text(text)).doesNotContain(SECRET).contains(Redaction.MARK);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://api.contoso.net/echo?page=2&sort=name",
        "answered 200",
        "certificate name mismatch: the certificate is for api.contoso.net, not portal.contoso.net",
        "decided by rule deny-internet of nsg-apim: token endpoint is not reachable",
        "{\"status\":\"ok\",\"keys\":[1,2],\"monkey\":\"banana\"}",
        "v=spf1 include:spf.protection.outlook.com -all",
        "basic authentication was asked for",
        "statusCode=200; keyboard=de; encode=utf-8",
        "<input name=\"page\" value=\"2\"><a href=\"/x?a=1&amp;b=2#top\">",
        "the segment's resolver, 168.63.129.16, answered NXDOMAIN",
        "mail to jane@contoso.net",
        "Content-Type: application/json",
        "rule 942200 in REQUEST_COOKIES:state, rule 942260 in REQUEST_COOKIES_NAMES:state",
        "rule 920300 in REQUEST_HEADERS:Authorization; answered 403",
      })
  void leaves_ordinary_text_alone(String text) {
    assertThat(redaction.text(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Authorization | Bearer S3cr3tV4lue | Bearer [redacted]",
        "authorization | S3cr3tV4lue | [redacted]",
        "Proxy-Authorization | Basic S3cr3tV4lue | Basic [redacted]",
        "Cookie | a=S3cr3tV4lue; b=S3cr3tV4lue | a=[redacted]; b=[redacted]",
        "Cookie | S3cr3tV4lue | [redacted]",
        "Set-Cookie | sid=S3cr3tV4lue; Path=/; HttpOnly | sid=[redacted]; Path=/; HttpOnly",
        "Set-Cookie | sid=S3cr3tV4lue | sid=[redacted]",
        "Ocp-Apim-Subscription-Key | S3cr3tV4lue | [redacted]",
        "X-API-Key | S3cr3tV4lue | [redacted]",
        "x-functions-key | S3cr3tV4lue | [redacted]",
        "X-Auth-Token | S3cr3tV4lue | [redacted]",
        "Location | https://contoso.net/?code=S3cr3tV4lue | https://contoso.net/?code=[redacted]",
        "Host | api.contoso.net | api.contoso.net",
        "Content-Type | text/html | text/html",
      })
  void takes_secrets_out_of_headers_and_keeps_what_they_are(
      String name, String value, String shown) {
    assertThat(redaction.header(name, value)).isEqualTo(shown);
  }

  @Test
  void takes_out_known_secrets_in_every_spelling() {
    Redaction known = new Redaction(List.of("p@ss/w\"rd", "p@ss/w\"rd-and-more", ""));

    assertThat(known.text("a p@ss/w\"rd-and-more b")).isEqualTo("a [redacted] b");
    assertThat(known.text("x=p@ss/w\"rd,")).doesNotContain("p@ss");
    assertThat(known.text("x=p%40ss%2Fw%22rd,")).doesNotContain("p%40ss");
    assertThat(known.text("p@ss/w\\\"rd")).doesNotContain("p@ss");
    assertThat(known.text("cEBzcy93InJk")).isEqualTo("[redacted]");
    assertThat(known.text("nothing of the kind")).isEqualTo("nothing of the kind");
  }

  @Test
  void takes_out_a_very_short_secret_only_where_it_is_the_whole_text() {
    Redaction known = new Redaction(List.of("ab"));

    assertThat(known.text("ab")).isEqualTo("[redacted]");
    assertThat(known.text("about")).isEqualTo("about");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"password\":\"", "\"Cookie: ", "Cookie: ", "<token>", "token=\""})
  void takes_out_secrets_of_any_length(String before) {
    for (String each : List.of("S3cr3tV4lue", "\\\\", "S3cr3tV4lue ")) {
      assertThat(redaction.text(before + each.repeat(50_000) + "\"")).doesNotContain(SECRET);
    }
  }

  @Test
  void is_not_slow_on_hostile_text() {
    String hostile =
        "\"password\":"
            + "\\\"".repeat(4_000)
            + "[".repeat(4_000)
            + "a".repeat(8_000)
            + "token".repeat(2_000);

    assertThat(redaction.text(hostile)).isNotEmpty();
  }
}
