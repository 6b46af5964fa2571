package dev.plumbline.azure.contract;

import dev.plumbline.junit.NetworkTest;
import dev.plumbline.lab.Lab;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/**
 * What every way through an Application Gateway with WAF to an API Management service must show:
 *
 * <ul>
 *   <li>the platform reaches the gateway to manage it: its rules let GatewayManager in, and the
 *       default route of its subnet leads to the internet;
 *   <li>the listener speaks HTTPS, and a firewall is on it that prevents, with managed rules;
 *   <li>no whole group of those rules is off, be it rule by rule, nor rules of a group or version
 *       that is not known; every part of a request is looked at, bodies too; and neither a custom
 *       rule nor an exception lets every caller past them. One that is not seen to be narrow counts
 *       as one for everyone: by a size, a country, what every client sends, or an operator or
 *       pattern that cannot be tried. Single rules that are off, exclusions of single headers and
 *       callers that are trusted stand in the report, since the documents want some of them;
 *   <li>the listener's host names lead to the gateway's address, and are in its certificate, which
 *       is trusted;
 *   <li>calls are answered by the service: at its status path, or below a path pattern by an API;
 *       an answer of the gateway itself is none;
 *   <li>the pool leads to nothing but the service;
 *   <li>a path map that leads there treats the paths that it names otherwise than the rest: one
 *       that sends all of them the same way exposes every API. Ways are the same that differ in
 *       names, patience, probes or trust alone, and patterns count that an earlier one leaves
 *       requests for;
 *   <li>at a listener of the developer portal rule 942200 is off, which breaks the download of
 *       OpenAPI specifications;
 *   <li>the probe asks for one of its host names, takes success alone for health, and finds it
 *       healthy;
 *   <li>a listener of one of its custom host names leads to it, on some path, or redirects;
 *   <li>past the gateway there is no way to a service in internal mode, in any of its regions, not
 *       even one that a firewall or a load balancer passes on from its public address; and
 *       management is closed to the internet.
 * </ul>
 *
 * <p>The environment needs vantages in the internet and in the gateway's virtual network or one
 * peered with it, each with its segment; where one is missing, the tests from there fail and say
 * so. Tests whose titles end with "(by the description)" ask the description of the network,
 * without traffic.
 *
 * <pre><code class='java'>
 * class ContosoIT implements GatewayFrontedApiManagementContract {}
 * </code></pre>
 *
 * <p>Source: "Integrate API Management in an internal VNET with Application Gateway".
 */
@NetworkTest
public interface GatewayFrontedApiManagementContract {

  /** Returns the tests, made from the topology; a topology without anything to test is an error. */
  @TestFactory
  default Stream<DynamicNode> gateway_fronted_api_management(Lab lab) {
    return GatewayFrontedApiManagement.of(Subject.of(lab));
  }
}
