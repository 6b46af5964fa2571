/**
 * Web application firewalls: what to send them and what they did.
 *
 * <p>{@link dev.plumbline.waf.WafCase} is a request and what it is to show; {@link
 * dev.plumbline.waf.FirewallLog} reads what a firewall wrote about a request that was sent.
 */
@NullMarked
package dev.plumbline.waf;

import org.jspecify.annotations.NullMarked;
