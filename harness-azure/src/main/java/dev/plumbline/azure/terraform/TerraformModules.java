package dev.plumbline.azure.terraform;

import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonValue;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The modules of a Terraform configuration: their calls, variables and instances. */
final class TerraformModules {

  private final JsonObject configuration;
  private final JsonObject variables;
  private final Set<String> addresses = new LinkedHashSet<>();

  /**
   * Makes the modules of a configuration.
   *
   * @param configuration the root module of the configuration
   * @param variables the variables of the root module
   * @param resources tell which instances of modules there are
   */
  TerraformModules(
      JsonObject configuration, JsonObject variables, Collection<TerraformResource> resources) {
    this.configuration = configuration;
    this.variables = variables;
    resources.forEach(resource -> addresses.add(resource.module()));
  }

  /** Returns the value of a variable of the root module; null when it has none. */
  @Nullable JsonValue variable(String name) {
    return variables.object(name).value("value");
  }

  /** Returns the call of a module that is not the root. */
  JsonObject call(String address) {
    List<String> calls = TerraformAddress.calls(address);
    return call(TerraformAddress.outer(address), calls.get(calls.size() - 1));
  }

  /** Returns the call that a module makes under a name. */
  JsonObject call(String address, String name) {
    return module(address).object("module_calls").object(name);
  }

  /** Returns the configuration of a module. */
  private JsonObject module(String address) {
    JsonObject module = configuration;
    for (String call : TerraformAddress.calls(address)) {
      module = module.object("module_calls").object(call).object("module");
    }
    return module;
  }

  /** Returns the addresses of the instances of a module call. */
  List<String> instances(String start, String index) {
    if (!index.isEmpty()) {
      return List.of(start + index);
    }
    Set<String> all = new LinkedHashSet<>();
    for (String module : addresses) {
      if (module.startsWith(start + "[")) {
        int depth = TerraformAddress.calls(start).size();
        all.add(TerraformAddress.first(module, depth));
      }
    }
    return all.isEmpty() ? List.of(start) : List.copyOf(all);
  }
}
