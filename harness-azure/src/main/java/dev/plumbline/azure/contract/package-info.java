/**
 * Acceptance contracts that are ready to be run: interfaces of JUnit tests that a test class
 * implements in one line.
 *
 * <pre><code class='java'>
 * class ContosoIT implements InternalApiManagementContract, NetworkStatusContract {}
 * </code></pre>
 *
 * <p>Without an annotation it runs on the environment that {@code plumbline.environment} names, or
 * else on the only one in {@code environments} on the class path; {@code @NetworkTest("contoso")}
 * names one. The tests are made from the Azure resources of the environment's network; what they
 * expect stands in the documents of the services, not in the code that simulates them. A topology
 * without anything to test is an error, and where nobody looks from a place that matters, the test
 * from there fails.
 *
 * <p>On the ground {@code live} the topology must tell the addresses of what is deployed, as {@code
 * az} and the state of Terraform do; those of a template are made up. Settings that no traffic
 * shows are asked of the description there too: the titles of such tests end with "(by the
 * description)".
 */
@NullMarked
package dev.plumbline.azure.contract;

import org.jspecify.annotations.NullMarked;
