/**
 * Web application firewalls as ModSecurity with the OWASP Core Rule Set: {@link
 * dev.plumbline.containers.firewall.FirewallFiles} translates their descriptions, {@link
 * dev.plumbline.containers.firewall.FirewallLogs} reads their verdicts.
 */
@NullMarked
package dev.plumbline.containers.firewall;

import org.jspecify.annotations.NullMarked;
