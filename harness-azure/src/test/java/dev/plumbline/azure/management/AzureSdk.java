package dev.plumbline.azure.management;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import com.azure.core.http.okhttp.OkHttpAsyncHttpClientBuilder;
import com.azure.core.http.policy.FixedDelayOptions;
import com.azure.core.http.policy.HttpLogOptions;
import com.azure.core.http.policy.RetryOptions;
import com.azure.core.http.policy.RetryPolicy;
import com.azure.core.management.AzureEnvironment;
import com.azure.core.management.profile.AzureProfile;
import com.azure.identity.ClientSecretCredentialBuilder;
import com.azure.resourcemanager.network.fluent.NetworkManagementClient;
import com.azure.resourcemanager.network.implementation.NetworkManagementClientBuilder;
import com.azure.resourcemanager.resources.fluentcore.utils.HttpPipelineProvider;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import okhttp3.OkHttpClient;
import okhttp3.tls.HandshakeCertificates;
import reactor.core.publisher.Mono;

/** Azure's own clients, with a simulated platform behind them; they have no way to any other. */
final class AzureSdk {

  private final SimulatedResourceManager manager;
  private final Set<String> hosts = new ConcurrentSkipListSet<>();
  private final OkHttpClient http;
  private final HttpClient client;

  AzureSdk(SimulatedResourceManager manager) {
    this.manager = manager;
    HandshakeCertificates trust =
        new HandshakeCertificates.Builder()
            .addTrustedCertificate(manager.certificateAuthority())
            .build();
    this.http =
        new OkHttpClient.Builder()
            .sslSocketFactory(trust.sslSocketFactory(), trust.trustManager())
            .dns(
                name -> {
                  hosts.add(name);
                  throw new UnknownHostException("not of this machine: " + name);
                })
            .addInterceptor(
                chain -> {
                  hosts.add(chain.request().url().host());
                  return chain.proceed(chain.request());
                })
            .build();
    this.client = new OkHttpAsyncHttpClientBuilder(http).build();
  }

  OkHttpClient http() {
    return http;
  }

  /** Returns all hosts that were asked for anything. */
  Set<String> hosts() {
    return hosts;
  }

  AzureEnvironment environment() {
    return new AzureEnvironment(
        Map.of(
            "managementEndpointUrl", manager.resourceManager() + "/",
            "resourceManagerEndpointUrl", manager.resourceManager() + "/",
            "activeDirectoryEndpointUrl", manager.authority() + "/"));
  }

  TokenCredential secret(String secret) {
    return new ClientSecretCredentialBuilder()
        .authorityHost(manager.authority().toString())
        .tenantId(manager.tenant())
        .clientId(manager.clientId())
        .clientSecret(secret)
        .disableInstanceDiscovery()
        .httpClient(client)
        .maxRetry(0)
        .build();
  }

  /** Returns a credential with one token for ever. */
  static TokenCredential token(String token) {
    return request -> Mono.just(new AccessToken(token, OffsetDateTime.now().plusHours(1)));
  }

  NetworkManagementClient network() {
    return network(secret(manager.clientSecret()));
  }

  NetworkManagementClient network(TokenCredential credential) {
    AzureProfile profile =
        new AzureProfile(manager.tenant(), manager.subscription(), environment());
    return new NetworkManagementClientBuilder()
        .pipeline(
            HttpPipelineProvider.buildHttpPipeline(
                credential,
                profile,
                null,
                new HttpLogOptions(),
                null,
                new RetryPolicy(new RetryOptions(new FixedDelayOptions(3, Duration.ofMillis(1)))),
                List.of(),
                client))
        .endpoint(manager.resourceManager().toString())
        .subscriptionId(manager.subscription())
        .environment(environment())
        .defaultPollInterval(Duration.ofMillis(1))
        .buildClient();
  }

  static <T> List<T> all(Iterable<T> pages) {
    List<T> all = new ArrayList<>();
    pages.forEach(all::add);
    return all;
  }
}
