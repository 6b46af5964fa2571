package dev.plumbline.azure.live;

import dev.plumbline.azure.arm.ResourceId;
import dev.plumbline.descriptor.Default;
import dev.plumbline.descriptor.Descriptor;
import dev.plumbline.descriptor.Doc;
import dev.plumbline.descriptor.Document;
import dev.plumbline.descriptor.NotSecret;
import dev.plumbline.descriptor.Problems;
import dev.plumbline.descriptor.Source;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How Azure is asked, in a file.
 *
 * @param subscription the subscription's id
 * @param tenant the tenant's id
 * @param resourceGroups the resource groups
 * @param cloud which cloud
 * @param endpoints where it is, in place of what the cloud says
 * @param credential who asks
 * @param trust a PEM file with the authorities that are trusted
 * @param deadline how long one question may take
 * @param networkWatcher the network watcher's id
 */
record PlatformDescriptor(
    @NotSecret @Doc("The subscription's id") String subscription,
    @NotSecret @Doc("The tenant's id") @Nullable String tenant,
    @NotSecret @Doc("The resource groups; the first is where bare names are")
        List<String> resourceGroups,
    @Default("public") @Doc("Which cloud") CloudName cloud,
    @Doc("Where it is, in place of what the cloud says") @Nullable Endpoints endpoints,
    @Default("{}") @Doc("Who asks") CredentialSpec credential,
    @NotSecret @Doc("A PEM file with the authorities that are trusted, relative to this file")
        @Nullable String trust,
    @Default("3m") @Doc("How long one question may take") Duration deadline,
    @NotSecret @Doc("The network watcher's id; that of the region when absent")
        @Nullable String networkWatcher) {

  static final Descriptor<PlatformDescriptor> FORMAT =
      Descriptor.of(PlatformDescriptor.class, "Azure platform")
          .check(PlatformDescriptor::check)
          .build();

  /** A subscription to try other values with. */
  private static final String ANY = "00000000-0000-0000-0000-000000000000";

  PlatformDescriptor {
    resourceGroups = List.copyOf(resourceGroups);
  }

  /** The clouds. */
  enum CloudName {
    PUBLIC,
    US_GOVERNMENT,
    CHINA
  }

  /**
   * Where a cloud is.
   *
   * @param resourceManager Azure Resource Manager
   * @param authority where tokens come from
   * @param logAnalytics the query interface of Log Analytics
   */
  record Endpoints(
      @NotSecret @Doc("Azure Resource Manager") String resourceManager,
      @NotSecret @Doc("Where tokens come from") String authority,
      @NotSecret @Doc("The query interface of Log Analytics") String logAnalytics) {}

  /**
   * Who asks.
   *
   * @param kind the way of logging in
   * @param clientId the application's or identity's id
   * @param secret the application's secret
   * @param certificate a PEM file with certificate and private key
   */
  record CredentialSpec(
      @Default("default-chain") @Doc("The way of logging in") CredentialKind kind,
      @NotSecret @Doc("The application's or identity's id") @Nullable String clientId,
      @Doc("The application's secret, as ${NAME}") @Nullable String secret,
      @NotSecret @Doc("A PEM file with certificate and private key, relative to this file")
          @Nullable String certificate) {}

  /** The ways of logging in. */
  enum CredentialKind {
    DEFAULT_CHAIN,
    CLIENT_SECRET,
    CLIENT_CERTIFICATE,
    WORKLOAD_IDENTITY,
    MANAGED_IDENTITY,
    AZURE_CLI
  }

  private static void check(PlatformDescriptor read, Problems problems) {
    CredentialSpec credential = read.credential();
    boolean application =
        credential.kind() == CredentialKind.CLIENT_SECRET
            || credential.kind() == CredentialKind.CLIENT_CERTIFICATE;
    if (application && credential.clientId() == null) {
      problems.add("credential", "an application needs its client-id");
    }
    if (application && read.tenant() == null) {
      problems.add("tenant", "an application is logged in to a tenant, which is missing");
    }
    needed(problems, credential, CredentialKind.CLIENT_SECRET, "secret", credential.secret());
    needed(
        problems,
        credential,
        CredentialKind.CLIENT_CERTIFICATE,
        "certificate",
        credential.certificate());
  }

  private static void needed(
      Problems problems,
      CredentialSpec credential,
      CredentialKind kind,
      String key,
      @Nullable String value) {
    String word = kind.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    if (credential.kind() == kind && (value == null || value.isBlank())) {
      problems.add("credential", "the kind " + word + " needs " + key);
    } else if (credential.kind() != kind && value != null) {
      problems.add("credential." + key, "is of the kind " + word + " only");
    }
  }

  /** Checks the values themselves, files beside the description included. */
  private void checkValues(Path file, Problems problems) {
    tried(problems, "subscription", () -> AzurePlatform.of(subscription));
    tried(problems, "deadline", () -> AzurePlatform.of(ANY).deadline(deadline));
    if (tenant != null && tenant.isBlank()) {
      problems.addUnlessBroken("tenant", "is empty: write the tenant's id, or leave it out");
    }
    for (int i = 0; i < resourceGroups.size(); i++) {
      if (!resourceGroups.get(i).matches("[-\\w._()]*[-\\w_()]")) {
        problems.addUnlessBroken(
            "resource-groups[" + i + "]",
            "\""
                + resourceGroups.get(i)
                + "\" is no name of a resource group: letters, digits, - _ . ( ), no point at the end");
      }
    }
    if (trust != null) {
      String pem = trust;
      tried(problems, "trust", () -> AzurePlatform.of(ANY).trusting(file.resolveSibling(pem)));
    }
    String certificate = credential.certificate();
    if (certificate != null
        && !certificate.isBlank()
        && !Files.isReadable(file.resolveSibling(certificate))) {
      problems.addUnlessBroken(
          "credential.certificate",
          file.resolveSibling(certificate)
              + " cannot be read: name a PEM file with certificate and private key, relative to"
              + " this file");
    }
    if (networkWatcher != null
        && ResourceId.parse(networkWatcher)
            .filter(id -> id.type().equalsIgnoreCase("Microsoft.Network/networkWatchers"))
            .isEmpty()) {
      problems.addUnlessBroken(
          "network-watcher",
          "\""
              + networkWatcher
              + "\" is no id of a network watcher, such as /subscriptions/…/resourceGroups/NetworkWatcherRG/providers/Microsoft.Network/networkWatchers/NetworkWatcher_westeurope");
    }
    Endpoints given = endpoints;
    if (given != null) {
      tried(
          problems,
          "endpoints.resource-manager",
          () -> AzureCloud.address(given.resourceManager()));
      tried(problems, "endpoints.authority", () -> AzureCloud.address(given.authority()));
      tried(problems, "endpoints.log-analytics", () -> AzureCloud.address(given.logAnalytics()));
    }
  }

  private static void tried(Problems problems, String path, Runnable making) {
    try {
      making.run();
    } catch (IllegalArgumentException e) {
      problems.addUnlessBroken(path, String.valueOf(e.getMessage()));
    }
  }

  static AzurePlatformBuilder read(Path file) {
    Document<PlatformDescriptor> document =
        FORMAT.toBuilder()
            .check((read, problems) -> read.checkValues(file, problems))
            .build()
            .read(Source.of(file));
    return document.value().builder(file);
  }

  private AzurePlatformBuilder builder(Path file) {
    AzurePlatformBuilder builder =
        AzurePlatform.of(subscription)
            .deadline(deadline)
            .credential(credential(file))
            .cloud(
                endpoints != null
                    ? AzureCloud.of(
                        endpoints.resourceManager(),
                        endpoints.authority(),
                        endpoints.logAnalytics())
                    : switch (cloud) {
                      case PUBLIC -> AzureCloud.PUBLIC;
                      case US_GOVERNMENT -> AzureCloud.US_GOVERNMENT;
                      case CHINA -> AzureCloud.CHINA;
                    });
    resourceGroups.forEach(builder::resourceGroup);
    if (tenant != null) {
      builder.tenant(tenant);
    }
    if (trust != null) {
      builder.trusting(file.resolveSibling(trust));
    }
    if (networkWatcher != null) {
      builder.networkWatcher(networkWatcher);
    }
    return builder;
  }

  private AzureCredential credential(Path file) {
    String id = String.valueOf(credential.clientId());
    return switch (credential.kind()) {
      case DEFAULT_CHAIN -> AzureCredential.defaultChain();
      case CLIENT_SECRET -> AzureCredential.clientSecret(id, String.valueOf(credential.secret()));
      case CLIENT_CERTIFICATE ->
          AzureCredential.clientCertificate(
              id, file.resolveSibling(String.valueOf(credential.certificate())));
      case WORKLOAD_IDENTITY -> AzureCredential.workloadIdentity();
      case MANAGED_IDENTITY -> AzureCredential.managedIdentity(credential.clientId());
      case AZURE_CLI -> AzureCredential.azureCli();
    };
  }
}
