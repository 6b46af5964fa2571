package dev.plumbline.azure.live;

import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Who asks Azure. Its text names the way of logging in and never a secret.
 *
 * <p>The tenant is that of the platform, where it is told there.
 */
public final class AzureCredential {

  /** The ways of logging in. */
  enum Way {
    DEFAULT_CHAIN,
    CLIENT_SECRET,
    CLIENT_CERTIFICATE,
    WORKLOAD_IDENTITY,
    MANAGED_IDENTITY,
    AZURE_CLI,
    TOKEN
  }

  private final Way way;
  private final String shown;
  private final @Nullable String clientId;
  private final @Nullable String secret;
  private final @Nullable Path file;
  private final @Nullable UnaryOperator<String> token;

  private AzureCredential(
      Way way,
      String shown,
      @Nullable String clientId,
      @Nullable String secret,
      @Nullable Path file,
      @Nullable UnaryOperator<String> token) {
    this.way = way;
    this.shown = shown;
    this.clientId = clientId;
    this.secret = secret;
    this.file = file;
    this.token = token;
  }

  /**
   * Returns what {@code DefaultAzureCredential} finds: environment variables, workload identity,
   * managed identity, the command line {@code az}, in its order.
   */
  public static AzureCredential defaultChain() {
    return new AzureCredential(
        Way.DEFAULT_CHAIN, "the default credential chain", null, null, null, null);
  }

  /** Returns an application with a secret; it needs the tenant. */
  public static AzureCredential clientSecret(String clientId, String secret) {
    return new AzureCredential(
        Way.CLIENT_SECRET,
        "client secret of application " + clientId,
        clientId,
        required(secret, "a client secret"),
        null,
        null);
  }

  /**
   * Returns an application with a certificate; it needs the tenant.
   *
   * @param file a PEM file with the certificate and its private key
   */
  public static AzureCredential clientCertificate(String clientId, Path file) {
    return new AzureCredential(
        Way.CLIENT_CERTIFICATE,
        "client certificate of application " + clientId,
        clientId,
        null,
        file,
        null);
  }

  /**
   * Returns the workload identity of a Kubernetes pod, by the environment variables that its
   * webhook sets.
   */
  public static AzureCredential workloadIdentity() {
    return new AzureCredential(
        Way.WORKLOAD_IDENTITY, "the workload identity of this pod", null, null, null, null);
  }

  /**
   * Returns the managed identity of this machine.
   *
   * @param clientId the identity's client id; null for the one that the system assigned
   */
  public static AzureCredential managedIdentity(@Nullable String clientId) {
    return new AzureCredential(
        Way.MANAGED_IDENTITY,
        clientId == null
            ? "the system-assigned managed identity of this machine"
            : "managed identity " + clientId,
        clientId,
        null,
        null,
        null);
  }

  /** Returns who is logged in with {@code az login}. */
  public static AzureCredential azureCli() {
    return new AzureCredential(
        Way.AZURE_CLI, "the login of the command line az", null, null, null, null);
  }

  /**
   * Returns tokens that somebody else gets, for example {@code az account get-access-token --scope
   * …}. It is asked again when Azure refuses one.
   *
   * @param token gives a token for a scope, for example {@code
   *     https://management.azure.com/.default}
   */
  public static AzureCredential token(UnaryOperator<String> token) {
    return new AzureCredential(Way.TOKEN, "a given token", null, null, null, token);
  }

  private static String required(@Nullable String text, String what) {
    if (text == null || text.isBlank()) {
      throw new IllegalArgumentException(what + " is blank");
    }
    return text;
  }

  Way way() {
    return way;
  }

  @Nullable String clientId() {
    return clientId;
  }

  @Nullable String secret() {
    return secret;
  }

  @Nullable Path file() {
    return file;
  }

  @Nullable UnaryOperator<String> token() {
    return token;
  }

  /** Returns what must not be read anywhere. */
  List<String> secrets() {
    return secret == null ? List.of() : List.of(secret);
  }

  /** Returns the way of logging in, for example {@code "client secret of application 1b…"}. */
  @Override
  public String toString() {
    return shown;
  }
}
