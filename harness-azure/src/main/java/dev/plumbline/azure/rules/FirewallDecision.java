package dev.plumbline.azure.rules;

import dev.plumbline.azure.model.FirewallPolicy.Action;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * What an Azure Firewall does with a flow, and which rule said so.
 *
 * @param action whether it goes on
 * @param rule the rule that decided; null for the default, which denies
 * @param destination where it goes on to: another address than the flow's after a DNAT rule
 * @param port the port there
 * @param sourceTranslated whether the destination sees an address of the firewall in place of the
 *     source
 */
public record FirewallDecision(
    Action action,
    @Nullable Place rule,
    InetAddress destination,
    int port,
    boolean sourceTranslated) {

  /** The kinds of rules, in the order in which they are asked. */
  public enum Kind {
    /** Leads what goes to a public address of the firewall elsewhere. */
    DNAT,
    /** Layers 3 and 4. */
    NETWORK,
    /** Host names of HTTP, HTTPS and MSSQL. */
    APPLICATION
  }

  /**
   * Where a rule stands.
   *
   * @param kind its kind
   * @param policy the policy it is in; the firewall's own name where it has no policy
   * @param group its rule collection group; empty where the firewall has no policy
   * @param groupPriority that group's priority; 0 where the firewall has no policy
   * @param collection its rule collection
   * @param priority the collection's priority
   * @param rule its name
   */
  public record Place(
      Kind kind,
      String policy,
      String group,
      int groupPriority,
      String collection,
      int priority,
      String rule) {

    /** Returns for example {@code network rule web of collection out (300) of group apps (200)}. */
    @Override
    public String toString() {
      String kindOf = kind == Kind.DNAT ? "DNAT" : kind == Kind.NETWORK ? "network" : "application";
      return kindOf
          + " rule "
          + rule
          + " of collection "
          + collection
          + " ("
          + priority
          + ")"
          + (group.isEmpty() ? "" : " of group " + group + " (" + groupPriority + ")");
    }
  }

  /** Returns what decided, for example {@code the default, which denies}. */
  public String decidedBy() {
    return rule == null ? "the default, which denies" : rule.toString();
  }
}
