package dev.plumbline.azure.contract;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TryTest {
  @TempDir Path folder;
  static class C implements InternalApiManagementContract, ForcedTunnellingContract, ApiManagementSecurityRulesContract, ApiManagementNameResolutionContract {}
  static class F implements GatewayFrontedApiManagementContract, VmwareSolutionApiManagementContract {}
  static class E implements ExternalApiManagementContract, VmwareSolutionApiManagementContract {}
  static class P implements PrivateEndpointApiManagementContract, ApiManagementNameResolutionContract {}
  void show(String what, ContractRun.Outcome o) {
    System.out.println("#### " + what);
    o.passed().forEach(t -> System.out.println("  ok   " + t));
    o.failed().forEach((t, f) -> System.out.println("  FAIL " + t + "\n" + f));
  }
  @Test void shows() {
    show("internal", new ContractRun(folder.resolve("1"), "internal.yaml").vantage("internet", "192.0.2.53:53").vantage("workload-subnet", "10.1.0.5:443").vantage("datacenter", "10.1.0.5:443").run(C.class));
    show("avs-internal", new ContractRun(folder.resolve("2"), "avs-internal.yaml").vantage("internet", "203.0.113.40:443").vantage("gateway-subnet", "10.20.1.6:443").vantage("datacenter", "10.20.1.6:443").run(F.class));
    show("avs-external", new ContractRun(folder.resolve("3"), "avs-external.yaml").vantage("internet", "contoso-apis.azure-api.net:443").vantage("workload", "apim-subnet", "10.10.1.6:443").run(E.class));
    show("pe", new ContractRun(folder.resolve("4"), "private-endpoint.yaml").vantage("internet", "contoso.azure-api.net:443").vantage("workload-subnet", "10.0.0.6:443").vantage("partner-subnet", "contoso.azure-api.net:443").run(P.class));
  }
}
