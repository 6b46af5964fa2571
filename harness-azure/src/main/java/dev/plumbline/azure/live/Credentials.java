package dev.plumbline.azure.live;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import com.azure.identity.AadCredentialBuilderBase;
import com.azure.identity.AzureCliCredentialBuilder;
import com.azure.identity.ClientCertificateCredentialBuilder;
import com.azure.identity.ClientSecretCredentialBuilder;
import com.azure.identity.DefaultAzureCredentialBuilder;
import com.azure.identity.ManagedIdentityCredentialBuilder;
import com.azure.identity.WorkloadIdentityCredentialBuilder;
import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Makes the SDK's credential of ours. */
final class Credentials {

  private static final int MINUTES_OF_A_GIVEN_TOKEN = 30;

  private final PlatformSettings settings;
  private final HttpClient http;
  private final TokenCredential credential;

  Credentials(PlatformSettings settings, HttpClient http) {
    this.settings = settings;
    this.http = http;
    this.credential = make(settings.credential());
  }

  TokenCredential credential() {
    return credential;
  }

  private TokenCredential make(AzureCredential from) {
    return switch (from.way()) {
      case DEFAULT_CHAIN -> {
        DefaultAzureCredentialBuilder builder =
            new DefaultAzureCredentialBuilder()
                .authorityHost(settings.cloud().authority().toString())
                .httpClient(http);
        if (settings.tenant() != null) {
          builder.tenantId(settings.tenant());
        }
        if (!settings.isKnownAuthority()) {
          builder.disableInstanceDiscovery();
        }
        yield builder.build();
      }
      case CLIENT_SECRET ->
          of(new ClientSecretCredentialBuilder(), from.clientId())
              .clientSecret(Objects.requireNonNull(from.secret()))
              .build();
      case CLIENT_CERTIFICATE ->
          of(new ClientCertificateCredentialBuilder(), from.clientId())
              .pemCertificate(Objects.requireNonNull(from.file()).toString())
              .build();
      case WORKLOAD_IDENTITY -> of(new WorkloadIdentityCredentialBuilder(), null).build();
      case MANAGED_IDENTITY -> {
        ManagedIdentityCredentialBuilder builder =
            new ManagedIdentityCredentialBuilder().httpClient(http);
        if (from.clientId() != null) {
          builder.clientId(from.clientId());
        }
        yield builder.build();
      }
      case AZURE_CLI -> {
        AzureCliCredentialBuilder builder = new AzureCliCredentialBuilder();
        if (settings.tenant() != null) {
          builder.tenantId(settings.tenant());
        }
        yield builder.build();
      }
      case TOKEN -> given(Objects.requireNonNull(from.token()));
    };
  }

  private <T extends AadCredentialBuilderBase<T>> T of(T builder, @Nullable String clientId) {
    builder.authorityHost(settings.cloud().authority().toString()).httpClient(http);
    if (clientId != null) {
      builder.clientId(clientId);
    }
    if (settings.tenant() != null) {
      builder.tenantId(settings.tenant());
    }
    if (!settings.isKnownAuthority()) {
      builder.disableInstanceDiscovery();
    }
    return builder;
  }

  private static TokenCredential given(UnaryOperator<String> token) {
    return request ->
        Mono.fromSupplier(
            () -> {
              String text = token.apply(request.getScopes().get(0));
              if (text == null || text.isBlank()) {
                throw new IllegalStateException("it is blank");
              }
              return new AccessToken(
                  text, OffsetDateTime.now().plusMinutes(MINUTES_OF_A_GIVEN_TOKEN));
            });
  }
}
