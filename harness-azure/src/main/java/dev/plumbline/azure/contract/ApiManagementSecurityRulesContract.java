package dev.plumbline.azure.contract;

import dev.plumbline.junit.NetworkTest;
import dev.plumbline.lab.Lab;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/**
 * Which flows the network security group of every injected API Management service must let through,
 * by its mode: the minimum rules of the document, row by row.
 *
 * <p>It asks the description of the network, without traffic, and needs no vantage.
 *
 * <p>Source: "Deploy your Azure API Management instance to a virtual network - internal mode",
 * section "Configure NSG rules".
 */
@NetworkTest
public interface ApiManagementSecurityRulesContract {

  /** Returns the tests, made from the topology; a topology without anything to test is an error. */
  @TestFactory
  default Stream<DynamicNode> api_management_security_rules(Lab lab) {
    return ApiManagementSecurityRules.of(Subject.of(lab));
  }
}
