package dev.plumbline.azure.arm;

import dev.plumbline.descriptor.Problem;
import dev.plumbline.descriptor.Source;
import java.util.List;

/** Deploys templates for tests, and shows what they come to. */
final class TestTemplates {

  private TestTemplates() {}

  /** Returns the deployment of the sections of a template, without the braces around. */
  static Deployment template(String sections) {
    return template(sections, DeploymentOptions.defaults());
  }

  static Deployment template(String sections, DeploymentOptions options) {
    return ArmTemplates.deploy(Source.of("net.json", "{" + sections + "}"), options);
  }

  /** Returns {@code type name} of every resource. */
  static List<String> names(Deployment deployment) {
    return deployment.resources().stream().map(one -> one.type() + " " + one.name()).toList();
  }

  static List<String> ids(Deployment deployment) {
    return deployment.resources().stream().map(ArmResource::id).toList();
  }

  static List<String> notes(Deployment deployment) {
    return deployment.notes().stream().map(Problem::toString).toList();
  }

  /** Returns the properties of the resource of that name, as JSON. */
  static String properties(Deployment deployment, String name) {
    return deployment.resources().stream()
        .filter(one -> one.name().equals(name))
        .findFirst()
        .orElseThrow()
        .properties()
        .json();
  }
}
