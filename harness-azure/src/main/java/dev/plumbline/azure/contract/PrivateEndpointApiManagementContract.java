package dev.plumbline.azure.contract;

import dev.plumbline.junit.NetworkTest;
import dev.plumbline.lab.Lab;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/**
 * What every API Management service with a private endpoint must show: where the private zone is
 * linked, its gateway's name leads to the private endpoint by way of the name below {@code
 * privatelink.azure-api.net}, and the gateway alone answers there; elsewhere the name leads to the
 * public address, which answers 403 when public network access is disabled.
 *
 * <p>The environment needs vantages in the internet and in the private endpoint's virtual network,
 * each with its segment.
 *
 * <p>Source: "Secure your APIs with Private Link support for Azure API Management", and "Connect
 * privately to API Management using an inbound private endpoint".
 */
@NetworkTest
public interface PrivateEndpointApiManagementContract {

  /** Returns the tests, made from the topology; a topology without anything to test is an error. */
  @TestFactory
  default Stream<DynamicNode> private_endpoint_api_management(Lab lab) {
    return PrivateEndpointApiManagement.of(Subject.of(lab));
  }
}
