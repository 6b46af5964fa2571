package dev.plumbline.azure.contract;

import dev.plumbline.junit.NetworkTest;
import dev.plumbline.lab.Lab;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/**
 * What every API Management service in internal mode must show:
 *
 * <ul>
 *   <li>no default host name is in public DNS, and no custom one leads to a private address there;
 *   <li>inside, all its names lead to the private virtual IP, and nowhere else;
 *   <li>gateway and developer portal answer there on their names; the gateway on no other host
 *       name;
 *   <li>networks that are connected to its virtual network, or to a peered one, reach the private
 *       virtual IP, where the environment has a vantage in one;
 *   <li>in each region, from the internet, from virtual networks that are not peered and from
 *       networks that are not connected there is no way to the private virtual IP, not even one
 *       that a firewall or a load balancer passes on from its public address;
 *   <li>in each region the public virtual IP takes neither calls nor management traffic of
 *       everybody; where none is written, the address that the platform gives takes no management
 *       traffic of everybody. By the description that goes for every part of the internet that
 *       rules and routes make, as far as it has prefixes of at most 16 bits or is a service tag;
 *   <li>of several regions each has its gateway: its regional name leads inside to the private
 *       virtual IP of the region, and is in no public DNS; the gateway answers there on its names
 *       and on no other. The other names of the gateway may lead to any region.
 * </ul>
 *
 * <p>The environment needs vantages in the internet and in the service's virtual network or one
 * peered with it, in each region, each with its segment; where one is missing, the tests from there
 * fail and say so.
 *
 * <pre><code class='java'>
 * class ContosoIT implements InternalApiManagementContract {}
 * </code></pre>
 *
 * <p>Source: "Deploy your Azure API Management instance to a virtual network - internal mode".
 */
@NetworkTest
public interface InternalApiManagementContract {

  /** Returns the tests, made from the topology; a topology without such a service is an error. */
  @TestFactory
  default Stream<DynamicNode> internal_api_management(Lab lab) {
    return InternalApiManagement.of(Subject.of(lab));
  }
}
