package dev.plumbline.azure.arm;

import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonUnknown;
import dev.plumbline.descriptor.DescriptorException;
import dev.plumbline.descriptor.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One evaluation of a template and of all that is nested in it, with what the platform gave so far.
 */
final class DeploymentPass {

  private final DeploymentOptions options;
  private final Evaluator evaluator;
  private final LinkedTemplates links;
  private final Map<String, JsonObject> runtime;
  private final Map<String, TemplateParameters.Given> given;
  private final Map<String, DeclaredResource> deployed = new LinkedHashMap<>();
  private final Map<String, DeclaredResource> existing = new LinkedHashMap<>();
  private final List<DeclaredResource> nested = new ArrayList<>();
  private final Set<Problem> notes = new LinkedHashSet<>();
  private boolean asked;
  private boolean complete = true;
  private int nextNested;

  DeploymentPass(
      DeploymentOptions options,
      ExpressionCache expressions,
      LinkedTemplates links,
      Map<String, JsonObject> runtime,
      Map<String, TemplateParameters.Given> given) {
    this.options = options;
    this.evaluator = new Evaluator(expressions);
    this.links = links;
    this.runtime = runtime;
    this.given = given;
  }

  DeploymentOptions options() {
    return options;
  }

  Evaluator evaluator() {
    return evaluator;
  }

  LinkedTemplates links() {
    return links;
  }

  void note(Problem problem) {
    notes.add(problem);
  }

  Collection<Problem> notes() {
    return notes;
  }

  /** Returns whether anything asked what the platform gives. */
  boolean asked() {
    return asked;
  }

  /** Remembers that a template which is linked to is not here. */
  void isIncomplete() {
    complete = false;
  }

  /** Returns whether all templates that are linked to are here. */
  boolean complete() {
    return complete;
  }

  /** Returns the instance of the main template. */
  TemplateInstance root(Template template) {
    DeploymentScope scope =
        switch (template.schemaKind()) {
          case "subscription" -> DeploymentScope.subscription(options.subscriptionId());
          case "managementGroup" -> DeploymentScope.managementGroup(options.managementGroup());
          case "tenant" -> DeploymentScope.tenant();
          default ->
              DeploymentScope.resourceGroup(options.subscriptionId(), options.resourceGroup());
        };
    String file = template.source().name().replace('\\', '/');
    String name = file.substring(file.lastIndexOf('/') + 1).replaceFirst("\\.json$", "");
    TemplateInstance instance = new TemplateInstance(this, template, scope, name, null, given, 0);
    instance.checkParameters(
        "in a parameters file beside the template, such as azuredeploy.parameters.json, under"
            + " \"values\" where a document names it in its sources, or in the code that loads it");
    return instance;
  }

  void add(DeclaredResource resource) {
    if (resource.existing()) {
      existing.putIfAbsent(ResourceId.key(resource.id()), resource);
    } else if (resource.deployed()) {
      deployed.put(ResourceId.key(resource.id()), resource);
      if (resource.isDeployment()) {
        nested.add(resource);
      }
    }
  }

  /** Returns a resource by its identifier; null when none of the templates has it. */
  @Nullable DeclaredResource find(String id) {
    String key = ResourceId.key(id);
    DeclaredResource found = deployed.get(key);
    // It may be one of a nested deployment that was not looked into yet.
    while (found == null && nextNested < nested.size()) {
      nested.get(nextNested++).expand();
      found = deployed.get(key);
    }
    return found == null ? existing.get(key) : found;
  }

  /** Returns what the platform gave to a resource, laid over its body; null when nothing. */
  @Nullable JsonObject runtime(String id) {
    asked = true;
    return runtime.get(ResourceId.key(id));
  }

  /**
   * Returns all resources, those of nested deployments at the place of the deployment; where one is
   * deployed twice the one that is deployed later counts.
   *
   * @throws DescriptorException with everything that could not be evaluated
   */
  List<ArmResource> resources(TemplateInstance root) {
    Set<Problem> problems = new LinkedHashSet<>();
    root.resources();
    while (nextNested < nested.size()) {
      DeclaredResource one = nested.get(nextNested++);
      collect(one::expand, problems);
    }
    List<DeclaredResource> order = new ArrayList<>();
    collect(() -> root.inOrder(order), problems);
    Map<String, ArmResource> resources = new LinkedHashMap<>();
    for (DeclaredResource one : order) {
      collect(
          () -> {
            ArmResource before = resources.get(ResourceId.key(one.id()));
            if (before != null && !before.existing() && !one.existing()) {
              note(
                  one.mark()
                      .problem(
                          one.type()
                              + " \""
                              + one.name()
                              + "\" is deployed twice, first at "
                              + before.mark()
                              + "; the last in the order of dependencies counts"));
            }
            if (before == null || !one.existing()) {
              ArmResource resource = one.resource();
              if (resource.body().value("properties") instanceof JsonUnknown unknown) {
                note(unknown.mark().problem("the properties are " + unknown.described()));
              }
              resources.put(ResourceId.key(one.id()), resource);
            }
          },
          problems);
    }
    if (!problems.isEmpty()) {
      throw new DescriptorException(
          root.template().source().name() + " cannot be deployed", List.copyOf(problems));
    }
    return List.copyOf(resources.values());
  }

  private static void collect(Runnable work, Set<Problem> problems) {
    try {
      work.run();
    } catch (DescriptorException e) {
      problems.addAll(e.problems());
    }
  }
}
