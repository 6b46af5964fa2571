package dev.plumbline.azure.arm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Templates of the form in which Bicep writes them. */
class CompiledBicepTest {

  private static final String GROUP =
      "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/resource-group";

  @Test
  void modules_in_a_loop_with_symbolic_names_types_functions_and_conditions() {
    Deployment deployment =
        TestTemplates.template(
            """
            "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
            "languageVersion": "2.0",
            "contentVersion": "1.0.0.0",
            "metadata": {"_generator": {"name": "bicep", "version": "[not an expression"}},
            "definitions": {
              "subnetType": {
                "type": "object",
                "properties": {"name": {"type": "string"}, "prefix": {"type": "string", "nullable": true}}
              },
              "_1.names": {"type": "array", "items": {"type": "string"}}
            },
            "functions": [
              {
                "namespace": "__bicep",
                "members": {
                  "named": {
                    "parameters": [{"type": "string", "name": "prefix"}, {"type": "int", "name": "i"}],
                    "output": {"type": "string", "value": "[format('{0}-{1:00}', parameters('prefix'), parameters('i'))]"}
                  }
                }
              }
            ],
            "parameters": {
              "subnets": {
                "type": "array",
                "items": {"$ref": "#/definitions/subnetType"},
                "defaultValue": [{"name": "a", "prefix": "10.0.0.0/24"}, {"name": "b"}]
              },
              "location": {"type": "string", "defaultValue": "[resourceGroup().location]"},
              "withGateway": {"type": "bool", "defaultValue": false},
              "tier": {"type": "string", "nullable": true}
            },
            "variables": {
              "copy": [
                {
                  "name": "spokes",
                  "count": "[length(range(0, 2))]",
                  "input": "[__bicep.named('spoke', range(0, 2)[copyIndex('spokes')])]"
                }
              ],
              "$fxv#0": "content of a file"
            },
            "resources": {
              "hub": {
                "existing": true,
                "type": "Microsoft.Network/virtualNetworks",
                "apiVersion": "2023-09-01",
                "scope": "[format('/subscriptions/{0}/resourceGroups/{1}', subscription().subscriptionId, 'hub-rg')]",
                "name": "hub"
              },
              "gateway": {
                "condition": "[parameters('withGateway')]",
                "type": "Microsoft.Network/natGateways",
                "apiVersion": "2023-09-01",
                "name": "nat"
              },
              "net": {
                "copy": {"name": "net", "count": "[length(variables('spokes'))]", "mode": "serial", "batchSize": 1},
                "type": "Microsoft.Resources/deployments",
                "apiVersion": "2022-09-01",
                "name": "[format('net-{0}', copyIndex())]",
                "properties": {
                  "expressionEvaluationOptions": {"scope": "inner"},
                  "mode": "Incremental",
                  "parameters": {
                    "name": {"value": "[variables('spokes')[copyIndex()]]"},
                    "location": {"value": "[parameters('location')]"},
                    "tags": {"value": {"tier": "[coalesce(parameters('tier'), 'none')]", "file": "[variables('$fxv#0')]"}},
                    "prefixes": {
                      "copy": [
                        {
                          "name": "value",
                          "count": "[length(parameters('subnets'))]",
                          "input": "[coalesce(tryGet(parameters('subnets')[copyIndex('value')], 'prefix'), '10.9.0.0/24')]"
                        }
                      ]
                    },
                    "natId": {"value": "[if(parameters('withGateway'), resourceInfo('gateway').id, null())]"}
                  },
                  "template": {
                    "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
                    "languageVersion": "2.0",
                    "contentVersion": "1.0.0.0",
                    "parameters": {
                      "name": {"type": "string"},
                      "location": {"type": "string"},
                      "tags": {"type": "object"},
                      "prefixes": {"type": "array"},
                      "natId": {"type": "string", "nullable": true}
                    },
                    "resources": {
                      "vnet": {
                        "type": "Microsoft.Network/virtualNetworks",
                        "apiVersion": "2023-09-01",
                        "name": "[parameters('name')]",
                        "location": "[parameters('location')]",
                        "tags": "[parameters('tags')]",
                        "properties": {
                          "copy": [
                            {
                              "name": "subnets",
                              "count": "[length(parameters('prefixes'))]",
                              "input": {
                                "name": "[format('s{0}', copyIndex('subnets'))]",
                                "properties": {
                                  "addressPrefix": "[parameters('prefixes')[copyIndex('subnets')]]",
                                  "natGateway": "[if(empty(parameters('natId')), null(), createObject('id', parameters('natId')))]"
                                }
                              }
                            }
                          ]
                        }
                      }
                    },
                    "outputs": {
                      "subnetIds": {
                        "type": "array",
                        "copy": {
                          "count": "[length(parameters('prefixes'))]",
                          "input": "[reference('vnet').subnets[copyIndex()].id]"
                        }
                      }
                    }
                  }
                }
              },
              "user": {
                "copy": {"name": "user", "count": 2},
                "type": "Microsoft.Network/networkInterfaces",
                "apiVersion": "2023-09-01",
                "name": "[format('nic{0}', copyIndex())]",
                "properties": {
                  "subnet": "[reference(format('net[{0}]', copyIndex())).outputs.subnetIds.value[1]]",
                  "hub": "[resourceId('hub-rg', 'Microsoft.Network/virtualNetworks', 'hub')]",
                  "nat": "[if(parameters('withGateway'), reference('gateway').publicIpAddresses, 'none')]"
                },
                "dependsOn": ["gateway", "hub", "[format('net[{0}]', copyIndex())]"]
              }
            }
            """);

    assertThat(TestTemplates.names(deployment))
        .containsExactly(
            "Microsoft.Network/virtualNetworks hub",
            "Microsoft.Network/virtualNetworks spoke-00",
            "Microsoft.Network/virtualNetworks spoke-01",
            "Microsoft.Network/networkInterfaces nic0",
            "Microsoft.Network/networkInterfaces nic1");
    assertThat(TestTemplates.ids(deployment).get(0))
        .isEqualTo(
            "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/hub-rg/providers/"
                + "Microsoft.Network/virtualNetworks/hub");
    assertThat(TestTemplates.properties(deployment, "spoke-01"))
        .isEqualTo(
            "{\"subnets\":[{\"name\":\"s0\",\"properties\":{\"addressPrefix\":\"10.0.0.0/24\","
                + "\"natGateway\":null}},{\"name\":\"s1\",\"properties\":"
                + "{\"addressPrefix\":\"10.9.0.0/24\",\"natGateway\":null}}]}");
    assertThat(deployment.resources().get(1).tags().json())
        .isEqualTo("{\"tier\":\"none\",\"file\":\"content of a file\"}");
    assertThat(deployment.resources().get(4).properties().text("subnet"))
        .isEqualTo(GROUP + "/providers/Microsoft.Network/virtualNetworks/spoke-01/subnets/s1");
    assertThat(deployment.resources().get(4).properties().text("nat")).isEqualTo("none");
    assertThat(deployment.notes()).isEmpty();
  }

  @Test
  void old_symbolless_modules_refer_to_each_other_by_identifier() {
    Deployment deployment =
        TestTemplates.template(
            """
            "resources": [
              {"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "shared",
               "subscriptionId": "[subscription().subscriptionId]", "resourceGroup": "shared-rg",
               "properties": {"expressionEvaluationOptions": {"scope": "inner"}, "mode": "Incremental",
                 "template": {
                   "resources": [{"type": "A.B/c", "apiVersion": "1", "name": "x"}],
                   "outputs": {"id": {"type": "string", "value": "[resourceId('A.B/c', 'x')]"}}}}},
              {"type": "A.B/d", "apiVersion": "1", "name": "uses",
               "properties": {"id": "[reference(extensionResourceId(format('/subscriptions/{0}/resourceGroups/{1}', subscription().subscriptionId, 'shared-rg'), 'Microsoft.Resources/deployments', 'shared'), '2022-09-01').outputs.id.value]"},
               "dependsOn": ["[extensionResourceId(format('/subscriptions/{0}/resourceGroups/{1}', subscription().subscriptionId, 'shared-rg'), 'Microsoft.Resources/deployments', 'shared')]"]}
            ]
            """);

    assertThat(TestTemplates.properties(deployment, "uses"))
        .isEqualTo(
            "{\"id\":\"/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/"
                + "shared-rg/providers/A.B/c/x\"}");
  }

  @Test
  void existing_resources_are_where_they_say_and_only_where_their_condition_holds() {
    Deployment deployment =
        TestTemplates.template(
            """
            "languageVersion": "2.0",
            "parameters": {"key": {"type": "string", "nullable": true}},
            "resources": {
              "hub": {"existing": true, "type": "A.B/c", "apiVersion": "1", "name": "hub",
                "subscriptionId": "11111111-2222-3333-4444-555555555555", "resourceGroup": "hubs"},
              "here": {"existing": true, "type": "A.B/c", "apiVersion": "1", "name": "here",
                "resourceGroup": "others"},
              "key": {"condition": "[not(empty(parameters('key')))]", "existing": true,
                "type": "A.B/k", "apiVersion": "1",
                "subscriptionId": "[split(coalesce(parameters('key'), '//'), '/')[2]]",
                "resourceGroup": "[split(coalesce(parameters('key'), '////'), '/')[4]]",
                "name": "[last(split(coalesce(parameters('key'), 'none'), '/'))]"},
              "user": {"type": "A.B/d", "apiVersion": "1", "name": "user", "properties": {
                "hub": "[resourceInfo('hub').id]", "id": "[reference('here', '1', 'full').id]"}}
            }
            """);

    String here = GROUP.replace("resource-group", "others") + "/providers/A.B/c/here";
    String hub =
        "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/hubs/providers/A.B/c/hub";
    assertThat(TestTemplates.ids(deployment))
        .containsExactly(hub, here, GROUP + "/providers/A.B/d/user");
    assertThat(TestTemplates.properties(deployment, "user"))
        .isEqualTo("{\"hub\":\"" + hub + "\",\"id\":\"" + here + "\"}");
  }
}
