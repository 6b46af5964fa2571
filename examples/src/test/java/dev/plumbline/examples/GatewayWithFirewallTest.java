package dev.plumbline.examples;

import dev.plumbline.azure.contract.GatewayFrontedApiManagementContract;
import dev.plumbline.azure.contract.InternalApiManagementContract;
import dev.plumbline.junit.NetworkTest;

/** The whole of the gateway and the developer portal behind a firewall, by contract. */
@NetworkTest("contoso")
class GatewayWithFirewallTest
    implements GatewayFrontedApiManagementContract, InternalApiManagementContract {}
