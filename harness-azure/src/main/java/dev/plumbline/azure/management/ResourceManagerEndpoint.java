package dev.plumbline.azure.management;

import dev.plumbline.azure.arm.ResourceId;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Azure Resource Manager: resources by identifier and in lists, and what can be asked of them. */
final class ResourceManagerEndpoint {

  private static final Pattern FILTER =
      Pattern.compile("(?i)\\s*resourceType\\s+eq\\s+'([^']+)'\\s*");
  private static final String SKIP = "$skiptoken";

  private final Inventory inventory;
  private final Supplier<URI> base;
  private final Operations operations;
  private final Actions actions;
  private final int pageSize;

  ResourceManagerEndpoint(
      Inventory inventory,
      Supplier<URI> base,
      Operations operations,
      Actions actions,
      int pageSize) {
    this.inventory = inventory;
    this.base = base;
    this.operations = operations;
    this.actions = actions;
    this.pageSize = pageSize;
  }

  Reply answer(Call call) {
    if (call.has(0, "tenants") && call.segments().size() == 1) {
      ApiVersions.required(call, null);
      return Reply.json(200, Map.of("value", List.of()));
    } else if (!call.has(0, "subscriptions")) {
      throw notFound(call);
    }
    int size = call.segments().size();
    if (size > 1 && !call.segments().get(1).equalsIgnoreCase(ResourceIds.SUBSCRIPTION)) {
      throw new ManagementException(
          404,
          "SubscriptionNotFound",
          "The subscription '" + call.segments().get(1) + "' could not be found.");
    }
    boolean group = call.has(2, "resourceGroups");
    int rest = group ? 4 : 2;
    if (call.has(rest, "providers") && size > rest + 2) {
      return ofProvider(call, group ? call.segments().get(3) : null, rest + 1);
    }
    ApiVersions.required(call, null);
    onlyReads(call);
    if (group && size > 3) {
      requireGroup(call.segments().get(3));
    }
    if (size == 1) {
      return page(call, List.of(subscription()), one -> one);
    } else if (size == 2) {
      return Reply.json(200, subscription());
    } else if (group && size == 3) {
      return page(call, inventory.groups(), this::group);
    } else if (group && size == 4) {
      return Reply.json(200, group(call.segments().get(3)));
    } else if (call.has(rest, "resources") && size == rest + 1) {
      return resources(call, group ? call.segments().get(3) : null);
    } else if (call.has(2, "providers") && size <= 4) {
      return size == 3
          ? page(call, namespaces(), this::provider)
          : Reply.json(200, provider(call.segments().get(3)));
    }
    throw notFound(call);
  }

  private static ManagementException notFound(Call call) {
    return new ManagementException(
        404, "InvalidRequestUri", "The request URI '" + call.path() + "' is not known.");
  }

  /** The identity of a simulation has the role Reader, and may ask what it may ask. */
  private static void onlyReads(Call call) {
    if (!call.is("GET") && !call.is("HEAD")) {
      throw forbidden(call);
    }
  }

  static ManagementException forbidden(Call call) {
    return new ManagementException(
        403,
        "AuthorizationFailed",
        "The client '"
            + SimulatedResourceManager.CLIENT
            + "' with object id '"
            + SimulatedResourceManager.CLIENT
            + "' does not have authorization to perform action '"
            + action(call)
            + "' over scope '"
            + scope(call)
            + "' or the scope is invalid. If access was recently granted, please refresh your"
            + " credentials.");
  }

  /** Returns the identifier of the resource that a call is about, without what is asked of it. */
  private static String scope(Call call) {
    return call.is("POST") ? call.path().replaceAll("/[^/]*$", "") : call.path();
  }

  /** Returns the name of the action that a call needs the right to. */
  private static String action(Call call) {
    ResourceId id = ResourceId.parse(scope(call)).orElse(null);
    String type = id == null ? "Microsoft.Resources/subscriptions/resourceGroups" : id.type();
    return switch (call.method()) {
      case "GET", "HEAD" -> type + "/read";
      case "POST" -> type + "/" + ResourceIds.last(call.path()) + "/action";
      case "DELETE" -> type + "/delete";
      default -> type + "/write";
    };
  }

  private void requireGroup(String group) {
    if (!inventory.hasGroup(group)) {
      throw new ManagementException(
          404, "ResourceGroupNotFound", "Resource group '" + group + "' could not be found.");
    }
  }

  private static Map<String, Object> subscription() {
    return Fields.of()
        .with("id", "/subscriptions/" + ResourceIds.SUBSCRIPTION)
        .with("subscriptionId", ResourceIds.SUBSCRIPTION)
        .with("tenantId", SimulatedResourceManager.TENANT)
        .with("displayName", "Plumbline")
        .with("state", "Enabled")
        .map();
  }

  private Map<String, Object> group(String name) {
    String known =
        inventory.groups().stream().filter(name::equalsIgnoreCase).findFirst().orElse(name);
    return Fields.of()
        .with("id", "/subscriptions/" + ResourceIds.SUBSCRIPTION + "/resourceGroups/" + known)
        .with("name", known)
        .with("type", "Microsoft.Resources/resourceGroups")
        .with("location", inventory.estate().region)
        .with("properties", Map.of("provisioningState", "Succeeded"))
        .map();
  }

  private Reply resources(Call call, @Nullable String group) {
    String filter = call.query("$filter");
    String type = null;
    if (filter != null) {
      Matcher matcher = FILTER.matcher(filter);
      if (!matcher.matches()) {
        throw wrongFilter(filter);
      }
      type = matcher.group(1);
    }
    boolean expand = call.query("$expand") != null;
    List<Resource> found = new ArrayList<>();
    for (Resource one : inventory.all()) {
      if (one.listed()
          && (group == null || one.isIn(group))
          && (type == null || type.equalsIgnoreCase(one.id().type()))) {
        found.add(one);
      }
    }
    return filtered(
        call,
        found,
        one -> {
          Map<String, Object> summary = one.summary();
          if (expand) {
            summary.put("provisioningState", "Succeeded");
          }
          return summary;
        });
  }

  private List<String> namespaces() {
    return inventory.all().stream()
        .map(one -> one.id().type().replaceAll("/.*", ""))
        .distinct()
        .toList();
  }

  private Map<String, Object> provider(String namespace) {
    Map<String, String> types = new TreeMap<>();
    for (Resource one : inventory.all()) {
      String type = one.id().type();
      if (type.toLowerCase(Locale.ROOT).startsWith(namespace.toLowerCase(Locale.ROOT) + "/")) {
        types.putIfAbsent(type.toLowerCase(Locale.ROOT), type);
      }
    }
    if (types.isEmpty()) {
      throw new ManagementException(
          404,
          "InvalidResourceNamespace",
          "The resource namespace '" + namespace + "' is invalid.");
    }
    return Fields.of()
        .with("id", "/subscriptions/" + ResourceIds.SUBSCRIPTION + "/providers/" + namespace)
        .with("namespace", types.values().iterator().next().replaceAll("/.*", ""))
        .with("registrationState", "Registered")
        .each(
            "resourceTypes",
            types.values(),
            type -> {
              List<String> versions = new ArrayList<>(ApiVersions.of(type));
              Collections.reverse(versions);
              return Fields.of()
                  .with("resourceType", type.substring(type.indexOf('/') + 1))
                  .with("locations", List.of())
                  .with("apiVersions", versions);
            })
        .map();
  }

  private Reply ofProvider(Call call, @Nullable String group, int at) {
    List<String> segments = call.segments();
    String namespace = segments.get(at);
    List<String> rest = segments.subList(at + 1, segments.size());
    String root = namespace + "/" + rest.get(0);
    if (rest.get(0).equalsIgnoreCase("locations") && rest.size() == 4) {
      ApiVersions.required(call, namespace + "/locations");
      if (rest.get(2).equalsIgnoreCase("operations")) {
        return operations.state(rest.get(3));
      } else if (rest.get(2).equalsIgnoreCase("operationResults")) {
        return operations.result(rest.get(3), call.uri());
      }
    }
    boolean known =
        inventory.all().stream().anyMatch(one -> one.id().type().equalsIgnoreCase(root))
            || !ApiVersions.of(root).isEmpty();
    if (!known) {
      throw new ManagementException(
          404,
          "InvalidResourceNamespace",
          "The resource namespace '" + namespace + "' is invalid.");
    }
    // What hangs on a resource of another provider has versions of its own.
    int last = segments.lastIndexOf("providers");
    boolean hanging = last > at && last + 2 < segments.size();
    String version =
        ApiVersions.required(
            call, hanging ? segments.get(last + 1) + "/" + segments.get(last + 2) : root);
    if (group != null) {
      requireGroup(group);
    }
    Reply special = actions.answer(call, version);
    if (special != null) {
      return special;
    }
    onlyReads(call);
    boolean collection = rest.size() % 2 == 1;
    StringBuilder type = new StringBuilder(namespace);
    for (int i = 0; i < rest.size(); i += 2) {
      type.append('/').append(rest.get(i));
    }
    String id = call.path();
    if (!collection) {
      Resource found = inventory.find(id);
      if (found == null) {
        throw missing(group, id);
      }
      return Reply.json(200, new Expansion(inventory).of(found, call.query("$expand")));
    }
    String parent = rest.size() == 1 ? null : id.substring(0, id.lastIndexOf('/'));
    if (parent != null && inventory.find(parent) == null && !isFolder(parent)) {
      throw missing(group, parent);
    }
    if (type.toString().matches("(?i)microsoft\\.network/(private)?dnsZones/(all|recordsets)")) {
      return page(call, recordSets(String.valueOf(parent)), Resource::body);
    }
    return page(
        call,
        inventory.of(type.toString(), group, parent),
        one -> new Expansion(inventory).of(one, call.query("$expand")));
  }

  /** A private cloud has its segments below a name that is no resource itself. */
  private boolean isFolder(String id) {
    return ResourceId.parse(id)
        .filter(one -> one.type().toLowerCase(Locale.ROOT).endsWith("/workloadnetworks"))
        .filter(one -> one.lastName().equalsIgnoreCase("default"))
        .flatMap(ResourceId::parent)
        .map(cloud -> inventory.find(cloud.text()))
        .isPresent();
  }

  private List<Resource> recordSets(String zone) {
    String start = ResourceId.key(zone) + "/";
    return inventory.all().stream()
        .filter(one -> !one.listed() && one.key().startsWith(start))
        .collect(Collectors.toList());
  }

  static ManagementException missing(@Nullable String group, String id) {
    ResourceId parsed = ResourceId.parse(id).orElse(null);
    return new ManagementException(
        404,
        "ResourceNotFound",
        "The Resource '"
            + (parsed == null ? id : parsed.type() + "/" + parsed.name())
            + "' under resource group '"
            + (group == null ? "<null>" : group)
            + "' was not found. For more details please go to"
            + " https://aka.ms/ARMResourceNotFoundFix");
  }

  private static ManagementException wrongFilter(String filter) {
    return ManagementException.badRequest(
        "InvalidFilterInQueryString",
        "Invalid $filter '" + filter + "' specified in the query string.");
  }

  /** Returns a page of a list that knows no filter: passed over, one would be met by everything. */
  private <T> Reply page(Call call, List<T> all, Function<T, Map<String, Object>> shape) {
    String filter = call.query("$filter");
    if (filter != null) {
      throw wrongFilter(filter);
    }
    return filtered(call, all, shape);
  }

  /** Returns a page of a list, with a link to the next one while there is more. */
  private <T> Reply filtered(Call call, List<T> all, Function<T, Map<String, Object>> shape) {
    int from = 0;
    String token = call.query(SKIP);
    if (token != null) {
      from = offset(token, all.size());
    }
    int size = pageSize;
    String top = call.query("$top");
    if (top != null) {
      if (!top.matches("[1-9]\\d{0,8}")) {
        throw ManagementException.badRequest(
            "InvalidTopInQueryString", "Invalid $top '" + top + "' specified in the query string.");
      }
      size = Math.min(size, Integer.parseInt(top));
    }
    int to = Math.min(all.size(), from + size);
    Map<String, Object> page = new LinkedHashMap<>();
    page.put("value", all.subList(from, to).stream().map(shape).toList());
    if (to < all.size()) {
      page.put("nextLink", next(call, to));
    }
    return Reply.json(200, page);
  }

  private static int offset(String token, int size) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.US_ASCII);
      int offset = Integer.parseInt(text.replaceFirst("^from ", ""));
      if (text.startsWith("from ") && offset > 0 && offset < size) {
        return offset;
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw ManagementException.badRequest(
        "InvalidSkipToken", "The provided skip token '" + token + "' is invalid.");
  }

  private String next(Call call, int offset) {
    String raw = call.uri().getRawQuery() == null ? "" : call.uri().getRawQuery();
    StringBuilder query = new StringBuilder();
    for (String pair : raw.split("&", -1)) {
      String name = pair.replaceAll("=.*", "").replace("%24", "$");
      if (!pair.isEmpty() && !name.equalsIgnoreCase(SKIP)) {
        query.append(pair).append('&');
      }
    }
    String token =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(("from " + offset).getBytes(StandardCharsets.US_ASCII));
    return base.get() + call.uri().getRawPath() + "?" + query + "%24skiptoken=" + token;
  }
}
