package dev.plumbline.sim;

import dev.plumbline.network.Network.Upstream;
import org.jspecify.annotations.Nullable;

/** Which members of a pool a gateway may send requests to. */
interface HealthView {

  /**
   * Returns whether a member is healthy; always true for an upstream without a probe.
   *
   * @param host the gateway's name
   * @param upstream one of its upstreams
   * @param member the member as written
   */
  boolean healthy(String host, Upstream upstream, String member);

  /**
   * Returns what the last attempt found about a member, in one sentence; null for an upstream
   * without a probe.
   */
  @Nullable String finding(String host, Upstream upstream, String member);
}
