package dev.plumbline.containers.plan;

import dev.plumbline.network.WebFirewall;

/**
 * Where a web application firewall stands.
 *
 * @param host the host's name
 * @param service the label of the virtual host; empty for none
 * @param firewall the firewall, which is on
 * @param log the path of its log below the machine's directory; no other place writes to it
 */
public record FirewallPlace(String host, String service, WebFirewall firewall, String log) {}
