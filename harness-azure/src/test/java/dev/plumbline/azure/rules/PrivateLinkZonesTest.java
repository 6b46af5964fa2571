package dev.plumbline.azure.rules;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrivateLinkZonesTest {

  @ParameterizedTest
  @CsvSource({
    "contoso.azure-api.net, contoso.privatelink.azure-api.net",
    "Contoso.blob.core.windows.net, contoso.privatelink.blob.core.windows.net",
    "contoso.vault.azure.net, contoso.privatelink.vaultcore.azure.net",
    "site.azurewebsites.net, site.privatelink.azurewebsites.net",
    "site.scm.azurewebsites.net, site.scm.privatelink.azurewebsites.net",
    "topic.westeurope-1.eventgrid.azure.net, topic.westeurope-1.privatelink.eventgrid.azure.net",
    "factory.westeurope.datafactory.azure.net,"
        + " factory.westeurope.privatelink.datafactory.azure.net",
    "jobs.westeurope.batch.azure.com, jobs.westeurope.privatelink.batch.azure.com",
    "cluster.westeurope.kusto.windows.net, cluster.privatelink.westeurope.kusto.windows.net",
    "it.workspace.westeurope.api.azureml.ms, it.workspace.westeurope.privatelink.api.azureml.ms",
    "runs.webhook.westeurope.azure-automation.net,"
        + " runs.webhook.westeurope.privatelink.azure-automation.net"
  })
  void a_public_name_leads_to_one_in_the_private_zone(String name, String behind) {
    assertThat(PrivateLinkZones.privateName(name)).hasValue(behind);
  }

  @ParameterizedTest
  @CsvSource({"contoso.developer.azure-api.net", "contoso.com", "net", "www.kusto.windows.com"})
  void other_names_lead_nowhere_else(String name) {
    assertThat(PrivateLinkZones.privateName(name)).isEmpty();
  }

  @Test
  void every_private_zone_is_one_of_private_links() {
    assertThat(PrivateLinkZones.all())
        .allSatisfy(entry -> assertThat(entry.privateZone()).startsWith("privatelink."));
  }
}
