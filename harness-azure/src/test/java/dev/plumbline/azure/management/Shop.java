package dev.plumbline.azure.management;

import dev.plumbline.azure.around.Estate;

/** The network of the tests: machines in two subnets, a gateway, an API Management service. */
final class Shop {

  static final Estate ESTATE =
      new Estate(
          """
          azure:
            name: shop
            virtualNetworks:
              - name: shop-vnet
                location: westeurope
                addressSpace: [10.1.0.0/16]
                ddosProtectionPlan: plan
                subnets:
                  - {name: gateways, addressPrefix: 10.1.1.0/24}
                  - {name: web, addressPrefix: 10.1.2.0/24, networkSecurityGroup: web-nsg, routeTable: web-routes}
                  - {name: apis, addressPrefix: 10.1.3.0/24, networkSecurityGroup: apis-nsg}
                  - {name: endpoints, addressPrefix: 10.1.4.0/24}
                peerings:
                  - {name: to-hub, remoteVirtualNetwork: hub-vnet}
              - name: hub-vnet
                location: westeurope
                addressSpace: [10.2.0.0/16]
                subnets:
                  - {name: appliances, addressPrefix: 10.2.0.0/24}
                peerings:
                  - {name: to-shop, remoteVirtualNetwork: shop-vnet}
            ddosProtectionPlans: [{name: plan}]
            networkSecurityGroups:
              - name: web-nsg
                securityRules:
                  - {name: AllowHttps, priority: 100, direction: inbound, access: allow, protocol: tcp, sourceAddressPrefixes: [10.1.1.0/24, 10.2.0.0/24], destinationPortRanges: [443, 8443-8444]}
                  - {name: DenyHub, priority: 200, direction: inbound, access: deny, protocol: tcp, sourceAddressPrefixes: [10.2.0.0/16], destinationAddressPrefixes: [VirtualNetwork]}
              - name: machine-nsg
                securityRules:
                  - {name: DenyDatabase, priority: 300, direction: outbound, access: deny, protocol: tcp, destinationAddressPrefixes: [Sql], destinationPortRanges: [1433]}
              - name: apis-nsg
                securityRules:
                  - {name: AllowManagement, priority: 100, direction: inbound, access: allow, protocol: tcp, sourceAddressPrefixes: [ApiManagement], destinationAddressPrefixes: [VirtualNetwork], destinationPortRanges: [3443]}
                  - {name: AllowProbes, priority: 110, direction: inbound, access: allow, protocol: tcp, sourceAddressPrefixes: [AzureLoadBalancer], destinationAddressPrefixes: [VirtualNetwork], destinationPortRanges: [6390]}
                  - {name: DenyMetrics, priority: 200, direction: outbound, access: deny, protocol: tcp, destinationAddressPrefixes: [AzureMonitor], destinationPortRanges: [1886]}
            routeTables:
              - name: web-routes
                routes:
                  - {name: out, addressPrefix: 0.0.0.0/0, nextHopType: virtual-appliance, nextHopIpAddress: 10.2.0.4}
                  - {name: nowhere, addressPrefix: 10.99.0.0/16, nextHopType: none}
            networkInterfaces:
              - {name: web-nic, virtualMachine: web, networkSecurityGroup: machine-nsg, ipConfigurations: [{subnet: web, privateIPAddress: 10.1.2.10}], services: [{port: 443, kind: https}, {port: 8080, kind: http}]}
              - {name: spare-nic, ipConfigurations: [{subnet: web, privateIPAddress: 10.1.2.11}]}
              - {name: appliance-nic, virtualMachine: appliance, enableIPForwarding: true, ipConfigurations: [{subnet: appliances, privateIPAddress: 10.2.0.4}]}
            publicIPAddresses:
              - {name: gateway-ip, ipAddress: 203.0.113.10, fqdn: shop.westeurope.cloudapp.azure.com}
            platformServices:
              - {name: shopdata, resourceType: Microsoft.Storage/storageAccounts, hostNames: [shopdata.blob.core.windows.net]}
            privateEndpoints:
              - {name: data, subnet: endpoints, privateIPAddress: 10.1.4.4, service: shopdata, groupIds: [blob], privateDnsZoneGroup: [privatelink.blob.core.windows.net]}
            privateDnsZones:
              - {name: privatelink.blob.core.windows.net, virtualNetworkLinks: [{virtualNetwork: shop-vnet}]}
              - {name: shop.internal, virtualNetworkLinks: [{virtualNetwork: shop-vnet, registrationEnabled: true}, {virtualNetwork: hub-vnet}], records: [db A 10.1.4.9, www 60 CNAME web]}
              - {name: azure-api.net, virtualNetworkLinks: [{virtualNetwork: shop-vnet}], records: [shop-apis A 10.1.3.5]}
            dnsZones:
              - {name: shop.net, records: [www CNAME shop.westeurope.cloudapp.azure.com., '@ MX 10 mail.shop.net.']}
            apiManagement:
              - {name: shop-apis, sku: developer, location: westeurope, virtualNetworkType: internal, subnet: apis, privateIPAddress: 10.1.3.5, apis: [{path: /orders}]}
            webApplicationFirewallPolicies:
              - name: shop-waf
                policySettings: {mode: prevention}
                managedRuleSets: [{ruleSetVersion: '3.2'}]
                exclusions: [{matchVariable: RequestCookieNames, selector: session}]
            applicationGateways:
              - name: shop-gateway
                sku: WAF_v2
                subnet: gateways
                firewallPolicy: shop-waf
                frontendIPConfigurations: [{name: public, publicIPAddress: gateway-ip}]
                frontendPorts: [{name: http, port: 80}]
                httpListeners: [{name: web, frontendIPConfiguration: public, frontendPort: http, protocol: http}]
                backendAddressPools:
                  - {name: machines, backendAddresses: [10.1.2.10, 10.1.2.11]}
                backendHttpSettings: [{name: settings, protocol: http, port: 8080, probe: shop-probe}]
                probes: [{name: shop-probe, protocol: http, host: shop.net}]
                requestRoutingRules: [{name: rule, priority: 10, httpListener: web, backendAddressPool: machines, backendHttpSettings: settings}]
          """);

  private Shop() {}
}
