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
  void what_is_no_subscription_is_refused() throws IOException {
    Path file = file("subscription: contoso\n");

    assertThatThrownBy(() -> AzurePlatform.from(file))
        .hasMessage(
            "\"contoso\" is no id of a subscription, such as 00000000-0000-0000-0000-000000000000"
                + " (az account show --query id)");
  }
}
