package dev.plumbline.azure.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.azure.contract.ContractRun.Outcome;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which services each contract is for, of one in every mode, side by side. */
class ContractSubjectsTest {

  @TempDir Path folder;

  /** The tables of the modes: v2 tiers use the same words for other things. */
  static Stream<Arguments> contracts() {
    return Stream.of(
        Arguments.of(InternalTestCases.class, Set.of("contoso-internal")),
        Arguments.of(ExternalTestCases.class, Set.of("contoso-external")),
        Arguments.of(SecurityRulesTestCases.class, Set.of("contoso-external", "contoso-internal")),
        Arguments.of(TunnellingTestCases.class, Set.of("contoso-external", "contoso-internal")),
        Arguments.of(
            NetworkStatusTestCases.class,
            Set.of("contoso-external", "contoso-internal", "contoso-injected")),
        Arguments.of(PrivateEndpointTestCases.class, Set.of("contoso-standard")));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("contracts")
  void each_contract_is_for_the_services_of_its_modes(Class<?> contract, Set<String> services) {
    Outcome outcome =
        new ContractRun(folder, "options.yaml")
            .with(
                "  networkInterfaces:\n",
                "  routeTables:\n"
                    + "    - name: tunnel\n"
                    + "      routes: [{name: all, addressPrefix: 0.0.0.0/0, nextHopType: None}]\n"
                    + "  networkInterfaces:\n")
            .with(
                "-subnet\n          address",
                "-subnet\n          routeTable: tunnel\n          address")
            .run(contract);

    Set<String> seen =
        Stream.concat(outcome.passed().stream(), outcome.failed().keySet().stream())
            .map(title -> title.replaceFirst("^network status of ", "").split("[ ,]")[0])
            .collect(Collectors.toSet());
    assertThat(seen).isEqualTo(services);
  }

  static class InternalTestCases implements InternalApiManagementContract {}

  static class ExternalTestCases implements ExternalApiManagementContract {}

  static class SecurityRulesTestCases implements ApiManagementSecurityRulesContract {}

  static class TunnellingTestCases implements ForcedTunnellingContract {}

  static class NetworkStatusTestCases implements NetworkStatusContract {}

  static class PrivateEndpointTestCases implements PrivateEndpointApiManagementContract {}
}
