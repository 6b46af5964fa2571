package dev.plumbline.azure.management;

import dev.plumbline.azure.rules.NetworkRules;
import dev.plumbline.azure.rules.SecurityGroups;
import dev.plumbline.azure.rules.ServiceTags;
import dev.plumbline.network.Cidr;
import java.util.List;

/** What service tags stand for at a subnet. */
final class TagPrefixes {

  private TagPrefixes() {}

  static List<Cidr> of(NetworkRules rules, String tag, String subnet) {
    if (tag.equalsIgnoreCase(ServiceTags.VIRTUAL_NETWORK)) {
      return rules.securityGroups().virtualNetwork(subnet);
    } else if (tag.equalsIgnoreCase(ServiceTags.INTERNET)) {
      return PrefixesOutside.of(
          SecurityGroups.outsideInternet(rules.securityGroups().virtualNetwork(subnet)));
    }
    return rules.serviceTags().prefixes(tag);
  }
}
