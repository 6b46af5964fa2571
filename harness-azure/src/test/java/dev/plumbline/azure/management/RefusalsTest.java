package dev.plumbline.azure.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.plumbline.azure.arm.ResourceTypes;
import dev.plumbline.azure.management.RawClient.Answer;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import okhttp3.FormBody;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What calls get that are not as they must be, word for word. */
class RefusalsTest {

  private static final String NETWORK = RawClient.id(ResourceTypes.VIRTUAL_NETWORK, "shop-vnet");
  private static final String VERSION = "?api-version=2024-05-01";

  private final TestClock clock = new TestClock();
  private final SimulatedResourceManager manager =
      SimulatedResourceManager.builder(Shop.ESTATE.topology())
          .clock(clock)
          .tokenLifetime(Duration.ofMinutes(10))
          .pageSize(3)
          .start();
  private final RawClient client = new RawClient(manager);

  @AfterEach
  void stop() {
    manager.close();
  }

  private static void is(Answer answer, int status, String code, String message) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.code()).isEqualTo(code);
    assertThat(answer.message()).isEqualTo(message);
  }

  @Test
  void a_call_without_a_token_is_told_where_tokens_are() {
    Answer answer = client.with(null).get(NETWORK + VERSION);

    is(
        answer,
        401,
        "AuthenticationFailed",
        "Authentication failed. The 'Authorization' header is missing.");
    assertThat(answer.header("WWW-Authenticate"))
        .startsWith(
            "Bearer authorization_uri=\""
                + manager.authority()
                + "/"
                + manager.tenant()
                + "\", error=\"invalid_token\"");
  }

  @Test
  void a_token_ends_with_its_time() {
    String token = manager.token(manager.resourceManager());
    assertThat(client.with(token).get(NETWORK + VERSION).status()).isEqualTo(200);

    clock.advance(Duration.ofMinutes(10));

    is(
        client.get(NETWORK + VERSION),
        401,
        "ExpiredAuthenticationToken",
        "The access token expiry UTC time '2026-01-01T00:10:00Z' is earlier than current UTC time.");
    assertThat(
            client.with(manager.token(manager.resourceManager())).get(NETWORK + VERSION).status())
        .isEqualTo(200);
  }

  @Test
  void a_token_for_another_audience_does_not_do() {
    Answer answer =
        client.with(manager.token(URI.create("https://vault.azure.net"))).get(NETWORK + VERSION);

    is(
        answer,
        401,
        "InvalidAuthenticationTokenAudience",
        "The access token has been obtained for wrong audience or resource"
            + " 'https://vault.azure.net'. It should exactly match with one of the allowed audiences"
            + " 'https://management.azure.com','https://management.core.windows.net','"
            + manager.resourceManager()
            + "'.");
    assertThat(
            client
                .with(manager.token(URI.create("https://management.azure.com/")))
                .get(NETWORK + VERSION)
                .status())
        .isEqualTo(200);
  }

  @Test
  void a_token_that_somebody_else_made_is_none() {
    String own = manager.token(manager.resourceManager());
    String changed = own.substring(0, own.length() - 4) + "AAAA";

    is(
        client.with(changed).get(NETWORK + VERSION),
        401,
        "InvalidAuthenticationToken",
        "The access token is invalid.");
    try (SimulatedResourceManager other = SimulatedResourceManager.start(Shop.ESTATE.topology())) {
      assertThat(client.with(other.token(manager.resourceManager())).get(NETWORK + VERSION).code())
          .isEqualTo("InvalidAuthenticationToken");
    }
  }

  @Test
  void a_call_needs_a_version_of_the_interface_that_there_is() {
    is(
        client.get(NETWORK),
        400,
        "MissingApiVersionParameter",
        "The api-version query parameter (?api-version=) is required for all requests.");
    Answer unknown = client.get(NETWORK + "?api-version=2024-05-02");
    assertThat(unknown.status()).isEqualTo(400);
    assertThat(unknown.code()).isEqualTo("InvalidResourceType");
    assertThat(unknown.message())
        .startsWith(
            "The resource type 'virtualNetworks' could not be found in the namespace"
                + " 'Microsoft.Network' for api version '2024-05-02'. The supported api-versions are"
                + " '2018-11-01,");
    Answer invalid =
        client.get(
            "/subscriptions/" + manager.subscription() + "/resources?api-version=2024-05-01");
    assertThat(invalid.code()).isEqualTo("InvalidApiVersionParameter");
    assertThat(invalid.message())
        .startsWith(
            "The api-version '2024-05-01' is invalid. The supported versions are '2019-05-10,");
  }

  @Test
  void what_is_not_there_is_said_by_its_kind() {
    is(
        client.get(RawClient.id(ResourceTypes.VIRTUAL_NETWORK, "other") + VERSION),
        404,
        "ResourceNotFound",
        "The Resource 'Microsoft.Network/virtualNetworks/other' under resource group 'shop' was not"
            + " found. For more details please go to https://aka.ms/ARMResourceNotFoundFix");
    is(
        client.get(
            ResourceIds.inGroup("elsewhere", ResourceTypes.VIRTUAL_NETWORK, "shop-vnet") + VERSION),
        404,
        "ResourceGroupNotFound",
        "Resource group 'elsewhere' could not be found.");
    is(
        client.get(NETWORK.replace(manager.subscription(), "no-subscription") + VERSION),
        404,
        "SubscriptionNotFound",
        "The subscription 'no-subscription' could not be found.");
    is(
        client.get(RawClient.id("Contoso.Things/boxes", "box") + VERSION),
        404,
        "InvalidResourceNamespace",
        "The resource namespace 'Contoso.Things' is invalid.");
  }

  @Test
  void paths_are_the_same_in_any_case() {
    assertThat(client.get(NETWORK.toLowerCase(Locale.ROOT) + VERSION).json())
        .isEqualTo(client.get(NETWORK + VERSION).json());
  }

  @Test
  void whoever_may_read_may_not_write() {
    is(
        client.send("PUT", manager.resourceManager() + NETWORK + VERSION, "{}"),
        403,
        "AuthorizationFailed",
        "The client '22222222-2222-2222-2222-222222222222' with object id"
            + " '22222222-2222-2222-2222-222222222222' does not have authorization to perform action"
            + " 'Microsoft.Network/virtualNetworks/write' over scope '"
            + NETWORK
            + "' or the scope is invalid. If access was recently granted, please refresh your"
            + " credentials.");
  }

  @Test
  void a_call_carries_its_identifiers() {
    Answer answer = client.get(NETWORK + VERSION);

    assertThat(answer.header("x-ms-request-id")).isNotBlank();
    assertThat(answer.header("x-ms-correlation-request-id")).isNotBlank();
    assertThat(answer.header("x-ms-ratelimit-remaining-subscription-reads")).isEqualTo("11999");
  }

  @Test
  void more_calls_than_the_budget_wait_for_its_window() {
    manager.budget(2, Duration.ofMinutes(5));
    client.get(NETWORK + VERSION);
    clock.advance(Duration.ofMinutes(1));
    assertThat(client.get(NETWORK + VERSION).header("x-ms-ratelimit-remaining-subscription-reads"))
        .isEqualTo("0");

    Answer third = client.get(NETWORK + VERSION);

    is(
        third,
        429,
        "TooManyRequests",
        "The request is being throttled as the limit of calls has been reached. Please try after"
            + " '240' seconds.");
    assertThat(third.header("Retry-After")).isEqualTo("240");
    clock.advance(Duration.ofMinutes(4));
    assertThat(client.get(NETWORK + VERSION).status()).isEqualTo(200);
  }

  @Test
  void all_resources_of_a_group_are_listed_in_pages_without_their_properties() {
    List<JsonNode> all = new ArrayList<>();
    String next =
        "/subscriptions/"
            + manager.subscription()
            + "/resourceGroups/SHOP/resources?api-version=2021-04-01";
    int pages = 0;
    while (!next.isEmpty()) {
      JsonNode page = client.get(next).json();
      assertThat(page.path("value").size()).isBetween(1, 3);
      page.path("value").forEach(all::add);
      next = page.path("nextLink").asString("").replace(manager.resourceManager().toString(), "");
      pages++;
    }

    assertThat(pages).isGreaterThan(5);
    assertThat(all).extracting(one -> one.path("id").asString()).doesNotHaveDuplicates();
    assertThat(all).allMatch(one -> !one.has("properties"));
    assertThat(all)
        .extracting(one -> one.path("type").asString())
        .contains(ResourceTypes.VIRTUAL_NETWORK, ResourceTypes.API_MANAGEMENT)
        .doesNotContain(ResourceTypes.SUBNET);
  }

  @Test
  void a_list_takes_a_type_and_refuses_what_it_does_not_know() {
    String list = "/subscriptions/" + manager.subscription() + "/resources?api-version=2021-04-01";
    assertThat(
            client
                .get(list + "&$filter=resourceType%20eq%20'Microsoft.Network/routeTables'")
                .json()
                .path("value"))
        .hasSize(1);
    is(
        client.get(list + "&$filter=name%20eq%20'x'"),
        400,
        "InvalidFilterInQueryString",
        "Invalid $filter 'name eq 'x'' specified in the query string.");
    is(
        client.get(list + "&$skiptoken=xyz"),
        400,
        "InvalidSkipToken",
        "The provided skip token 'xyz' is invalid.");
  }

  @Test
  void lists_of_a_type_refuse_filters_and_numbers_that_are_none() {
    String list =
        "/subscriptions/"
            + manager.subscription()
            + "/providers/Microsoft.Network/virtualNetworks"
            + VERSION;
    assertThat(client.get(list + "&$top=1").json().path("value")).hasSize(1);
    is(
        client.get(list + "&$filter=name%20eq%20'x'"),
        400,
        "InvalidFilterInQueryString",
        "Invalid $filter 'name eq 'x'' specified in the query string.");
    is(
        client.get(list + "&$top=many"),
        400,
        "InvalidTopInQueryString",
        "Invalid $top 'many' specified in the query string.");
    is(
        client.get(list + "&$top=0"),
        400,
        "InvalidTopInQueryString",
        "Invalid $top '0' specified in the query string.");
  }

  @Test
  void references_are_put_in_full_where_it_is_asked_for() {
    String nic = RawClient.id(ResourceTypes.NETWORK_INTERFACE, "web-nic") + VERSION;
    JsonNode plain = client.get(nic).json();
    assertThat(plain.at("/properties/networkSecurityGroup").has("properties")).isFalse();

    JsonNode whole =
        client.get(nic + "&$expand=networkSecurityGroup,ipConfigurations/subnet").json();
    assertThat(
            whole.at("/properties/networkSecurityGroup/properties/securityRules/0/name").asString())
        .isEqualTo("DenyDatabase");
    assertThat(
            whole
                .at("/properties/ipConfigurations/0/properties/subnet/properties/addressPrefix")
                .asString())
        .isEqualTo("10.1.2.0/24");
  }

  @Test
  void an_operation_is_asked_for_by_its_state_or_its_result() {
    manager.operations(2, Duration.ofSeconds(5));
    Answer begun =
        client.post(
            RawClient.id(ResourceTypes.NETWORK_INTERFACE, "web-nic")
                + "/effectiveRouteTable"
                + VERSION,
            "");
    assertThat(begun.status()).isEqualTo(202);
    assertThat(begun.header("Retry-After")).isEqualTo("5");
    String state = begun.header("Azure-AsyncOperation");

    assertThat(client.send("GET", state, null).json().path("status").asString())
        .isEqualTo("InProgress");
    Answer early = client.send("GET", begun.header("Location"), null);
    assertThat(early.status()).isEqualTo(202);
    assertThat(early.header("Location")).isEqualTo(begun.header("Location"));
    JsonNode done = client.send("GET", state, null).json();
    assertThat(done.path("status").asString()).isEqualTo("Succeeded");
    assertThat(client.send("GET", begun.header("Location"), null).json())
        .isEqualTo(done.path("properties"));
  }

  @Test
  void a_stopped_gateway_has_no_backend_health() {
    try (SimulatedResourceManager stopped =
        SimulatedResourceManager.start(
            Shop.ESTATE
                .with("    sku: WAF_v2\n", "    sku: WAF_v2\n      operationalState: stopped\n")
                .topology())) {
      Answer answer =
          new RawClient(stopped)
              .post(
                  RawClient.id(ResourceTypes.APPLICATION_GATEWAY, "shop-gateway")
                      + "/backendhealth"
                      + VERSION,
                  "");
      assertThat(answer.status()).isEqualTo(409);
      assertThat(answer.message()).endsWith("its operational state is Stopped.");
    }
  }

  private JsonNode token(String tenant, String... form) throws Exception {
    FormBody.Builder body = new FormBody.Builder();
    for (int i = 0; i < form.length; i += 2) {
      body.add(form[i], form[i + 1]);
    }
    OkHttpClient http = new AzureSdk(manager).http();
    try (Response response =
        http.newCall(
                new Request.Builder()
                    .url(manager.authority() + "/" + tenant + "/oauth2/v2.0/token")
                    .post(body.build())
                    .build())
            .execute()) {
      return JsonMapper.shared().readTree(response.body().string());
    }
  }

  @Test
  void the_token_endpoint_says_what_is_wrong_with_an_application() throws Exception {
    String scope = manager.resourceManager() + "/.default";
    assertThat(
            token(
                    manager.tenant(),
                    "grant_type",
                    "client_credentials",
                    "client_id",
                    manager.clientId(),
                    "client_secret",
                    "wrong",
                    "scope",
                    scope)
                .path("error_description")
                .asString())
        .startsWith("AADSTS7000215: Invalid client secret provided.");
    assertThat(
            token(
                    manager.tenant(),
                    "grant_type",
                    "client_credentials",
                    "client_id",
                    "nobody",
                    "client_secret",
                    manager.clientSecret(),
                    "scope",
                    scope)
                .path("error")
                .asString())
        .isEqualTo("unauthorized_client");
    assertThat(
            token(
                    "other-tenant",
                    "grant_type",
                    "client_credentials",
                    "client_id",
                    manager.clientId(),
                    "client_secret",
                    manager.clientSecret(),
                    "scope",
                    scope)
                .path("error_codes")
                .get(0)
                .asInt())
        .isEqualTo(90002);
    assertThat(
            token(
                    manager.tenant(),
                    "grant_type",
                    "client_credentials",
                    "client_id",
                    manager.clientId(),
                    "client_secret",
                    manager.clientSecret(),
                    "scope",
                    "https://vault.azure.net/.default")
                .path("error")
                .asString())
        .isEqualTo("invalid_resource");
    JsonNode granted =
        token(
            manager.tenant(),
            "grant_type",
            "client_credentials",
            "client_id",
            manager.clientId(),
            "client_secret",
            manager.clientSecret(),
            "scope",
            "https://management.azure.com/.default");
    assertThat(granted.path("expires_in").asInt()).isEqualTo(600);
    assertThat(client.with(granted.path("access_token").asString()).get(NETWORK + VERSION).status())
        .isEqualTo(200);
  }

  @Test
  void closing_twice_is_harmless_and_ends_it() {
    manager.close();
    manager.close();
    assertThat(catchThrowable(() -> client.get(NETWORK + VERSION)))
        .hasRootCauseInstanceOf(ConnectException.class);
  }
}
