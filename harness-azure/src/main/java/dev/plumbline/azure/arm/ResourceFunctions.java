package dev.plumbline.azure.arm;

import dev.plumbline.azure.json.JsonString;
import dev.plumbline.azure.json.JsonUnknown;
import dev.plumbline.azure.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Functions for resources and where they lie (ARM reference: Resource, Scope). */
final class ResourceFunctions {

  private ResourceFunctions() {}

  static void addTo(Functions all) {
    all.add("resourceId", 2, TemplateFunction.ANY, ResourceFunctions::resourceId);
    all.add(
        "subscriptionResourceId",
        2,
        TemplateFunction.ANY,
        ResourceFunctions::subscriptionResourceId);
    all.add(
        "tenantResourceId",
        2,
        TemplateFunction.ANY,
        args -> StringFunctions.string(id("", args, 0)));
    all.add(
        "managementGroupResourceId",
        2,
        TemplateFunction.ANY,
        ResourceFunctions::managementGroupResourceId);
    all.add(
        "extensionResourceId",
        3,
        TemplateFunction.ANY,
        args -> StringFunctions.string(id(stripped(args.text(0)), args, 1)));
    // The API version does not matter here, so that it need not be known.
    all.lenient(
        "reference",
        1,
        3,
        args ->
            args.get(0) instanceof JsonUnknown unknown
                ? unknown
                : args.scope().around().reference(args.text(0), full(args)));
    all.lenient(
        "references", 1, 3, args -> args.scope().around().references(args.text(0), full(args)));
    all.add("resourceInfo", 1, 1, args -> args.scope().around().resourceInfo(args.text(0)));
    all.add("pickZones", 3, 5, ResourceFunctions::pickZones);
    all.add("providers", 1, 2, ResourceFunctions::providers);
    all.add("toLogicalZone", 3, 3, args -> zone(args, true));
    all.add("toPhysicalZone", 3, 3, args -> zone(args, false));
    all.add("resourceGroup", 0, 0, args -> args.scope().around().resourceGroup());
    all.add("subscription", 0, 0, args -> args.scope().around().subscription());
    all.add("managementGroup", 0, 0, args -> args.scope().around().managementGroup());
    all.add("tenant", 0, 0, args -> args.scope().around().tenant());
  }

  private static boolean full(Arguments args) {
    // The API version in between is often left out by null.
    return args.size() == 3
        && args.get(2) instanceof JsonString full
        && full.value().equalsIgnoreCase("full");
  }

  /** Returns the function of a resource provider's operation that lists keys, secrets and more. */
  static TemplateFunction list(String name) {
    return new TemplateFunction(
        name,
        1,
        3,
        true,
        args ->
            args.get(0) instanceof JsonUnknown unknown
                ? unknown
                : new JsonUnknown(
                    args.mark(),
                    name + "() of " + args.text(0) + " is answered by the deployed resource only"));
  }

  private static JsonValue resourceId(Arguments args) {
    int type = typeAt(args, 2);
    DeploymentScope here = args.scope().around().deployedTo();
    String subscription =
        type == 2 || type == 1 && isSubscription(args.text(0), here)
            ? args.text(0)
            : here.subscriptionId();
    String group =
        type == 2
            ? args.text(1)
            : type == 1 && !isSubscription(args.text(0), here)
                ? args.text(0)
                : here.resourceGroup();
    String scope =
        subscription == null
            ? ""
            : group == null
                ? DeploymentScope.subscription(subscription).id()
                : DeploymentScope.resourceGroup(subscription, group).id();
    return StringFunctions.string(id(scope, args, type));
  }

  /** A single text before the type is a resource group, except where there is none. */
  private static boolean isSubscription(String text, DeploymentScope here) {
    return here.resourceGroup() == null && text.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-.{12}");
  }

  private static JsonValue subscriptionResourceId(Arguments args) {
    int type = typeAt(args, 1);
    String subscription =
        type == 1 ? args.text(0) : args.scope().around().deployedTo().subscriptionId();
    return StringFunctions.string(
        id(subscription == null ? "" : "/subscriptions/" + subscription, args, type));
  }

  private static JsonValue managementGroupResourceId(Arguments args) {
    int type = typeAt(args, 1);
    String group = type == 1 ? args.text(0) : args.scope().around().managementGroup().text("name");
    return StringFunctions.string(
        id(DeploymentScope.managementGroup(String.valueOf(group)).id(), args, type));
  }

  /** Returns which argument is the type: the first with a slash. */
  private static int typeAt(Arguments args, int latest) {
    for (int i = 0; i <= latest && i < args.size(); i++) {
      if (args.text(i).indexOf('/') >= 0) {
        return i;
      }
    }
    throw args.wrong(
        "no resource type is found, as in Microsoft.Network/virtualNetworks; the first arguments"
            + " are "
            + args.all().subList(0, Math.min(args.size(), latest + 1)).stream()
                .map(JsonValue::described)
                .toList());
  }

  private static String id(String scope, Arguments args, int typeAt) {
    List<String> types = new ArrayList<>(List.of(args.text(typeAt).split("/")));
    types.removeIf(String::isEmpty);
    List<String> names = new ArrayList<>();
    for (int i = typeAt + 1; i < args.size(); i++) {
      names.add(args.scalar(i));
    }
    if (types.size() - 1 != names.size()) {
      throw args.wrong(
          "the type "
              + args.text(typeAt)
              + " needs "
              + (types.size() - 1)
              + (types.size() == 2 ? " name" : " names")
              + ", one for each part behind the provider, found "
              + names.size());
    }
    if (String.join("/", types).equalsIgnoreCase("Microsoft.Resources/resourceGroups")
        && scope.toLowerCase(Locale.ROOT).matches("/subscriptions/[^/]+")) {
      return scope + "/resourceGroups/" + names.get(0);
    }
    return new ResourceId(scope, String.join("/", types), String.join("/", names)).text();
  }

  private static String stripped(String scope) {
    return scope.endsWith("/") ? scope.substring(0, scope.length() - 1) : scope;
  }

  /** Every region is taken for one with three zones. */
  private static JsonValue pickZones(Arguments args) {
    long count = args.size() > 3 ? args.integer(3) : 1;
    long offset = args.size() > 4 ? args.integer(4) : 0;
    if (count < 1 || offset < 0 || count + offset > 3) {
      throw args.wrong("there are three zones, asked for " + count + " from offset " + offset);
    }
    List<JsonValue> zones = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      zones.add(StringFunctions.string(String.valueOf(offset + i + 1)));
    }
    return ArrayFunctions.list(zones);
  }

  private static JsonValue providers(Arguments args) {
    return new JsonUnknown(
        args.mark(), "providers() lists what the platform offers, which is not known here");
  }

  private static JsonValue zone(Arguments args, boolean logical) {
    String region = args.text(1).toLowerCase(Locale.ROOT).replace(" ", "");
    String zone = args.text(2);
    if (zone.isEmpty()) {
      return args.get(2);
    }
    return StringFunctions.string(
        logical
            ? zone.substring(zone.lastIndexOf("-az") + (zone.contains("-az") ? 3 : 1))
            : region + "-az" + zone);
  }
}
