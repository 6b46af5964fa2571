package dev.plumbline.azure.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.azure.contract.ContractRun.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiManagementNameResolutionContractTest {

  private static final String INTERNAL = "contoso-internal in internal mode > ";
  private static final String INTEGRATED = "contoso-integrated with outbound integration > ";
  private static final String INJECTED = "contoso-injected injected in a v2 tier > ";
  private static final String LEADS_TO_VIP =
      INTERNAL
          + "contoso-internal.azure-api.net leads to the private virtual IP (from workload-subnet)";
  private static final String BY_ENDPOINT =
      "contoso-standard without a virtual network > by private endpoint standard-endpoint >"
          + " contoso-standard.azure-api.net leads to the private endpoint by way of"
          + " privatelink.azure-api.net (from workload-subnet)";

  @TempDir Path folder;
  private ContractRun run;

  @BeforeEach
  void has_a_network_that_keeps_it() {
    run =
        new ContractRun(folder, "options.yaml")
            .vantage("internet", "contoso-public.azure-api.net:443")
            .vantage("workload-subnet", "10.30.2.6:443");
  }

  @Test
  void reads_like_a_protocol_of_each_mode() {
    Outcome outcome = run.run(ContosoTestCases.class);

    List<String> expected = new ArrayList<>();
    for (String part : List.of("", ".portal", ".developer", ".management", ".scm")) {
      expected.add(open("contoso-public without a virtual network > contoso-public" + part));
      expected.add(open("contoso-external in external mode > contoso-external" + part));
      expected.add(open("contoso-standard without a virtual network > contoso-standard" + part));
      expected.add(hidden(INTERNAL + "contoso-internal" + part));
    }
    for (String part : List.of("", ".developer", ".management")) {
      expected.add(open(INTEGRATED + "contoso-integrated" + part));
    }
    expected.add(hidden(INJECTED + "contoso-injected"));
    expected.add(
        INJECTED
            + "contoso-injected.azure-api.net leads to the private virtual IP (from"
            + " workload-subnet)");
    expected.add(LEADS_TO_VIP);
    expected.add(BY_ENDPOINT);
    assertThat(outcome.failed()).isEmpty();
    assertThat(outcome.passed()).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void fails_for_a_private_name_in_public_dns() {
    Outcome outcome =
        run.with(
                "  privateDnsZones:\n",
                "  dnsZones:\n"
                    + "    - name: azure-api.net\n"
                    + "      records: [contoso-internal.developer A 203.0.113.51]\n"
                    + "  privateDnsZones:\n")
            .run(ContosoTestCases.class);

    assertThat(outcome.failed()).containsOnlyKeys(hidden(INTERNAL + "contoso-internal.developer"));
    assertThat(outcome.failure())
        .contains("Expected:         NXDOMAIN")
        .contains("but resolved to:  203.0.113.51 (public)");
  }

  @Test
  void fails_without_the_record_of_the_virtual_ip() {
    Outcome outcome =
        run.with("        - '@ A 10.30.2.6'\n", "        - 'www A 10.30.2.6'\n")
            .run(ContosoTestCases.class);

    assertThat(outcome.failed()).containsOnlyKeys(LEADS_TO_VIP);
    assertThat(outcome.failure()).contains("Expected to resolve only to:  10.30.2.6");
  }

  @Test
  void fails_where_the_zone_of_private_endpoints_lacks_the_name() {
    Outcome outcome =
        run.with("      privateDnsZoneGroup: [privatelink.azure-api.net]\n", "")
            .with("          resolutionPolicy: NxDomainRedirect\n", "")
            .run(ContosoTestCases.class);

    assertThat(outcome.failed()).containsOnlyKeys(BY_ENDPOINT);
    assertThat(outcome.failure()).contains("but was:              NXDOMAIN");
  }

  @Test
  void fails_where_it_is_sent_on_to_public_dns_instead() {
    Outcome outcome =
        run.with("      privateDnsZoneGroup: [privatelink.azure-api.net]\n", "")
            .run(ContosoTestCases.class);

    assertThat(outcome.failed()).containsOnlyKeys(BY_ENDPOINT);
    assertThat(outcome.failure()).contains("(public)");
  }

  @Test
  void says_which_vantage_to_add_where_nobody_looks_from() {
    Outcome outcome = run.without("workload-subnet").run(ContosoTestCases.class);

    assertThat(outcome.failed())
        .hasSize(3)
        .allSatisfy(
            (title, failure) -> assertThat(failure).hasMessageStartingWith("Nobody looks from "));
  }

  @Test
  void is_an_error_for_a_topology_without_a_service() {
    Outcome outcome = new ContractRun(folder, "empty.yaml").run(ContosoTestCases.class);

    assertThat(outcome.passed()).isEmpty();
    assertThat(outcome.failure())
        .isEqualTo(
            "topology empty has no API Management service, so this contract would prove nothing; it"
                + " has none at all");
  }

  private static String open(String name) {
    return name + ".azure-api.net leads to a public address (from internet)";
  }

  private static String hidden(String name) {
    return name + ".azure-api.net is not in public DNS (from internet)";
  }

  static class ContosoTestCases implements ApiManagementNameResolutionContract {}
}
