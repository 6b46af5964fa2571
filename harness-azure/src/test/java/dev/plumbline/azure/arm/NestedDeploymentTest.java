package dev.plumbline.azure.arm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonUnknown;
import dev.plumbline.azure.json.JsonValue;
import dev.plumbline.descriptor.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NestedDeploymentTest {

  private static final String SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000000";

  @TempDir private Path folder;

  private Deployment file(String name, String sections) throws IOException {
    return ArmTemplates.deploy(Source.of(write(name, sections)), DeploymentOptions.defaults());
  }

  private Path write(String name, String sections) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, "{" + sections + "}");
  }

  private static String deployment(String name, String properties) {
    return "{\"type\": \"Microsoft.Resources/deployments\", \"name\": \""
        + name
        + "\","
        + " \"apiVersion\": \"1\", \"properties\": {"
        + properties
        + "}}";
  }

  @Test
  void an_inline_template_is_evaluated_with_the_names_around_it() {
    Deployment deployment =
        TestTemplates.template(
            """
            "variables": {"x": "outer"},
            "resources": [
              {"type": "Microsoft.Resources/deployments", "name": "d", "apiVersion": "1",
               "resourceGroup": "other",
               "properties": {"mode": "Incremental", "template": {
                 "variables": {"x": "inner"},
                 "resources": [{"type": "A.B/c", "name": "[variables('x')]",
                   "properties": {"group": "[resourceGroup().name]", "later": "[[variables('x')]"}}]
               }}}
            ]
            """);

    assertThat(TestTemplates.ids(deployment))
        .containsExactly(SUBSCRIPTION + "/resourceGroups/other/providers/A.B/c/outer");
    assertThat(deployment.resources().get(0).properties().text("group"))
        .isEqualTo("resource-group");
  }

  private static final String OF_VERSION_2 =
      """
      "languageVersion": "2.0", "variables": {"x": "outer"},
      "resources": {"d": {"type": "Microsoft.Resources/deployments", "name": "d",
       "apiVersion": "1", "properties": {%s "template": {
         "parameters": {"x": {"type": "string"}},
         "resources": [{"type": "A.B/c", "name": "[parameters('x')]"}]},
       "parameters": {"x": {"value": "[concat(variables('x'), '-given')]"}}}}}
      """;

  @Test
  void an_inline_template_is_evaluated_by_itself_where_the_one_around_it_is_of_version_2() {
    assertThat(TestTemplates.names(TestTemplates.template(OF_VERSION_2.formatted(""))))
        .containsExactly("A.B/c outer-given");
  }

  @Test
  void version_2_does_not_take_the_outer_scope() {
    String outer = "\"expressionEvaluationOptions\": {\"scope\": \"outer\"},";

    assertThatThrownBy(() -> TestTemplates.template(OF_VERSION_2.formatted(outer)))
        .hasMessageContaining(
            "with languageVersion 2.0 a nested template is evaluated by itself: \"outer\" is not"
                + " allowed");
  }

  @Test
  void an_inline_template_of_inner_scope_has_its_own_names_and_its_own_resource_group() {
    Deployment deployment =
        TestTemplates.template(
            """
            "variables": {"x": "outer"},
            "resources": [
              {"type": "Microsoft.Resources/deployments", "name": "d", "apiVersion": "1",
               "resourceGroup": "other", "subscriptionId": "11111111-2222-3333-4444-555555555555",
               "properties": {
                 "expressionEvaluationOptions": {"scope": "Inner"},
                 "parameters": {"given": {"value": "[variables('x')]"}},
                 "template": {
                   "parameters": {"given": {"type": "string"}},
                   "variables": {"x": "inner"},
                   "resources": [{"type": "A.B/c",
                     "name": "[concat(variables('x'), '-', parameters('given'))]",
                     "properties": {"group": "[resourceGroup().name]",
                       "id": "[resourceId('A.B/c', 'y')]"}}]
               }}}
            ]
            """);

    String group = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/other";
    assertThat(TestTemplates.ids(deployment))
        .containsExactly(group + "/providers/A.B/c/inner-outer");
    assertThat(deployment.resources().get(0).properties().json())
        .isEqualTo("{\"group\":\"other\",\"id\":\"" + group + "/providers/A.B/c/y\"}");
  }

  @Test
  void outputs_go_from_one_deployment_into_the_next() {
    Deployment deployment =
        TestTemplates.template(
            """
            "resources": [
              {"type": "Microsoft.Resources/deployments", "name": "second", "apiVersion": "1",
               "dependsOn": ["[resourceId('Microsoft.Resources/deployments', 'first')]"],
               "properties": {
                 "expressionEvaluationOptions": {"scope": "inner"},
                 "parameters": {"id": {"value":
                   "[reference(resourceId('Microsoft.Resources/deployments', 'first')).outputs.id.value]"}},
                 "template": {
                   "parameters": {"id": {"type": "string"}},
                   "resources": [{"type": "A.B/d", "name": "[last(split(parameters('id'), '/'))]"}]
                 }}},
              {"type": "Microsoft.Resources/deployments", "name": "first", "apiVersion": "1",
               "properties": {"template": {
                 "resources": [{"type": "A.B/c", "name": "net"}],
                 "outputs": {"id": {"type": "string", "value": "[resourceId('A.B/c', 'net')]"}}
               }}}
            ]
            """);

    assertThat(TestTemplates.names(deployment)).containsExactly("A.B/c net", "A.B/d net");
    assertThat(deployment.notes()).isEmpty();
  }

  @Test
  void a_dynamic_address_is_taken_from_the_first_deployment_and_fixed_by_the_second() {
    String nic =
        """
        {"type": "Microsoft.Network/networkInterfaces", "name": "nic", "apiVersion": "1",
         "properties": {"ipConfigurations": [{"name": "a", "properties": {%s}}]}}
        """;
    RuntimeProperties addresses =
        resources -> {
          Map<String, JsonObject> given = new LinkedHashMap<>();
          resources.forEach(
              one ->
                  given.put(
                      one.id(),
                      (JsonObject)
                          JsonValue.of(
                              Map.of(
                                  "properties",
                                  Map.of(
                                      "ipConfigurations",
                                      java.util.List.of(
                                          Map.of(
                                              "properties",
                                              Map.of("privateIPAddress", "10.0.0.4"))))))));
          return given;
        };
    Deployment deployment =
        TestTemplates.template(
            "\"resources\": ["
                + deployment(
                    "create",
                    "\"expressionEvaluationOptions\": {\"scope\": \"inner\"}, \"template\":"
                        + " {\"resources\": ["
                        + nic.formatted("")
                        + "], \"outputs\": {\"ip\": {\"type\": \"string\", \"value\": \"[reference("
                        + "resourceId('Microsoft.Network/networkInterfaces', 'nic'))"
                        + ".ipConfigurations[0].properties.privateIPAddress]\"}}}")
                + ","
                + deployment(
                    "update",
                    "\"template\": {\"resources\": ["
                        + nic.formatted(
                            "\"privateIPAddress\": \"[reference('create').outputs.ip.value]\"")
                        + "]}")
                + "]",
            DeploymentOptions.defaults().with(addresses));

    assertThat(TestTemplates.properties(deployment, "nic"))
        .isEqualTo(
            "{\"ipConfigurations\":[{\"name\":\"a\",\"properties\":"
                + "{\"privateIPAddress\":\"10.0.0.4\"}}]}");
    assertThat(TestTemplates.notes(deployment))
        .singleElement()
        .asString()
        .contains(
            "Microsoft.Network/networkInterfaces \"nic\" is deployed twice, first at net.json:");
  }

  @Test
  void a_nested_deployment_without_a_parameter_it_needs_is_refused() {
    assertThatThrownBy(
            () ->
                TestTemplates.template(
                    "\"resources\": ["
                        + deployment(
                            "d",
                            "\"expressionEvaluationOptions\": {\"scope\": \"inner\"}, \"template\":"
                                + " {\"parameters\": {\"needed\": {\"type\": \"string\"}},"
                                + " \"resources\": []}")
                        + "]"))
        .hasMessageContaining(
            "the parameter \"needed\" has no value and no defaultValue; give one in the parameters"
                + " of the deployment \"d\"");
  }

  @Test
  void linked_templates_beside_the_template_are_followed() throws IOException {
    write(
        "nested/net.json",
        "\"parameters\": {\"n\": {\"type\": \"string\"}}, \"resources\": [{\"type\": \"A.B/c\","
            + " \"name\": \"[parameters('n')]\"}], \"outputs\": {\"o\": {\"type\": \"string\","
            + " \"value\": \"[concat(parameters('n'), '!')]\"}}");
    String parameters = "\"parameters\": {\"n\": {\"value\": \"%s\"}}";
    Deployment deployment =
        file(
            "azuredeploy.json",
            "\"parameters\": {\"_artifactsLocation\": {\"type\": \"string\", \"defaultValue\":"
                + " \"[deployment().properties.templateLink.uri]\"},"
                + " \"_artifactsLocationSasToken\": {\"type\": \"securestring\","
                + " \"defaultValue\": \"\"}}, \"resources\": ["
                + deployment(
                    "relative",
                    "\"templateLink\": {\"relativePath\": \"nested/net.json\"},"
                        + parameters.formatted("a"))
                + ","
                + deployment(
                    "artifacts",
                    "\"templateLink\": {\"uri\": \"[uri(parameters('_artifactsLocation'),"
                        + " concat('nested/net.json',"
                        + " parameters('_artifactsLocationSasToken')))]\"},"
                        + parameters.formatted("b"))
                + ","
                + deployment(
                    "far",
                    "\"templateLink\": {\"uri\":"
                        + " \"https://example.com/repo/main/quick/nested/net.json?sig=x\"},"
                        + parameters.formatted("c"))
                + "], \"outputs\": {\"o\": {\"type\": \"string\", \"value\":"
                + " \"[reference('far').outputs.o.value]\"}}");

    assertThat(TestTemplates.names(deployment)).containsExactly("A.B/c a", "A.B/c b", "A.B/c c");
    assertThat(deployment.outputs().text("o")).isEqualTo("c!");
    assertThat(TestTemplates.notes(deployment))
        .singleElement()
        .asString()
        .contains("the template of the deployment \"far\" is read from ")
        .contains("instead of https://example.com/repo/main/quick/nested/net.json?sig=x");
  }

  @Test
  void a_linked_template_that_is_not_here_is_noted_and_its_outputs_are_unknown()
      throws IOException {
    Deployment deployment =
        file(
            "azuredeploy.json",
            "\"resources\": [{\"type\": \"A.B/c\", \"name\": \"a\", \"properties\": {\"id\":"
                + " \"[reference('far').outputs.id.value]\"}}, "
                + deployment(
                    "far", "\"templateLink\": {\"uri\": \"https://example.com/azuredeploy.json\"}")
                + "]");

    assertThat(TestTemplates.names(deployment)).containsExactly("A.B/c a");
    assertThat(deployment.resources().get(0).properties().get("id"))
        .isInstanceOfSatisfying(
            JsonUnknown.class,
            unknown -> assertThat(unknown.reason()).contains("far").contains("not here"));
    assertThat(TestTemplates.notes(deployment))
        .singleElement()
        .asString()
        .contains(
            "the template of the deployment \"far\" is not here:"
                + " https://example.com/azuredeploy.json; its resources and outputs are missing");
  }

  @Test
  void what_is_wrong_in_a_linked_template_names_its_file() throws IOException {
    write("bad.json", "\"resources\": [{\"type\": \"A.B/c\", \"name\": \"[nme()]\"}]");
    assertThatThrownBy(
            () ->
                file(
                    "azuredeploy.json",
                    "\"resources\": ["
                        + deployment("d", "\"templateLink\": {\"relativePath\": \"bad.json\"}")
                        + "]"))
        .hasMessageContaining("bad.json:1:")
        .hasMessageContaining("there is no function nme()");
  }

  @Test
  void templates_that_link_to_each_other_are_refused() throws IOException {
    write(
        "a.json",
        "\"resources\": ["
            + deployment("b", "\"templateLink\": {\"relativePath\": \"a.json\"}")
            + "]");
    assertThatThrownBy(
            () ->
                file(
                    "azuredeploy.json",
                    "\"resources\": ["
                        + deployment("a", "\"templateLink\": {\"relativePath\": \"a.json\"}")
                        + "]"))
        .hasMessageContaining("deployments are nested deeper than 20");
  }

  @Test
  void an_existing_resource_is_the_one_that_another_deployment_makes() {
    Deployment deployment =
        TestTemplates.template(
            """
            "languageVersion": "2.0",
            "resources": {
              "module": {
                "type": "Microsoft.Resources/deployments", "apiVersion": "1", "name": "m",
                "properties": {
                  "expressionEvaluationOptions": {"scope": "inner"},
                  "template": {
                    "languageVersion": "2.0",
                    "resources": {
                      "net": {"existing": true, "type": "A.B/c", "apiVersion": "1", "name": "net"},
                      "user": {"type": "A.B/d", "apiVersion": "1", "name": "user",
                               "properties": {"x": "[reference(resourceInfo('net').id).x]",
                                               "y": "[reference('net').x]"}}
                    }
                  }
                }
              },
              "net": {"type": "A.B/c", "apiVersion": "1", "name": "net", "properties": {"x": 7}}
            }
            """);

    assertThat(TestTemplates.names(deployment))
        .containsExactlyInAnyOrder("A.B/c net", "A.B/d user");
    assertThat(deployment.resources()).noneMatch(ArmResource::existing);
    assertThat(TestTemplates.properties(deployment, "user")).isEqualTo("{\"x\":7,\"y\":7}");
  }

  @Test
  void deployments_go_to_the_scope_they_name() {
    String inner =
        "\"properties\": {\"expressionEvaluationOptions\": {\"scope\": \"inner\"}, \"template\":"
            + " {\"resources\": [{\"type\": \"A.B/c\", \"name\": \"x\"}]}}";
    String type = "\"type\": \"Microsoft.Resources/deployments\", \"apiVersion\": \"1\", ";
    Deployment deployment =
        TestTemplates.template(
            "\"resources\": [{"
                + type
                + "\"name\": \"a\", \"scope\": \"/\", "
                + inner
                + "}, {"
                + type
                + "\"name\": \"b\", \"scope\":"
                + " \"[format('Microsoft.Management/managementGroups/{0}', 'mg')]\", "
                + inner
                + "}, {"
                + type
                + "\"name\": \"c\", \"subscriptionId\": \"s2\", "
                + inner
                + "}, {"
                + type
                + "\"name\": \"d\", \"scope\": \"/subscriptions/s3/resourceGroups/g\", "
                + inner
                + "}]");

    assertThat(TestTemplates.ids(deployment))
        .containsExactly(
            "/providers/A.B/c/x",
            "/providers/Microsoft.Management/managementGroups/mg/providers/A.B/c/x",
            "/subscriptions/s2/providers/A.B/c/x",
            "/subscriptions/s3/resourceGroups/g/providers/A.B/c/x");
  }

  @Test
  void what_the_deployment_around_leaves_to_a_template_of_inner_scope_is_evaluated_there() {
    Deployment deployment =
        TestTemplates.template(
            """
            "variables": {"x": "outermost"},
            "resources": [
              {"type": "Microsoft.Resources/deployments", "name": "around", "apiVersion": "1",
               "properties": {"template": {"resources": [
                 {"type": "Microsoft.Resources/deployments", "name": "inner", "apiVersion": "1",
                  "properties": {
                    "expressionEvaluationOptions": {"scope": "inner"},
                    "template": {
                      "variables": {"x": "inner"},
                      "resources": [{"type": "A.B/c", "name": "[[variables('x')]",
                        "properties": {"all": ["[variables('x')]", "[[variables('x')]", "[[[x]"]}}]
                    }}}]}}}
            ]
            """);

    assertThat(TestTemplates.names(deployment)).containsExactly("A.B/c inner");
    assertThat(TestTemplates.properties(deployment, "inner"))
        .isEqualTo("{\"all\":[\"inner\",\"inner\",\"[x]\"]}");
  }

  @Test
  void a_child_in_its_parent_is_changed_by_what_it_was() {
    String child = "resourceId('A.B/c/children', 'net', 'one')";
    Deployment deployment =
        TestTemplates.template(
            """
            "resources": [
              {"type": "A.B/c", "name": "net", "apiVersion": "1", "properties": {
                "children": [{"name": "one", "properties": {"prefix": "10.0.0.0/24"}}]}},
              {"type": "Microsoft.Resources/deployments", "name": "later", "apiVersion": "1",
               "properties": {"template": {"resources": [
                 {"type": "A.B/c/children", "name": "net/one", "apiVersion": "1",
                  "properties": "[union(reference(CHILD, '1'), createObject('more', reference(CHILD, '1', 'Full').name))]"}]}}}
            ]
            """
                .replace("CHILD", child));

    assertThat(TestTemplates.properties(deployment, "net/one"))
        .isEqualTo("{\"prefix\":\"10.0.0.0/24\",\"more\":\"one\"}");
  }
}
