package dev.plumbline.azure.arm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.azure.json.JsonArray;
import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonUnknown;
import dev.plumbline.azure.json.JsonValue;
import dev.plumbline.descriptor.DescriptorException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TemplateDeploymentTest {

  private static final String GROUP =
      "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/resource-group";

  @Test
  void a_resource_has_its_values_its_identifier_and_the_place_it_is_written_at() {
    Deployment deployment =
        TestTemplates.template(
            """
            "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
            "variables": {"prefix": "10.0.0.0/16"},
            "resources": [
              {
                "type": "Microsoft.Network/virtualNetworks",
                "apiVersion": "2023-09-01",
                "name": "[concat('v', 'net')]",
                "location": "[resourceGroup().location]",
                "comments": "[no expression",
                "tags": {"[concat('a', 'b')]": "c"},
                "properties": {"addressSpace": {"addressPrefixes": ["[variables('prefix')]"]}}
              }
            ]
            """);

    ArmResource vnet = deployment.resources().get(0);
    assertThat(vnet.id()).isEqualTo(GROUP + "/providers/Microsoft.Network/virtualNetworks/vnet");
    assertThat(vnet.name()).isEqualTo("vnet");
    assertThat(vnet.is("microsoft.network/VIRTUALNETWORKS")).isTrue();
    assertThat(vnet.location()).isEqualTo("westeurope");
    assertThat(vnet.apiVersion()).isEqualTo("2023-09-01");
    assertThat(vnet.tags().json()).isEqualTo("{\"ab\":\"c\"}");
    assertThat(vnet.properties().json())
        .isEqualTo("{\"addressSpace\":{\"addressPrefixes\":[\"10.0.0.0/16\"]}}");
    assertThat(vnet.body().has("comments")).isFalse();
    JsonValue prefix =
        ((JsonArray) vnet.properties().object("addressSpace").get("addressPrefixes")).get(0);
    assertThat(prefix.mark())
        .hasToString("net.json:11:57 resources[0].properties.addressSpace.addressPrefixes[0]");
    assertThat(deployment.notes()).isEmpty();
  }

  @Test
  void children_have_the_type_and_the_name_of_their_parents_before_theirs() {
    Deployment deployment =
        TestTemplates.template(
            """
            "resources": [
              {
                "type": "Microsoft.Network/virtualNetworks", "name": "v", "apiVersion": "1",
                "resources": [
                  {"type": "subnets", "name": "s", "apiVersion": "1", "dependsOn": ["v"],
                   "properties": {"addressPrefix": "10.0.0.0/24"}}
                ]
              },
              {"type": "Microsoft.Network/virtualNetworks/subnets", "name": "v/t",
               "apiVersion": "1",
               "dependsOn": ["[resourceId('Microsoft.Network/virtualNetworks/subnets', 'v', 's')]"]}
            ]
            """);

    assertThat(TestTemplates.ids(deployment))
        .containsExactly(
            GROUP + "/providers/Microsoft.Network/virtualNetworks/v",
            GROUP + "/providers/Microsoft.Network/virtualNetworks/v/subnets/s",
            GROUP + "/providers/Microsoft.Network/virtualNetworks/v/subnets/t");
    assertThat(TestTemplates.names(deployment).get(1))
        .isEqualTo("Microsoft.Network/virtualNetworks/subnets v/s");
  }

  @Test
  void extension_resources_hang_on_the_resource_that_their_scope_or_their_type_names() {
    Deployment deployment =
        TestTemplates.template(
            """
            "resources": [
              {"type": "Microsoft.Network/virtualNetworks", "name": "v", "apiVersion": "1"},
              {"type": "Microsoft.Authorization/locks", "name": "full", "apiVersion": "1",
               "scope": "[resourceId('Microsoft.Network/virtualNetworks', 'v')]"},
              {"type": "Microsoft.Authorization/locks", "name": "relative", "apiVersion": "1",
               "scope": "Microsoft.Network/virtualNetworks/v"},
              {"type": "Microsoft.Network/virtualNetworks/providers/locks", "apiVersion": "1",
               "name": "v/Microsoft.Authorization/old"}
            ]
            """);

    String lock =
        GROUP
            + "/providers/Microsoft.Network/virtualNetworks/v/providers/"
            + "Microsoft.Authorization/locks/";
    assertThat(TestTemplates.ids(deployment))
        .containsExactly(
            GROUP + "/providers/Microsoft.Network/virtualNetworks/v",
            lock + "full",
            lock + "relative",
            lock + "old");
    assertThat(TestTemplates.names(deployment).get(3))
        .isEqualTo("Microsoft.Authorization/locks old");
  }

  @Test
  void a_resource_whose_condition_is_false_is_not_deployed_and_its_body_not_evaluated() {
    Deployment deployment =
        TestTemplates.template(
            """
            "resources": [
              {"type": "A.B/c", "name": "no", "condition": "[equals(1, 2)]",
               "properties": {"x": "[createArray()[3]]"}},
              {"type": "A.B/c", "name": "yes", "condition": true, "dependsOn": ["no"]}
            ]
            """);

    assertThat(TestTemplates.names(deployment)).containsExactly("A.B/c yes");
  }

  @Test
  void loops_make_resources_properties_variables_and_outputs() {
    Deployment deployment =
        TestTemplates.template(
            """
            "variables": {
              "copy": [{"name": "top", "count": 2, "input": "[concat('t', copyIndex('top', 1))]"}],
              "inner": {"copy": [{"name": "list", "count": 2, "input": {"i": "[copyIndex('list')]"}}]}
            },
            "resources": [
              {
                "type": "A.B/c", "name": "[concat('n', copyIndex())]",
                "copy": {"name": "loop", "count": 2, "mode": "serial", "batchSize": 1},
                "properties": {
                  "own": "[copyIndex('loop', 10)]",
                  "copy": [
                    {"name": "rules", "count": "[add(copyIndex(), 1)]",
                     "input": {"name": "[format('{0}-{1}', copyIndex(), copyIndex('rules'))]"}},
                    {"name": "none", "count": 0, "input": "x"}
                  ],
                  "top": "[variables('top')]",
                  "list": "[variables('inner').list]"
                }
              },
              {"type": "A.B/d", "name": "after", "dependsOn": ["loop"]}
            ],
            "outputs": {"all": {"type": "array", "copy": {"count": 2, "input": "[copyIndex(5)]"}}}
            """);

    assertThat(TestTemplates.names(deployment))
        .containsExactly("A.B/c n0", "A.B/c n1", "A.B/d after");
    assertThat(TestTemplates.properties(deployment, "n1"))
        .isEqualTo(
            "{\"own\":11,\"rules\":[{\"name\":\"1-0\"},{\"name\":\"1-1\"}],\"none\":[],"
                + "\"top\":[\"t1\",\"t2\"],\"list\":[{\"i\":0},{\"i\":1}]}");
    assertThat(deployment.outputs().json()).isEqualTo("{\"all\":[5,6]}");
  }

  @Test
  void a_loop_of_more_than_800_is_refused() {
    assertThatThrownBy(
            () ->
                TestTemplates.template(
                    "\"resources\": [{\"type\": \"A.B/c\", \"name\": \"n\","
                        + " \"copy\": {\"name\": \"l\", \"count\": 801}}]"))
        .hasMessageContaining(
            "resources[0].copy.count: the count of a copy loop has to be an integer from 0 to 800,"
                + " found the number 801");
  }

  @Test
  void symbolic_names_stand_for_resources_loops_and_existing_ones() {
    Deployment deployment =
        TestTemplates.template(
            """
            "languageVersion": "2.0",
            "resources": {
              "old": {"existing": true, "type": "A.B/c", "apiVersion": "1", "name": "there"},
              "many": {"type": "A.B/d", "apiVersion": "1", "name": "[format('d{0}', copyIndex())]",
                       "copy": {"name": "many", "count": 2}, "properties": {"x": "[copyIndex()]"}},
              "one": {"type": "A.B/e", "apiVersion": "1", "name": "e",
                      "dependsOn": ["many", "old", "many[1]"],
                      "properties": {
                        "id": "[resourceInfo('old').id]",
                        "first": "[reference('many[1]').x]",
                        "all": "[map(references('many'), lambda('m', lambdaVariables('m').x))]"
                      }}
            }
            """);

    assertThat(TestTemplates.names(deployment))
        .containsExactly("A.B/c there", "A.B/d d0", "A.B/d d1", "A.B/e e");
    assertThat(deployment.resources().get(0).existing()).isTrue();
    assertThat(TestTemplates.properties(deployment, "e"))
        .isEqualTo("{\"id\":\"" + GROUP + "/providers/A.B/c/there\",\"first\":1,\"all\":[0,1]}");
  }

  @Test
  void a_template_for_a_subscription_puts_resource_groups_and_deployments_into_them() {
    Deployment deployment =
        TestTemplates.template(
            """
            "$schema": "https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#",
            "resources": [
              {"type": "Microsoft.Resources/resourceGroups", "name": "net", "location": "eastus"},
              {"type": "Microsoft.Resources/deployments", "name": "d", "resourceGroup": "net",
               "dependsOn": ["[resourceId('Microsoft.Resources/resourceGroups', 'net')]"],
               "properties": {
                 "expressionEvaluationOptions": {"scope": "inner"},
                 "template": {"resources": [
                   {"type": "A.B/c", "name": "x", "location": "[resourceGroup().location]"}]}}}
            ]
            """);

    assertThat(TestTemplates.ids(deployment))
        .containsExactly(
            "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/net",
            "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/net/providers/"
                + "A.B/c/x");
    assertThat(deployment.resources().get(1).location()).isEqualTo("eastus");
  }

  @Test
  void functions_of_the_template_see_their_own_parameters() {
    Deployment deployment =
        TestTemplates.template(
            """
            "functions": [{"namespace": "contoso", "members": {
              "twice": {"parameters": [{"name": "what", "type": "string"}],
                        "output": {"type": "string",
                                   "value": "[concat(parameters('What'), parameters('what'))]"}}}}],
            "resources": [{"type": "A.B/c", "name": "[Contoso.Twice('ab')]"}]
            """);

    assertThat(TestTemplates.names(deployment)).containsExactly("A.B/c abab");
  }

  @Test
  void a_dependency_on_nothing_is_refused_with_the_nearest_name() {
    assertThatThrownBy(
            () ->
                TestTemplates.template(
                    """
                    "resources": [
                      {"type": "A.B/c", "name": "network"},
                      {"type": "A.B/d", "name": "d",
                       "dependsOn": ["[resourceId('A.B/c', 'netwrok')]"]}
                    ]
                    """))
        .isInstanceOf(DescriptorException.class)
        .hasMessageContaining("net.json:4:18 resources[1].dependsOn[0]: dependsOn names \"")
        .hasMessageContaining(
            "A.B/c/netwrok\", which is not a resource of this template; allowed: A.B/c/network,"
                + " A.B/d/d; did you mean \"A.B/c/network\"?");
  }

  @Test
  void a_dependency_on_a_resource_in_another_group_says_where_the_resource_is() {
    assertThatThrownBy(
            () ->
                TestTemplates.template(
                    """
                    "resources": [
                      {"type": "A.B/c", "name": "network"},
                      {"type": "A.B/d", "name": "d",
                       "dependsOn": ["[resourceId('other', 'A.B/c', 'network')]"]}
                    ]
                    """))
        .hasMessageContaining("; the one of that name is " + GROUP + "/providers/A.B/c/network");
  }

  @Test
  void a_resource_without_its_name_or_its_type_is_refused() {
    assertThatThrownBy(
            () -> TestTemplates.template("\"resources\": [{\"type\": \"A.B/c\", \"nmae\": \"x\"}]"))
        .hasMessageContaining(
            "net.json:1:16 resources[0]: \"name\" is missing; is \"nmae\" meant for it?");
  }

  @Test
  void dependencies_in_circles_are_refused() {
    assertThatThrownBy(
            () ->
                TestTemplates.template(
                    """
                    "resources": [
                      {"type": "A.B/c", "name": "a", "dependsOn": ["b"]},
                      {"type": "A.B/c", "name": "b", "dependsOn": ["a"]}
                    ]
                    """))
        .hasMessageContaining("depend on each other; one dependsOn has to go");
  }

  @Test
  void references_in_circles_and_variables_that_need_themselves_are_refused() {
    assertThatThrownBy(
            () ->
                TestTemplates.template(
                    """
                    "resources": [
                      {"type": "A.B/c", "name": "a", "properties": {"x": "[reference('b').x]"}},
                      {"type": "A.B/c", "name": "b", "properties": {"x": "[reference('a').x]"}}
                    ]
                    """))
        .hasMessageContaining("needs itself, by way of reference()");
    assertThatThrownBy(
            () ->
                TestTemplates.template(
                    """
                    "variables": {"a": "[variables('b')]", "b": "[variables('a')]"},
                    "resources": [{"type": "A.B/c", "name": "[variables('a')]"}]
                    """))
        .hasMessageContaining("variables.b: ")
        .hasMessageContaining("the variable \"a\" needs itself");
  }

  @Test
  void everything_that_cannot_be_evaluated_is_said_at_once() {
    assertThatThrownBy(
            () ->
                TestTemplates.template(
                    """
                    "resources": [
                      {"type": "A.B/c", "name": "a", "properties": {"x": "[int('x')]"}},
                      {"type": "A.B/c", "name": "b", "properties": {"y": "[createArray()[0]]"}}
                    ]
                    """))
        .hasMessageContaining("net.json cannot be deployed: 2 problems")
        .hasMessageContaining("resources[0].properties.x: the expression [int('x')]: int():")
        .hasMessageContaining("resources[1].properties.y: the expression [createArray()[0]]:");
  }

  @Test
  void a_name_with_other_parts_than_its_type_is_refused() {
    assertThatThrownBy(
            () ->
                TestTemplates.template(
                    "\"resources\": [{\"type\": \"A.B/c/d\", \"name\": \"only\"}]"))
        .hasMessageContaining("the name \"only\" has one part, the type \"A.B/c/d\" needs 2 parts");
  }

  @Test
  void a_file_that_is_no_template_is_refused() {
    assertThatThrownBy(() -> TestTemplates.template("\"a\": 1"))
        .hasMessageContaining("an ARM template has \"resources\"");
  }

  @Test
  void what_only_the_platform_gives_is_unknown_and_so_is_everything_made_of_it() {
    Deployment deployment =
        TestTemplates.template(
            """
            "resources": [
              {"type": "A.B/c", "name": "a", "properties": {
                "outside": "[reference(resourceId('other', 'A.B/c', 'x')).ip]",
                "made": "[concat('http://', reference('/subscriptions/s/providers/A.B/c/x').ip, '/')]",
                "key": "[listKeys(resourceId('A.B/c', 'x'), '2020-01-01').keys[0].value]",
                "list": "[list('x', '2020-01-01').y]",
                "either": "[if(contains(reference('gone').zones, '1'), 'a', 'b')]",
                "known": "[if(or(true(), equals(reference('gone').x, 1)), 'a', 'b')]"
              }}
            ]
            """);

    JsonObject properties = deployment.resources().get(0).properties();
    assertThat(properties.get("outside")).isInstanceOf(JsonUnknown.class);
    assertThat(((JsonUnknown) properties.get("made")).reason())
        .isEqualTo("the resource /subscriptions/s/providers/A.B/c/x is not in the template");
    assertThat(properties.get("key")).isInstanceOf(JsonUnknown.class);
    assertThat(properties.get("list")).isInstanceOf(JsonUnknown.class);
    assertThat(properties.get("either")).isInstanceOf(JsonUnknown.class);
    assertThat(properties.text("known")).isEqualTo("a");
  }

  @Test
  void reference_gives_what_is_written_and_what_the_platform_gives() {
    RuntimeProperties runtime =
        resources ->
            Map.of(
                (GROUP + "/providers/Microsoft.Network/publicIPAddresses/PIP"),
                (JsonObject) JsonValue.of(Map.of("properties", Map.of("ipAddress", "20.0.0.4"))));
    Deployment deployment =
        TestTemplates.template(
            """
            "resources": [
              {"type": "A.B/c", "name": "uses", "properties": {
                "ip": "[reference('pip').ipAddress]",
                "method": "[reference(resourceId('Microsoft.Network/publicIPAddresses', 'pip'), '2020-01-01').publicIPAllocationMethod]",
                "sku": "[reference('pip', '2020-01-01', 'Full').sku.name]",
                "fqdn": "[reference('pip').dnsSettings.fqdn]",
                "subnet": "[reference('v').subnets[0].id]",
                "prefix": "[reference(resourceId('Microsoft.Network/virtualNetworks/subnets', 'v', 's')).addressPrefix]"
              }},
              {"type": "Microsoft.Network/publicIPAddresses", "name": "pip",
               "sku": {"name": "Standard"}, "properties": {"publicIPAllocationMethod": "Static"}},
              {"type": "Microsoft.Network/virtualNetworks", "name": "v", "properties": {
                "subnets": [{"name": "s", "properties": {"addressPrefix": "10.0.0.0/24"}}]}}
            ]
            """,
            DeploymentOptions.defaults().with(runtime));

    JsonObject properties = deployment.resources().get(0).properties();
    assertThat(properties.text("ip")).isEqualTo("20.0.0.4");
    assertThat(properties.text("method")).isEqualTo("Static");
    assertThat(properties.text("sku")).isEqualTo("Standard");
    assertThat(((JsonUnknown) properties.get("fqdn")).reason())
        .isEqualTo(
            "dnsSettings of Microsoft.Network/publicIPAddresses \"pip\", which the platform gives");
    assertThat(properties.text("subnet"))
        .isEqualTo(GROUP + "/providers/Microsoft.Network/virtualNetworks/v/subnets/s");
    assertThat(properties.text("prefix")).isEqualTo("10.0.0.0/24");
    assertThat(deployment.resources().get(1).properties().has("ipAddress")).isFalse();
  }

  @Test
  void an_output_that_cannot_be_evaluated_is_a_note_for_the_resources_are_there() {
    Deployment deployment =
        TestTemplates.template(
            """
            "resources": [{"type": "A.B/c", "name": "a"}],
            "outputs": {
              "bad": {"type": "string", "value": "[createArray()[0]]"},
              "off": {"type": "string", "condition": false, "value": "[createArray()[0]]"}
            }
            """);

    assertThat(TestTemplates.names(deployment)).containsExactly("A.B/c a");
    assertThat(TestTemplates.notes(deployment))
        .singleElement()
        .asString()
        .contains("outputs.bad: the output \"bad\" of net cannot be evaluated: ");
  }

  @Test
  void resources_whose_names_are_unknown_are_there_each_under_a_name_of_its_own() {
    Deployment deployment =
        TestTemplates.template(
            """
            "resources": [
              {"type": "A.B/c/d", "name": "[concat(reference('/x/providers/A.B/c/x').n, '/', copyIndex())]",
               "copy": {"name": "l", "count": 2}}
            ]
            """);

    assertThat(TestTemplates.names(deployment))
        .containsExactly("A.B/c/d unknown-2-0/unknown-2-0", "A.B/c/d unknown-2-1/unknown-2-1");
    assertThat(TestTemplates.notes(deployment))
        .singleElement()
        .asString()
        .contains("resources[0].name: the name of the resource is a value that is not known here");
  }

  @Test
  void a_resource_that_is_declared_twice_is_refused_unless_one_of_the_two_is_not_deployed() {
    String template =
        """
        "resources": [
          {"type": "A.B/c", "name": "a", "condition": "[equals(1, %s)]"},
          {"type": "a.b/C", "name": "A"}
        ]
        """;

    assertThat(TestTemplates.names(TestTemplates.template(template.formatted("2"))))
        .containsExactly("a.b/C A");
    assertThatThrownBy(() -> TestTemplates.template(template.formatted("1")))
        .hasMessageContaining(
            "net.json:3:3 resources[1]: a.b/C \"A\" is already deployed by net.json:2:3");
  }

  @Test
  void a_dependency_may_name_the_scope_around_an_inline_template() {
    Deployment deployment =
        TestTemplates.template(
            """
            "resources": [
              {"type": "Microsoft.Resources/deployments", "name": "d", "apiVersion": "1",
               "resourceGroup": "other",
               "properties": {"template": {"resources": [
                 {"type": "A.B/d", "name": "second", "dependsOn": ["[resourceId('A.B/c', 'first')]"]},
                 {"type": "A.B/c", "name": "first"}]}}}
            ]
            """);

    assertThat(TestTemplates.names(deployment)).containsExactly("A.B/c first", "A.B/d second");
  }

  @Test
  void properties_that_are_unknown_as_a_whole_are_noted() {
    Deployment deployment =
        TestTemplates.template(
            "\"resources\": [{\"type\": \"A.B/c\", \"name\": \"a\","
                + " \"properties\": \"[reference('/x/providers/A.B/c/x')]\"}]");

    assertThat(TestTemplates.notes(deployment))
        .containsExactly(
            "net.json:1:61 resources[0].properties: the properties are a value that is not known"
                + " here (the resource /x/providers/A.B/c/x is not in the template)");
  }
}
