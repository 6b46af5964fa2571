package dev.plumbline.azure.validation;

/**
 * What the platform refuses of an API Management service in networks, with the reason of the
 * documents. The table in README is made of this list.
 */
enum ApiManagementRefusal {
  TIER_OF_MODE(
      "a network mode in a tier that does not offer it",
      "injection is offered in Developer and Premium, and in Premium v2 in internal mode; outbound"
          + " integration in Standard v2 and Premium v2"),
  NO_SUBNET(
      "external or internal mode without a subnet",
      "in a virtual network the service needs a subnet, in each of its regions one"),
  SUBNET_WITHOUT_MODE(
      "a subnet without external or internal mode",
      "a service outside virtual networks stands in no subnet"),
  PRIVATE_IP_OF_MODE(
      "a private virtual IP of a service that is not injected",
      "only an injected service has a private virtual IP"),
  DELEGATED(
      "a subnet with a delegation for a service of a classic tier",
      "the subnet of a classic tier must not be delegated"),
  DELEGATION_OF_INJECTION(
      "a subnet without the delegation Microsoft.Web/hostingEnvironments for an injected service of"
          + " a v2 tier",
      "injection of a v2 tier needs a subnet delegated to Microsoft.Web/hostingEnvironments"),
  DELEGATION_OF_INTEGRATION(
      "a subnet without the delegation Microsoft.Web/serverFarms for outbound integration",
      "outbound integration needs a subnet delegated to Microsoft.Web/serverFarms"),
  SUBNET_OF_CLASSIC_TIER(
      "a subnet smaller than /29, or without an address for each instance and the virtual IP, for a"
          + " service of a classic tier",
      "it needs two addresses for each unit of Premium or one for Developer, one for the internal"
          + " load balancer, and the platform keeps five; so at least a /29"),
  SUBNET_OF_V2_TIER(
      "a subnet smaller than /27 for a service of a v2 tier",
      "the subnet of a v2 tier is at least a /27"),
  SHARED_SUBNET(
      "a subnet that other resources use as well, for a service of a v2 tier",
      "the subnet of a v2 tier is for one service alone"),
  SUBNET_OF_FIRST_PLATFORM(
      "a subnet that other resources use as well, for a service of platform stv1",
      "platform stv1 reserves its subnet for API Management, so that deployment fails where another"
          + " provider's resource stands"),
  PLATFORMS_IN_SUBNET(
      "services of platform stv1 and of platform stv2 in one subnet",
      "a subnet with services of platform stv1 takes none of platform stv2 until they are deleted"),
  NO_SECURITY_GROUP(
      "a subnet without a network security group for an injected service of a v2 tier",
      "injection of a v2 tier needs a network security group at its subnet"),
  REGION_OF_SUBNET(
      "a virtual network in another region",
      "service, virtual network and public IP address are in one region, for each region of the"
          + " service"),
  REGION_OF_PUBLIC_IP(
      "a public IP address in another region",
      "service, virtual network and public IP address are in one region, for each region of the"
          + " service"),
  PUBLIC_IP_OF_MODE(
      "a public IP address for a service that is not injected in a classic tier",
      "an address of its own is for Developer and Premium in a virtual network"),
  PUBLIC_IP_SKU(
      "a public IP address that is not of the Standard SKU", "it takes a Standard address only"),
  PUBLIC_IP_VERSION("a public IP address that is not IPv4", "it takes an IPv4 address only"),
  PUBLIC_IP_LABEL(
      "a public IP address without a DNS name label",
      "the address needs a DNS name label, for example that of the service"),
  ZONES_WITHOUT_PUBLIC_IP(
      "availability zones for an injected service of a classic tier without a public IP address of"
          + " its own",
      "zone redundancy in a virtual network needs a new public IP address"),
  ZONES_OF_TIER(
      "availability zones below Premium", "availability zones are offered in the Premium tiers"),
  REGIONS_OF_TIER(
      "additional locations in another tier than Premium",
      "several regions are offered in Premium"),
  REGION_TWICE(
      "two locations in one region", "a service has one location in each region, its own included"),
  DEVELOPER_CAPACITY(
      "more than one unit of Developer", "the Developer tier has one unit and does not scale"),
  CAPACITY_OF_TIER(
      "more than two units of Basic, or more than four of Standard",
      "Basic can be scaled up to two units, Standard up to four"),
  CAPACITY("less than one unit", "a service has at least one unit, save for Consumption"),
  ENDPOINT_WITH_INJECTION(
      "a private endpoint to a service injected in a classic tier",
      "injection and private endpoints exclude one another in the classic tiers"),
  ENDPOINT_OF_TIER(
      "a private endpoint in a tier that does not offer it",
      "private endpoints are offered in Developer, Basic, Standard, Premium, Standard v2 and"
          + " Premium v2"),
  ENDPOINT_OF_PLATFORM(
      "a private endpoint to a service of platform stv1", "private endpoints need platform stv2"),
  ENDPOINT_GROUP(
      "a private endpoint for another part than Gateway",
      "private endpoints lead to the gateway only"),
  ENDPOINTS("more than 100 private endpoints", "a service takes at most 100 connections"),
  PUBLIC_ACCESS(
      "public network access disabled without an approved private endpoint",
      "public network access can be disabled only where a private endpoint is connected"),
  HOST_NAME_TWICE("a custom host name configured twice", "each host name is for one endpoint"),
  HOST_NAMES_OF_TIER(
      "several custom host names of the gateway below Premium, save for Developer",
      "several host names of the gateway are offered in Developer and Premium"),
  WILDCARD(
      "a custom host name with a wildcard in Consumption",
      "wildcards are offered in all tiers but Consumption"),
  DEFAULT_SSL_BINDING(
      "a default SSL binding for another endpoint than the gateway",
      "only a host name of the gateway can have it, and only one of them"),
  ENDPOINT_MISSING(
      "a custom host name for an endpoint that the tier does not have",
      "v2 tiers have gateway, developer portal and management, Consumption the gateway");

  private final String combination;
  private final String reason;

  ApiManagementRefusal(String combination, String reason) {
    this.combination = combination;
    this.reason = reason;
  }

  /** Returns what is refused, in general. */
  String combination() {
    return combination;
  }

  /** Returns why. */
  String reason() {
    return reason;
  }

  /** Returns what was found and why it is refused. */
  String because(String found) {
    return found + "; " + reason;
  }

  /** Returns the table of all of them in Markdown. */
  static String table() {
    StringBuilder table = new StringBuilder("| refused | because |\n|---|---|\n");
    for (ApiManagementRefusal refusal : values()) {
      table
          .append("| ")
          .append(refusal.combination)
          .append(" | ")
          .append(refusal.reason)
          .append(" |\n");
    }
    return table.toString();
  }
}
