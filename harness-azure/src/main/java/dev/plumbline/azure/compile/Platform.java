package dev.plumbline.azure.compile;

import dev.plumbline.azure.rules.NetworkRules;

/**
 * The segments, addresses and names of what the platform itself has in a network; {@link
 * AzureCompiler} says what each is.
 */
final class Platform {

  static final String INTERNET = NetworkRules.INTERNET;
  static final String SEGMENT = NetworkRules.PLATFORM;
  static final String RESOLVER = "168.63.129.16";
  static final String PUBLIC_RESOLVER = "192.0.2.53";
  static final String DEFAULT_OUTBOUND = "192.0.2.1";
  static final String SERVICE_TAG_HOST = "service-tag-";

  private Platform() {}
}
