package dev.plumbline.waf.log;

import dev.plumbline.probe.WafProbe;
import dev.plumbline.waf.FirewallLog;
import dev.plumbline.waf.FirewallLogProvider;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * The formats of firewalls' logs that can be read:
 *
 * <ul>
 *   <li>{@code modsecurity-json}: the audit log of ModSecurity 3 with SecAuditLogFormat JSON, one
 *       file or a directory of files, with the parts F and H. Where a request is refused by another
 *       rule than the rule set's own evaluation, it does not say who refused it: prefer the native
 *       form.
 *   <li>{@code modsecurity-native}: the audit log of ModSecurity 2 or 3 in sections; the parts A,
 *       B, F and H are needed.
 *   <li>{@code modsecurity-json-complete} and {@code modsecurity-native-complete}: the same, where
 *       SecAuditEngine is On, so that every request has an entry.
 *   <li>{@code application-gateway}: rows of the firewall log of Azure's Application Gateway, and
 *       of its access log where that is at hand, in one file or in the files of a directory: a row
 *       a line, an array, the blobs of a storage account, or the answer of a Log Analytics query.
 * </ul>
 */
public final class FirewallLogFormats implements FirewallLogProvider {

  /** Is made by {@link java.util.ServiceLoader}. */
  public FirewallLogFormats() {}

  @Override
  public Set<String> formats() {
    return Set.of(
        "modsecurity-json",
        "modsecurity-json-complete",
        "modsecurity-native",
        "modsecurity-native-complete",
        "application-gateway");
  }

  @Override
  public FirewallLog open(String format, Path file) {
    return switch (format) {
      case "modsecurity-json" -> new ModSecurityAuditLog(file, false, false, WafProbe.HEADER);
      case "modsecurity-json-complete" ->
          new ModSecurityAuditLog(file, false, true, WafProbe.HEADER);
      case "modsecurity-native" -> new ModSecurityAuditLog(file, true, false, WafProbe.HEADER);
      case "modsecurity-native-complete" ->
          new ModSecurityAuditLog(file, true, true, WafProbe.HEADER);
      case "application-gateway" -> new GatewayFirewallLog(file);
      default ->
          throw new IllegalArgumentException(
              "\""
                  + format
                  + "\" is no format that can be read; allowed: "
                  + new TreeSet<>(formats()));
    };
  }

  /**
   * Returns the log of Azure's Application Gateway whose rows are fetched, by a query of Log
   * Analytics for example.
   *
   * @param name its name in messages
   * @param fetched gives all rows that are there now, in one of the forms of {@code
   *     application-gateway}; the same text when there are no others. What it throws is passed on
   */
  public static FirewallLog applicationGateway(String name, Supplier<String> fetched) {
    return new GatewayFirewallLog(new FetchedRows(name, fetched));
  }
}
