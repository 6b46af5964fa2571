package dev.plumbline.azure.compile;

import dev.plumbline.azure.model.ApplicationGateway;
import dev.plumbline.azure.model.ApplicationGateway.RequestRoutingRule;
import java.util.Comparator;
import java.util.List;

/**
 * The order of an application gateway's rules: by priority in v2, those without one last; in v1,
 * and among rules without priority, as they are listed.
 */
final class RuleOrder {

  private RuleOrder() {}

  static List<RequestRoutingRule> of(ApplicationGateway gateway) {
    if (!gateway.sku().isV2()) {
      return gateway.requestRoutingRules();
    }
    return gateway.requestRoutingRules().stream()
        .sorted(
            Comparator.comparing(
                RequestRoutingRule::priority, Comparator.nullsLast(Comparator.naturalOrder())))
        .toList();
  }
}
