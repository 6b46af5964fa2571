package dev.plumbline.azure.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.plumbline.descriptor.DescriptorException;
import dev.plumbline.descriptor.Problem;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every slip in a template gets one message: where it is, what was found, and what to do. */
class BrokenTemplateTest {

  @TempDir Path folder;

  private String message(TopologyOptions options, String text, String other) {
    Path file = SampleTemplate.with(folder, text, other);
    DescriptorException refused =
        catchThrowableOfType(DescriptorException.class, () -> Topology.from(options, file));
    assertThat(refused).as("the template was read").isNotNull();
    assertThat(refused.problems()).hasSize(1);
    Problem problem = refused.problems().get(0);
    assertThat(problem.file()).isEqualTo(file.toString());
    return problem.toString().substring(folder.toString().length() + 1);
  }

  private String message(String text, String other) {
    return message(SampleTemplate.OPTIONS, text, other);
  }

  private static String securityGroup(String source, int priority) {
    return """
        {
          "type": "Microsoft.Network/networkSecurityGroups",
          "apiVersion": "2020-11-01",
          "name": "group",
          "properties": {
            "securityRules": [
              {"name": "one", "properties": {"priority": 100, "direction": "Inbound",
                "access": "Allow", "protocol": "Tcp", "sourceAddressPrefix": "%s",
                "sourcePortRange": "*", "destinationAddressPrefix": "*", "destinationPortRange": "443"}},
              {"name": "other", "properties": {"priority": %d, "direction": "Inbound",
                "access": "Deny", "protocol": "Tcp", "sourceAddressPrefix": "*",
                "sourcePortRange": "*", "destinationAddressPrefix": "*", "destinationPortRange": "80"}}
            ]
          }
        },
        """
        .formatted(source, priority);
  }

  @Test
  void a_parameter_has_no_value() {
    assertThat(
            message(
                TopologyOptions.defaults().withValue("log-analytics-workspace-id", "w"),
                "\"name\": \"apim-listener\"",
                "\"name\": \"apim-listener\""))
        .isEqualTo(
            "azuredeploy.json:5:22 parameters.base-name: the parameter \"base-name\" has no "
                + "value and no defaultValue; give one in a parameters file beside the template, "
                + "such as azuredeploy.parameters.json, under \"values\" where a document names it "
                + "in its sources, or in the code that loads it");
  }

  @Test
  void a_function_does_not_exist() {
    assertThat(
            message(
                "concat(parameters('base-name'), '-pip')",
                "concatenate(parameters('base-name'), '-pip')"))
        .isEqualTo(
            "azuredeploy.json:88:27 variables.public-ip-name: the expression "
                + "[concatenate(parameters('base-name'), '-pip')]: there is no function "
                + "concatenate(); the functions are those of the ARM template reference");
  }

  @Test
  void a_variable_does_not_exist() {
    assertThat(
            message(
                "\"name\": \"[variables('app-gateway-name')]\"",
                "\"name\": \"[variables('app-gateway-nam')]\""))
        .isEqualTo(
            "azuredeploy.json:219:21 resources[1].name: the expression "
                + "[variables('app-gateway-nam')]: \"app-gateway-nam\" is not a variable; allowed: "
                + "app-insights-name, vnet-name, apim-name, public-ip-name, app-gateway-name, "
                + "vnet-dns-link-name; did you mean \"app-gateway-name\"?");
  }

  @Test
  void a_subnet_does_not_exist() {
    assertThat(
            message(
                "variables('vnet-name'), 'apimSubnet')", "variables('vnet-name'), 'apimSubnets')"))
        .isEqualTo(
            "azuredeploy.json:212:41 "
                + "resources[0].properties.virtualNetworkConfiguration.subnetResourceId: "
                + "\"apimSubnets\" is not a subnet of virtual network contoso-vnet; allowed: "
                + "appGatewaySubnet, apimSubnet; did you mean \"apimSubnet\"? (correct the name, or "
                + "add the subnet)");
  }

  @Test
  void an_identifier_leads_nowhere() {
    assertThat(
            message(
                "\"publicIPAddress\": {\n                                \"id\": \"[resourceId('Microsoft.Network/publicIPAddresses', variables('public-ip-name'))]\"",
                "\"publicIPAddress\": {\n                                \"id\": \"[resourceId('Microsoft.Network/publicIPAddresses', 'contoso-ip')]\""))
        .isEqualTo(
            "azuredeploy.json:282:39 "
                + "resources[1].properties.frontendIPConfigurations[0].properties.publicIPAddress.id: "
                + "\"contoso-ip\" is none of the publicIPAddresses in the files; allowed: "
                + "contoso-pip; did you mean \"contoso-pip\"? (correct the name, or add the file "
                + "that describes it)");
  }

  @Test
  void a_probe_does_not_exist() {
    assertThat(message("'apim-gateway-probe')", "'apim-gateway-prob')"))
        .isEqualTo(
            "azuredeploy.json:317:38 "
                + "resources[1].properties.backendHttpSettingsCollection[0].properties.probe: "
                + "\"apim-gateway-prob\" is not a probe; allowed: apim-gateway-probe; did you mean "
                + "\"apim-gateway-probe\"?");
  }

  @Test
  void a_listener_does_not_exist() {
    assertThat(
            message(
                "variables('app-gateway-name'), 'apim-listener')",
                "variables('app-gateway-name'), 'apim-lisener')"))
        .isEqualTo(
            "azuredeploy.json:343:45 "
                + "resources[1].properties.requestRoutingRules[0].properties.httpListener: "
                + "\"apim-lisener\" is not a listener; allowed: apim-listener; did you mean "
                + "\"apim-listener\"?");
  }

  @Test
  void a_prefix_is_too_long() {
    assertThat(message("\"defaultValue\": \"10.0.0.0/16\"", "\"defaultValue\": \"10.0.0.0/33\""))
        .isEqualTo(
            "azuredeploy.json:416:42 resources[4].properties.addressSpace.addressPrefixes[0]: "
                + "\"10.0.0.0/33\" is no address prefix; write one such as 10.0.1.0/24 "
                + "(\"10.0.0.0/33\" has a prefix length that is not within 0 to 32)");
  }

  @Test
  void a_prefix_has_bits_beyond_its_length() {
    assertThat(message("\"defaultValue\": \"10.0.1.0/24\"", "\"defaultValue\": \"10.0.1.7/24\""))
        .isEqualTo(
            "azuredeploy.json:440:46 "
                + "resources[4].properties.subnets[1].properties.addressPrefix: \"10.0.1.7/24\" is "
                + "no address prefix; write one such as 10.0.1.0/24 (10.0.1.7/24 has bits set beyond "
                + "the prefix; the network is 10.0.1.0/24)");
  }

  @Test
  void a_subnet_lies_outside_its_network() {
    assertThat(message("\"defaultValue\": \"10.0.1.0/24\"", "\"defaultValue\": \"10.9.1.0/24\""))
        .isEqualTo(
            "azuredeploy.json:440:46 "
                + "resources[4].properties.subnets[1].properties.addressPrefix: 10.9.1.0/24 lies "
                + "outside the address space [10.0.0.0/16]");
  }

  @Test
  void two_subnets_overlap() {
    assertThat(message("\"defaultValue\": \"10.0.1.0/24\"", "\"defaultValue\": \"10.0.0.128/25\""))
        .isEqualTo(
            "azuredeploy.json:440:46 "
                + "resources[4].properties.subnets[1].properties.addressPrefix: 10.0.0.128/25 "
                + "overlaps subnet appGatewaySubnet (10.0.0.0/24)");
  }

  @Test
  void a_listener_has_no_certificate() {
    assertThat(message("\"protocol\": \"Http\",", "\"protocol\": \"Https\","))
        .isEqualTo(
            "azuredeploy.json:326:39 "
                + "resources[1].properties.httpListeners[0].properties.sslCertificate: "
                + "sslCertificate is missing; an Https listener refers to one of the gateway's "
                + "sslCertificates");
  }

  @Test
  void a_certificate_does_not_exist() {
    assertThat(
            message(
                "\"protocol\": \"Http\",",
                "\"protocol\": \"Https\", \"sslCertificate\": {\"id\": \"[resourceId('Microsoft.Network/applicationGateways/sslCertificates', variables('app-gateway-name'), 'cert')]\"},"))
        .isEqualTo(
            "azuredeploy.json:333:68 "
                + "resources[1].properties.httpListeners[0].properties.sslCertificate: \"cert\" is "
                + "none of the gateway's sslCertificates, which are missing; add it there");
  }

  @Test
  void a_word_is_none_of_those_allowed() {
    assertThat(message("\"protocol\": \"Http\",", "\"protocol\": \"Htp\","))
        .isEqualTo(
            "azuredeploy.json:333:41 "
                + "resources[1].properties.httpListeners[0].properties.protocol: the text \"Htp\" is "
                + "no protocol; allowed are http, https");
  }

  @Test
  void a_comma_is_missing() {
    assertThat(message("\"name\": \"apim-listener\",", "\"name\": \"apim-listener\""))
        .isEqualTo(
            "azuredeploy.json:326:25: Unexpected character ('\"' (code 34)): was expecting "
                + "comma to separate Object entries");
  }

  @Test
  void the_file_is_cut_off() {
    String text = SampleTemplate.text();
    String rest = text.substring(text.indexOf("\"name\": \"apim-listener\""));
    assertThat(message(rest, ""))
        .isEqualTo(
            "azuredeploy.json:325:25: the file ends here, but what began in it is not closed: a "
                + "part of it is missing");
  }

  @Test
  void a_number_is_a_text() {
    assertThat(message("\"port\": 80\n", "\"port\": \"http\"\n"))
        .isEqualTo(
            "azuredeploy.json:291:37 resources[1].properties.frontendPorts[0].properties.port: a "
                + "whole number is expected, found the text \"http\"");
  }

  @Test
  void an_object_stands_in_place_of_a_text() {
    assertThat(message("\"port\": 80\n", "\"port\": {}\n"))
        .isEqualTo(
            "azuredeploy.json:291:37 resources[1].properties.frontendPorts[0].properties.port: a "
                + "text is expected, found an empty object");
  }

  @Test
  void a_part_of_the_template_is_misspelt() {
    assertThat(message("\"variables\": {", "\"variabels\": {"))
        .endsWith("variabels: \"variabels\" is no part of a template; did you mean \"variables\"?");
  }

  @Test
  void a_variable_needs_itself() {
    assertThat(
            message(
                "[concat(parameters('base-name'), '-pip')]",
                "[concat(variables('public-ip-name'), '-pip')]"))
        .isEqualTo(
            "azuredeploy.json:88:27 variables.public-ip-name: the expression "
                + "[concat(variables('public-ip-name'), '-pip')]: the variable "
                + "\"public-ip-name\" needs itself");
  }

  @Test
  void two_resources_have_one_name() {
    assertThat(
            message(
                "        {            \n            \"type\": \"Microsoft.Network/virtualNetworks\"",
                "        {\"type\": \"Microsoft.Network/publicIPAddresses\", \"apiVersion\":"
                    + " \"2020-11-01\", \"name\": \"contoso-pip\", \"properties\": {}},\n"
                    + "        {\n            \"type\": \"Microsoft.Network/virtualNetworks\""))
        .contains("resources[4]")
        .contains("\"contoso-pip\" is already deployed by")
        .endsWith("a template can deploy a resource once");
  }

  @Test
  void two_parts_have_one_name() {
    assertThat(
            message(
                "\"httpListeners\": [",
                "\"httpListeners\": [{\"name\": \"apim-listener\", \"properties\":"
                    + " {\"protocol\": \"Http\", \"hostName\": \"other.contoso.net\","
                    + " \"frontendIPConfiguration\": {\"id\":"
                    + " \"[resourceId('Microsoft.Network/applicationGateways/frontEndIPConfigurations',"
                    + " variables('app-gateway-name'), 'appGwPublicFrontendIp')]\"},"
                    + " \"frontendPort\": {\"id\":"
                    + " \"[resourceId('Microsoft.Network/applicationGateways/frontEndPorts',"
                    + " variables('app-gateway-name'), 'port_80')]\"}}},"))
        .contains("resources[1].properties.httpListeners[1]")
        .contains("apim-listener");
  }

  @Test
  void two_subnets_have_one_name() {
    assertThat(
            message(
                "\"subnets\": [",
                "\"subnets\": [{\"name\": \"ApimSubnet\", \"properties\":"
                    + " {\"addressPrefix\": \"10.0.7.0/24\"}},"))
        .isEqualTo(
            "azuredeploy.json:438:33 resources[4].properties.subnets[2].name: \"apimSubnet\" is "
                + "the name of two of the subnets, also in line 418; give one of them another name");
  }

  @Test
  void two_rules_have_one_name() {
    assertThat(
            message(
                "        {            \n            \"type\": \"Microsoft.Network/virtualNetworks\"",
                securityGroup("*", 101).replace("\"other\"", "\"one\"")
                    + "        {\n            \"type\": \"Microsoft.Network/virtualNetworks\""))
        .contains("resources[4].properties.securityRules[1].name: \"one\" is the name of two of")
        .endsWith("give one of them another name");
  }

  @Test
  void resources_depend_on_one_another() {
    assertThat(
            message(
                "        {            \n            \"type\": \"Microsoft.Network/virtualNetworks\"",
                address("a", "b")
                    + address("b", "a")
                    + "        {\n            \"type\": \"Microsoft.Network/virtualNetworks\""))
        .isEqualTo(
            "azuredeploy.json:410:9 resources[5]: Microsoft.Network/publicIPAddresses \"b\" and "
                + "Microsoft.Network/publicIPAddresses \"a\" depend on each other; one dependsOn "
                + "has to go");
  }

  private static String address(String name, String other) {
    return "        {\"type\": \"Microsoft.Network/publicIPAddresses\", \"apiVersion\":"
        + " \"2020-11-01\", \"name\": \""
        + name
        + "\", \"dependsOn\": [\""
        + other
        + "\"], \"properties\": {}},\n";
  }

  @Test
  void two_rules_have_one_priority() {
    assertThat(
            message(
                "        {            \n            \"type\": \"Microsoft.Network/virtualNetworks\"",
                securityGroup("*", 100)
                    + "        {\n            \"type\": \"Microsoft.Network/virtualNetworks\""))
        .isEqualTo(
            "azuredeploy.json:418:52 "
                + "resources[4].properties.securityRules[1].properties.priority: 100 is taken by "
                + "another rule of this direction");
  }

  @Test
  void a_service_tag_is_misspelt() {
    assertThat(
            message(
                "        {            \n            \"type\": \"Microsoft.Network/virtualNetworks\"",
                securityGroup("ApiManagment", 101)
                    + "        {\n            \"type\": \"Microsoft.Network/virtualNetworks\""))
        .isEqualTo(
            "azuredeploy.json:416:70 "
                + "resources[4].properties.securityRules[0].properties.sourceAddressPrefix: "
                + "\"ApiManagment\" is neither an address prefix nor a known service tag; did you "
                + "mean \"ApiManagement\"? (a tag that is not built in needs its prefixes under "
                + "serviceTags)");
  }

  @Test
  void a_value_is_known_to_a_deployment_only() {
    assertThat(
            message(
                "\"port\": 80\n",
                "\"port\": \"[reference('/subscriptions/s/resourceGroups/r/providers/Microsoft.Web/sites/x').port]\"\n"))
        .isEqualTo(
            "azuredeploy.json:291:37 resources[1].properties.frontendPorts[0].properties.port: "
                + "needed for the network, but a value that is not known here (the resource "
                + "/subscriptions/s/resourceGroups/r/providers/Microsoft.Web/sites/x is not in the "
                + "template); write the value itself here, pass it as a parameter, or add the file "
                + "that describes the resource it comes from");
  }

  @Test
  void a_service_in_a_network_has_no_subnet() {
    assertThat(message("\"virtualNetworkConfiguration\": {", "\"tags\": {"))
        .isEqualTo(
            "azuredeploy.json:207:27 "
                + "resources[0].properties.virtualNetworkConfiguration.subnetResourceId: "
                + "subnetResourceId is missing");
  }
}
