package dev.plumbline.waf.ftw;

import dev.plumbline.waf.WafRequest;

/**
 * A request to send, and where the test says it goes. Whoever sends it decides where that really
 * is: a redirect may lead to somebody else's host.
 *
 * @param protocol {@code http} or {@code https}
 * @param address the address or name
 * @param port the port
 * @param redirected whether the place is an answer's, not the test's own
 * @param request the request
 */
public record FtwRequest(
    String protocol, String address, int port, boolean redirected, WafRequest request) {}
