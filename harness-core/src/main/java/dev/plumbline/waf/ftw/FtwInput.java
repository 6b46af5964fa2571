package dev.plumbline.waf.ftw;

import dev.plumbline.waf.WafRequest;
import org.jspecify.annotations.Nullable;

/**
 * What a stage sends.
 *
 * @param protocol {@code http} or {@code https}
 * @param address the address or name to send to; the rule set's own tests name the loopback, and a
 *     runner sends to the firewall it is given
 * @param port the port, 1 to 65535
 * @param request the request to the byte, completed as the format says, with its own Host lines
 * @param followsRedirect whether it goes where the answer before has redirected to instead
 * @param savesCookies whether it carries the cookies that the answers before have set
 * @param response what the backend is to answer: where the test says it under {@code response}, or
 *     asks the rule-set project's own backend for it ({@code POST /reflect}); null for what it
 *     likes
 */
public record FtwInput(
    String protocol,
    String address,
    int port,
    WafRequest request,
    boolean followsRedirect,
    boolean savesCookies,
    @Nullable FtwResponse response) {}
