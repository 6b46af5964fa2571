package dev.plumbline.azure.contract;

import dev.plumbline.azure.model.ApiManagementService;
import dev.plumbline.azure.model.ApiManagementService.HostnameConfiguration;
import dev.plumbline.azure.model.ApiManagementService.HostnameType;
import dev.plumbline.azure.rules.Locations;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The host names of API Management as the documents list them: five default ones (three in the v2
 * tiers, one in Consumption), and the custom ones of a service. A custom gateway name is valid
 * beside the default one; others take its place.
 */
final class EndpointNames {

  private static final Map<HostnameType, String> DEFAULTS = new EnumMap<>(HostnameType.class);

  static {
    DEFAULTS.put(HostnameType.PROXY, "%s.azure-api.net");
    DEFAULTS.put(HostnameType.PORTAL, "%s.portal.azure-api.net");
    DEFAULTS.put(HostnameType.DEVELOPER_PORTAL, "%s.developer.azure-api.net");
    DEFAULTS.put(HostnameType.MANAGEMENT, "%s.management.azure-api.net");
    DEFAULTS.put(HostnameType.SCM, "%s.scm.azure-api.net");
  }

  private EndpointNames() {}

  /** Returns the default names of a service: five, but fewer in the tiers that have less. */
  static List<String> defaults(ApiManagementService service) {
    return types(service).stream()
        .flatMap(type -> Optional.ofNullable(DEFAULTS.get(type)).stream())
        .map(pattern -> name(pattern, service))
        .toList();
  }

  private static Set<HostnameType> types(ApiManagementService service) {
    return switch (service.sku()) {
      case CONSUMPTION -> EnumSet.of(HostnameType.PROXY);
      case BASIC_V2, STANDARD_V2, PREMIUM_V2 ->
          EnumSet.of(HostnameType.PROXY, HostnameType.DEVELOPER_PORTAL, HostnameType.MANAGEMENT);
      default -> DEFAULTS.keySet();
    };
  }

  /** Returns the default name of the gateway. */
  static String gateway(ApiManagementService service) {
    return name("%s.azure-api.net", service);
  }

  /** Returns the name that the gateway has in one region alone. */
  static String regional(ApiManagementService service, String location) {
    String region = Locations.key(location);
    return name("%s-" + region + "-01.regional.azure-api.net", service);
  }

  /** Returns the names that an endpoint answers on. */
  static List<String> of(ApiManagementService service, HostnameType type) {
    List<String> custom =
        service.hostnameConfigurations().stream()
            .filter(c -> c.type() == type)
            .map(HostnameConfiguration::hostName)
            .map(EndpointNames::example)
            .toList();
    List<String> names = new ArrayList<>();
    String pattern = DEFAULTS.get(type);
    if (pattern != null
        && types(service).contains(type)
        && (custom.isEmpty() || type == HostnameType.PROXY)) {
      names.add(name(pattern, service));
    }
    names.addAll(custom);
    return names;
  }

  /** A custom name with a wildcard stands for many: one of them is asked. */
  private static String example(String hostName) {
    return hostName.startsWith("*.") ? "plumbline" + hostName.substring(1) : hostName;
  }

  /**
   * Returns the names of the gateway beside which their domain has no other name of it: all but
   * those that a custom name with a wildcard covers.
   */
  static List<String> exclusive(ApiManagementService service) {
    List<String> wild =
        service.hostnameConfigurations().stream()
            .map(HostnameConfiguration::hostName)
            .filter(name -> name.startsWith("*."))
            .map(name -> name.substring(1).toLowerCase(Locale.ROOT))
            .toList();
    return of(service, HostnameType.PROXY).stream()
        .filter(name -> wild.stream().noneMatch(name.toLowerCase(Locale.ROOT)::endsWith))
        .toList();
  }

  /** Returns all names that a service answers on. */
  static List<String> all(ApiManagementService service) {
    List<String> names = new ArrayList<>();
    DEFAULTS.keySet().forEach(type -> names.addAll(of(service, type)));
    return names;
  }

  /** Returns whether a host name of a listener stands for several. */
  static boolean isPattern(String host) {
    return host.contains("*") || host.contains("?");
  }

  /** Returns whether a host name of a listener, with wildcards or without, takes a name. */
  static boolean takes(String host, String name) {
    String pattern =
        host.chars()
            .mapToObj(
                c -> c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf((char) c)))
            .collect(Collectors.joining());
    return Pattern.compile(pattern, Pattern.CASE_INSENSITIVE).matcher(name).matches();
  }

  private static String name(String pattern, ApiManagementService service) {
    return String.format(Locale.ROOT, pattern, service.name().toLowerCase(Locale.ROOT));
  }
}
