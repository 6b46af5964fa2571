package dev.plumbline.azure.arm;

import dev.plumbline.descriptor.Source;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a template is deployed.
 *
 * @param parameterFiles parameter files; a later one counts before an earlier one
 * @param parameters parameters by name, which count before the files: texts, numbers, booleans,
 *     lists and maps; a text stands for a value of another type too, as on a command line
 * @param subscriptionId the subscription
 * @param resourceGroup the resource group
 * @param location the resource group's location; null for {@code westeurope}
 * @param managementGroup the management group, of templates for one
 * @param tenantId the tenant
 * @param now the moment of the deployment
 * @param runtime what the platform gives to the resources
 */
public record DeploymentOptions(
    List<Source> parameterFiles,
    Map<String, Object> parameters,
    String subscriptionId,
    String resourceGroup,
    @Nullable String location,
    String managementGroup,
    String tenantId,
    Instant now,
    RuntimeProperties runtime) {

  /** Copies the collections. */
  public DeploymentOptions {
    parameterFiles = List.copyOf(parameterFiles);
    parameters = Map.copyOf(parameters);
  }

  /** Returns the options of a deployment that nothing is said about. */
  public static DeploymentOptions defaults() {
    return new DeploymentOptions(
        List.of(),
        Map.of(),
        "00000000-0000-0000-0000-000000000000",
        "resource-group",
        null,
        "management-group",
        "00000000-0000-0000-0000-000000000000",
        Instant.parse("2025-01-01T00:00:00Z"),
        RuntimeProperties.NONE);
  }

  /** Returns these options with the parameters files. */
  public DeploymentOptions withParameterFiles(List<Source> files) {
    return new DeploymentOptions(
        files,
        parameters,
        subscriptionId,
        resourceGroup,
        location,
        managementGroup,
        tenantId,
        now,
        runtime);
  }

  /** Returns these options with one more parameter, which precedes those of files. */
  public DeploymentOptions withParameter(String name, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(parameters);
    more.put(name, value);
    return new DeploymentOptions(
        parameterFiles,
        more,
        subscriptionId,
        resourceGroup,
        location,
        managementGroup,
        tenantId,
        now,
        runtime);
  }

  /** Returns these options for another resource group. */
  public DeploymentOptions in(String subscription, String group, @Nullable String itsLocation) {
    return new DeploymentOptions(
        parameterFiles,
        parameters,
        subscription,
        group,
        itsLocation,
        managementGroup,
        tenantId,
        now,
        runtime);
  }

  DeploymentOptions at(Instant moment) {
    return new DeploymentOptions(
        parameterFiles,
        parameters,
        subscriptionId,
        resourceGroup,
        location,
        managementGroup,
        tenantId,
        moment,
        runtime);
  }

  /** Returns these options with what the platform knows of resources at run time. */
  public DeploymentOptions with(RuntimeProperties properties) {
    return new DeploymentOptions(
        parameterFiles,
        parameters,
        subscriptionId,
        resourceGroup,
        location,
        managementGroup,
        tenantId,
        now,
        properties);
  }
}
