package dev.plumbline.examples;

import dev.plumbline.junit.EndpointTests;
import dev.plumbline.junit.NetworkTest;
import dev.plumbline.lab.Lab;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Every endpoint of the environment resolves, is open, has its certificate, and answers. */
@Tag("smoke")
@NetworkTest("contoso")
class EndpointsTest {

  /** Its management is closed on purpose: see {@link ReachabilityTest}. */
  @TestFactory
  Stream<DynamicNode> every_endpoint_but_management_answers_inside(Lab lab) {
    return EndpointTests.except(lab, "workload-subnet", "apim-management");
  }

  @TestFactory
  Stream<DynamicNode> what_is_public_answers_outside(Lab lab) {
    return EndpointTests.only(lab, "internet", "api", "portal");
  }
}
