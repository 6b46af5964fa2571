package dev.plumbline.azure.read;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How files are read as one network, and templates among them deployed. An immutable value. */
public final class TopologyOptions {

  private static final TopologyOptions DEFAULTS =
      new TopologyOptions(null, null, Map.of(), null, null, null);

  private final @Nullable String name;
  private final @Nullable Path parameters;
  private final Map<String, Object> values;
  private final @Nullable String resourceGroup;
  private final @Nullable String location;
  private final @Nullable String subscription;

  private TopologyOptions(
      @Nullable String name,
      @Nullable Path parameters,
      Map<String, Object> values,
      @Nullable String resourceGroup,
      @Nullable String location,
      @Nullable String subscription) {
    this.name = name;
    this.parameters = parameters;
    this.values = values;
    this.resourceGroup = resourceGroup;
    this.location = location;
    this.subscription = subscription;
  }

  /**
   * Returns the options of which nothing is said: the network is called as its first file, and
   * templates take the parameters file beside them.
   */
  public static TopologyOptions defaults() {
    return DEFAULTS;
  }

  /** Returns these options with a name for the network. */
  public TopologyOptions withName(String value) {
    return new TopologyOptions(value, parameters, values, resourceGroup, location, subscription);
  }

  /**
   * Returns these options with a parameters file for templates, in place of the one beside them.
   */
  public TopologyOptions withParameters(Path file) {
    return new TopologyOptions(name, file, values, resourceGroup, location, subscription);
  }

  /**
   * Returns these options with a template's parameter, which counts before the parameters file.
   *
   * @param value a text, number, boolean, list or map; a text stands for a value of another type,
   *     too, as on a command line
   */
  public TopologyOptions withValue(String parameter, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(values);
    more.put(parameter, value);
    return new TopologyOptions(name, parameters, more, resourceGroup, location, subscription);
  }

  /** Returns these options with the resource group that templates are deployed to. */
  public TopologyOptions withResourceGroup(String value) {
    return new TopologyOptions(name, parameters, values, value, location, subscription);
  }

  /** Returns these options with the resource group's region; without it is {@code westeurope}. */
  public TopologyOptions withLocation(String value) {
    return new TopologyOptions(name, parameters, values, resourceGroup, value, subscription);
  }

  /** Returns these options with the identifier of the subscription. */
  public TopologyOptions withSubscription(String value) {
    return new TopologyOptions(name, parameters, values, resourceGroup, location, value);
  }

  @Nullable String name() {
    return name;
  }

  @Nullable Path parameters() {
    return parameters;
  }

  Map<String, Object> values() {
    return values;
  }

  @Nullable String resourceGroup() {
    return resourceGroup;
  }

  @Nullable String location() {
    return location;
  }

  @Nullable String subscription() {
    return subscription;
  }
}
