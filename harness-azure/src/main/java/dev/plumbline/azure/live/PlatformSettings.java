package dev.plumbline.azure.live;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How Azure is asked.
 *
 * @param subscription the subscription's id
 * @param tenant the tenant's id; null for that of the credential
 * @param resourceGroups the resource groups; the first is that of bare names
 * @param cloud where Azure is
 * @param credential who asks
 * @param trust the authorities that are trusted; null for those of this JDK
 * @param deadline how long one question may take
 * @param pollInterval how often an operation is asked after, where Azure does not say
 * @param networkWatcher the network watcher's id; null for that of the region
 */
record PlatformSettings(
    String subscription,
    @Nullable String tenant,
    List<String> resourceGroups,
    AzureCloud cloud,
    AzureCredential credential,
    @Nullable PlatformTrust trust,
    Duration deadline,
    Duration pollInterval,
    @Nullable String networkWatcher) {

  /** Whether the authority is one of Azure's own, which everybody who asks for tokens knows. */
  boolean isKnownAuthority() {
    return List.of(AzureCloud.PUBLIC, AzureCloud.US_GOVERNMENT, AzureCloud.CHINA).stream()
        .anyMatch(known -> known.authority().equals(cloud.authority()));
  }
}
