package dev.plumbline.azure.arm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.azure.json.JsonNull;
import dev.plumbline.azure.json.JsonUnknown;
import dev.plumbline.azure.json.JsonValue;
import dev.plumbline.azure.json.Mark;
import dev.plumbline.descriptor.Source;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplateParametersTest {

  /** Returns the value of the parameter {@code p} of a definition. */
  private static JsonValue value(String definition, DeploymentOptions options) {
    JsonValue value =
        TestTemplates.template(
                "\"parameters\": {\"p\": "
                    + definition
                    + "}, \"resources\": [], \"outputs\": {\"o\": {\"value\":"
                    + " \"[parameters('P')]\"}}",
                options)
            .outputs()
            .get("o");
    return value == null ? new JsonNull(Mark.NOWHERE) : value;
  }

  private static DeploymentOptions file(String json) {
    return DeploymentOptions.defaults()
        .withParameterFiles(List.of(Source.of("net.parameters.json", json)));
  }

  @Test
  void a_value_comes_from_the_code_before_a_file_and_a_file_before_the_default() {
    String definition = "{\"type\": \"string\", \"defaultValue\": \"[concat('d', 'x')]\"}";
    String given = "{\"parameters\": {\"P\": {\"value\": \"file\"}}}";

    assertThat(value(definition, DeploymentOptions.defaults()).json()).isEqualTo("\"dx\"");
    assertThat(value(definition, file(given)).json()).isEqualTo("\"file\"");
    assertThat(value(definition, file(given).withParameter("p", "code")).json())
        .isEqualTo("\"code\"");
    assertThat(
            value(
                    definition,
                    file(given)
                        .withParameterFiles(
                            List.of(
                                Source.of("a.json", given),
                                Source.of("b.json", "{\"p\": {\"value\": \"second\"}}"))))
                .json())
        .isEqualTo("\"second\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {"$schema": "https://x/2019-04-01/deploymentParameters.json#", "contentVersion": "1.0.0.0", "parameters": {"p": {"value": "v"}}}
          {"parameters": {"p": {"value": "v"}}}
          {"p": {"value": "v"}}
          """)
  void parameters_files_are_read_with_and_without_their_envelope(String json) {
    assertThat(value("{\"type\": \"string\"}", file(json)).json()).isEqualTo("\"v\"");
  }

  @Test
  void a_text_in_a_parameters_file_is_never_an_expression() {
    assertThat(
            value("{\"type\": \"string\"}", file("{\"p\": {\"value\": \"[concat('a')]\"}}")).json())
        .isEqualTo("\"[concat('a')]\"");
  }

  @Test
  void texts_from_the_code_become_what_the_parameter_is() {
    DeploymentOptions options = DeploymentOptions.defaults();
    assertThat(value("{\"type\": \"int\"}", options.withParameter("p", "7")).json()).isEqualTo("7");
    assertThat(value("{\"type\": \"bool\"}", options.withParameter("p", "True")).json())
        .isEqualTo("true");
    assertThat(value("{\"type\": \"array\"}", options.withParameter("p", "[1]")).json())
        .isEqualTo("[1]");
    assertThat(value("{\"type\": \"object\"}", options.withParameter("p", Map.of("a", 1))).json())
        .isEqualTo("{\"a\":1}");
    assertThat(value("{\"type\": \"string\"}", options.withParameter("p", "7")).json())
        .isEqualTo("\"7\"");
  }

  @Test
  void all_parameters_without_a_value_and_all_that_do_not_exist_are_said_at_once() {
    assertThatThrownBy(
            () ->
                TestTemplates.template(
                    """
                    "parameters": {
                      "addressPrefix": {"type": "string"},
                      "location": {"type": "string"},
                      "count": {"type": "int", "defaultValue": 1},
                      "maybe": {"type": "string", "nullable": true}
                    },
                    "resources": []
                    """,
                    file("{\"parameters\": {\"locaton\": {\"value\": \"x\"}}}")))
        .hasMessageContaining("net.json cannot be deployed with these parameters: 2 problems")
        .hasMessageContaining(
            "net.json:2:20 parameters.addressPrefix: the parameters \"addressPrefix\","
                + " \"location\" have no values and no defaultValue; give them in a parameters"
                + " file")
        .hasMessageContaining(
            "net.parameters.json:1:28 parameters.locaton: the template has no parameter"
                + " \"locaton\"; allowed: addressPrefix, location, count, maybe; did you mean"
                + " \"location\"?");
  }

  @Test
  void several_values_for_parameters_that_do_not_exist_are_one_message() {
    assertThatThrownBy(
            () ->
                TestTemplates.template(
                    """
                    "parameters": {"location": {"type": "string", "defaultValue": "x"}},
                    "resources": []
                    """,
                    file(
                        "{\"parameters\": {\"size\": {\"value\": 1}, \"tags\": {\"value\": {}}}}")))
        .hasMessageContaining(
            "net.parameters.json:1:25 parameters.size: the template has no parameters \"size\","
                + " \"tags\"; allowed: location")
        .hasMessageNotContaining("problems");
  }

  @Test
  void a_secure_parameter_without_a_value_is_unknown_and_noted() {
    Deployment deployment =
        TestTemplates.template(
            """
            "parameters": {"adminPassword": {"type": "secureString"}},
            "resources": [{"type": "A.B/c", "name": "a", "properties": {
              "data": "[base64(concat('x', parameters('adminPassword')))]"}}]
            """);

    assertThat(deployment.resources().get(0).properties().get("data"))
        .isInstanceOf(JsonUnknown.class);
    assertThat(TestTemplates.notes(deployment))
        .containsExactly(
            "net.json:1:34 parameters.adminPassword: the secure parameter \"adminPassword\" has no"
                + " value; what is made of it is not known");
  }

  @Test
  void a_secret_of_a_key_vault_is_unknown() {
    JsonValue value =
        value(
            "{\"type\": \"securestring\"}",
            file(
                "{\"parameters\": {\"p\": {\"reference\": {\"keyVault\": {\"id\": \"x\"},"
                    + " \"secretName\": \"s\"}}}}"));
    assertThat(value).isInstanceOf(JsonUnknown.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {"type": "int"}                                       | "1"    | has to be of the type int, found the text "1"
          {"type": "string"}                                    | 1      | has to be of the type string, found the number 1
          {"type": "bool"}                                      | "true" | has to be of the type bool
          {"type": "array"}                                     | {}     | has to be of the type array, found an empty object
          {"type": "int"}                                       | 1.5    | has to be of the type int, found the number 1.5
          {"type": "int", "minValue": 3}                        | 2      | has to be at least 3, found 2
          {"type": "int", "maxValue": 3}                        | 4      | may be at most 3, found 4
          {"type": "string", "minLength": 3}                    | "ab"   | has to have at least 3 characters; it has 2
          {"type": "string", "maxLength": 3}                    | "abcd" | may have at most 3 characters; it has 4
          {"type": "array", "minLength": 1}                     | []     | has to have at least 1 elements; it has 0
          {"type": "string", "allowedValues": ["Basic", "Standard"]} | "Premium" | is the text "Premium"; allowed: Basic, Standard
          {"$ref": "#/definitions/small"}                       | 100    | may be at most 9, found 100
          {"$ref": "#/definitions/smal"}                        | 1      | is not a type of the template; allowed: small; did you mean "small"?
          {"type": "array", "allowedValues": ["a", "b", "c"]} | ["a","d"] | allowed: a, b, c
          """)
  void a_value_that_does_not_fit_is_refused(String definition, String value, String message) {
    assertThatThrownBy(
            () ->
                TestTemplates.template(
                    "\"definitions\": {\"small\": {\"type\": \"int\", \"maxValue\": 9}},"
                        + "\"parameters\": {\"p\": "
                        + definition
                        + "}, \"resources\": []",
                    file("{\"parameters\": {\"p\": {\"value\": " + value + "}}}")))
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {"type": "int", "minValue": 3, "maxValue": 3}              | 3
          {"type": "string", "minLength": 2, "maxLength": 2}         | "ab"
          {"type": "string", "allowedValues": ["Basic", "Standard"]} | "standard"
          {"type": "array", "allowedValues": ["a", "b", "c"]}        | ["a","c"]
          {"type": "String"}                                         | "x"
          {"type": "string", "maxLength": 3}                         | "GEN-UNIQUE"
          {"$ref": "#/definitions/small"}                            | 9
          """)
  void a_value_at_its_limits_is_taken(String definition, String value) {
    JsonValue result =
        TestTemplates.template(
                "\"definitions\": {\"small\": {\"type\": \"int\", \"maxValue\": 9}},"
                    + "\"parameters\": {\"p\": "
                    + definition
                    + "}, \"resources\": [], \"outputs\": {\"o\": {\"value\":"
                    + " \"[parameters('p')]\"}}",
                file("{\"parameters\": {\"p\": {\"value\": " + value + "}}}"))
            .outputs()
            .get("o");
    assertThat(result).isNotNull();
    assertThat(result.json()).isEqualTo(value);
  }
}
