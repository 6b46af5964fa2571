package dev.plumbline.azure.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.azure.around.Estate;
import dev.plumbline.azure.management.SimulatedResourceManager;
import dev.plumbline.descriptor.DescriptorException;
import dev.plumbline.pki.Pem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlatformDescriptorTest {

  @TempDir private Path directory;

  private Path file(String yaml) throws IOException {
    return Files.writeString(directory.resolve("contoso-azure.yaml"), yaml);
  }

  @Test
  void a_platform_is_opened_as_a_file_says() throws IOException {
    Estate estate =
        new Estate(
            """
            azure:
              name: contoso
              virtualNetworks: [{name: vnet, addressSpace: [10.1.0.0/16], subnets: [{name: web, addressPrefix: 10.1.1.0/24}]}]
            """);
    try (SimulatedResourceManager manager = SimulatedResourceManager.start(estate.topology())) {
      Files.writeString(
          directory.resolve("ca.pem"), Pem.of(List.of(manager.certificateAuthority())));
      Path file =
          file(
              """
              subscription: %s
              tenant: %s
              resource-groups: [contoso]
              endpoints:
                resource-manager: %s
                authority: %s
                log-analytics: %s
              trust: ca.pem
              credential: {kind: client-secret, client-id: %s, secret: %s}
              deadline: 20s
              """
                  .formatted(
                      manager.subscription(),
                      manager.tenant(),
                      manager.resourceManager(),
                      manager.authority(),
                      manager.resourceManager(),
                      manager.clientId(),
                      manager.clientSecret()));

      try (AzurePlatform azure = AzurePlatform.from(file).open()) {
        assertThat(azure.topology().value().model().virtualNetworks()).hasSize(1);
      }
    }
  }

  @Test
  void what_does_not_fit_together_is_told_with_its_place() throws IOException {
    Path file =
        file(
            """
            subscription: 11111111-2222-3333-4444-555555555555
            credential:
              kind: client-certificate
              secret: s3cret
            """);

    assertThatThrownBy(() -> AzurePlatform.from(file))
        .isInstanceOf(DescriptorException.class)
        .hasMessageContainingAll(
            "credential: an application needs its client-id",
            "tenant: an application is logged in to a tenant, which is missing",
            "credential.secret: is of the kind client-secret only",
            "credential: the kind client-certificate needs certificate")
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void all_wrong_values_are_told_with_their_places() throws IOException {
    Path file =
        file(
            """
            subscription: contoso
            tenant: ''
            resource-groups: ['', shop.]
            endpoints:
              resource-manager: http://x
              authority: 'not a url'
              log-analytics: https://logs
            credential: {kind: client-certificate, client-id: x, certificate: none.pem}
            trust: no-ca.pem
            deadline: 0s
            network-watcher: w
            """);

    assertThatThrownBy(() -> AzurePlatform.from(file))
        .isInstanceOfSatisfying(
            DescriptorException.class,
            e ->
                assertThat(e.problems())
                    .extracting(one -> one.line() + " " + one.path() + ": " + one.message())
                    .containsExactly(
                        "1 subscription: \"contoso\" is no id of a subscription, such as"
                            + " 00000000-0000-0000-0000-000000000000 (az account show --query id)",
                        "2 tenant: is empty: write the tenant's id, or leave it out",
                        "3 resource-groups[0]: \"\" is no name of a resource group: letters, digits,"
                            + " - _ . ( ), no point at the end",
                        "3 resource-groups[1]: \"shop.\" is no name of a resource group: letters,"
                            + " digits, - _ . ( ), no point at the end",
                        "5 endpoints.resource-manager: \"http://x\" is no address beginning with"
                            + " https:// and a host: tokens go there",
                        "6 endpoints.authority: \"not a url\" is no address beginning with https://"
                            + " and a host: tokens go there",
                        "8 credential.certificate: "
                            + directory.resolve("none.pem")
                            + " cannot be read: name a PEM file with certificate and private key,"
                            + " relative to this file",
                        "9 trust: "
                            + directory.resolve("no-ca.pem")
                            + " cannot be read: name a PEM file with the certificates of"
                            + " authorities",
                        "10 deadline: a deadline is longer than 0s, such as 3m",
                        "11 network-watcher: \"w\" is no id of a network watcher, such as"
                            + " /subscriptions/…/resourceGroups/NetworkWatcherRG/providers/Microsoft.Network/networkWatchers/NetworkWatcher_westeurope"));
  }

  @Test
  void an_azure_on_this_machine_is_asked_by_nobody_whom_the_real_one_gives_tokens()
      throws IOException {
    Path file =
        file(
            """
            subscription: 11111111-2222-3333-4444-555555555555
            endpoints: {resource-manager: 'https://127.0.0.1:1', authority: 'https://127.0.0.1:1', log-analytics: 'https://127.0.0.1:1'}
            """);

    assertThatThrownBy(() -> AzurePlatform.from(file).open())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "the default credential chain is not for an Azure on this machine, since it would ask"
                + " the real one for a token: name the credential of the simulation, such as"
                + " clientSecret(..)");
  }
}
