package dev.plumbline.azure.platform;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What Azure found when it connected itself, from a machine or from an API Management service:
 * connection troubleshoot of Network Watcher, and the connectivity check of API Management.
 *
 * @param from where it connected from
 * @param to where to, as {@code host:port}
 * @param port the port
 * @param status in Azure's word: {@code Connected} or {@code Reachable}, {@code Disconnected} or
 *     {@code Unreachable}, {@code Degraded}, {@code Unknown}
 * @param hops the way, from its source on; empty where Azure does not tell it
 * @param probesSent how many connections were tried; null where Azure does not tell
 * @param probesFailed how many of them failed; null where Azure does not tell
 */
public record ConnectionCheck(
    String from,
    String to,
    int port,
    String status,
    List<Hop> hops,
    @Nullable Integer probesSent,
    @Nullable Integer probesFailed) {
  /** Copies the list. */
  public ConnectionCheck {
    hops = List.copyOf(hops);
  }

  /**
   * A hop.
   *
   * @param type what it is, for example {@code Source}, {@code VirtualAppliance}, {@code
   *     VirtualNetwork}
   * @param address its address; empty where Azure does not tell it
   * @param resourceId the id of the resource; empty for none of this subscription
   * @param issues what is wrong there
   */
  public record Hop(String type, String address, String resourceId, List<Issue> issues) {
    /** Copies the list. */
    public Hop {
      issues = List.copyOf(issues);
    }
  }

  /**
   * Something wrong at a hop.
   *
   * @param origin whether on the way in, out, or there
   * @param severity {@code Error} or {@code Warning}
   * @param type for example {@code NetworkSecurityRule} or {@code UserDefinedRoute}
   * @param context more of it, for example the rule's name
   */
  public record Issue(
      String origin, String severity, String type, List<Map<String, String>> context) {
    /** Copies the list. */
    public Issue {
      context = context.stream().map(Map::copyOf).toList();
    }

    /** Returns {@code "NetworkSecurityRule (Error, Outbound): ruleName DenyAll"}. */
    @Override
    public String toString() {
      String more =
          context.stream()
              .flatMap(one -> one.entrySet().stream().sorted(Map.Entry.comparingByKey()))
              .map(e -> e.getKey() + " " + e.getValue())
              .reduce((a, b) -> a + ", " + b)
              .map(text -> ": " + text)
              .orElse("");
      return type + " (" + severity + ", " + origin + ")" + more;
    }
  }

  /** Returns whether the connection opened. */
  public boolean isReachable() {
    return status.equalsIgnoreCase("Connected") || status.equalsIgnoreCase("Reachable");
  }

  /**
   * Returns whether it did not open; neither that nor {@link #isReachable} where Azure is unsure.
   */
  public boolean isUnreachable() {
    return status.equalsIgnoreCase("Disconnected") || status.equalsIgnoreCase("Unreachable");
  }

  /**
   * Returns whether an Azure Firewall on the way may have answered in the place of the target: at
   * ports 80 and 443 it opens the connection itself, also for a name that its application rules
   * deny. Then {@link #isReachable} says nothing of the target (Azure documentation, "Connection
   * troubleshoot overview").
   */
  public boolean isAnsweredByFirewall() {
    return isReachable()
        && (port == 80 || port == 443)
        && hops.stream()
            .anyMatch(
                hop ->
                    hop.resourceId()
                            .toLowerCase(Locale.ROOT)
                            .contains("/microsoft.network/azurefirewalls/")
                        || hop.type().toLowerCase(Locale.ROOT).contains("firewall"));
  }

  /** Returns all issues on the way. */
  public List<Issue> issues() {
    return hops.stream().flatMap(hop -> hop.issues().stream()).toList();
  }

  /** Returns the finding in one line. */
  @Override
  public String toString() {
    String of =
        probesSent == null ? "" : ", " + probesFailed + " of " + probesSent + " probes failed";
    String issues = issues().isEmpty() ? "" : "; " + issues().get(0);
    return status
        + of
        + issues
        + (isAnsweredByFirewall()
            ? "; an Azure Firewall on the way opens connections to port "
                + port
                + " itself, so that this says nothing of what is behind it"
            : "");
  }
}
