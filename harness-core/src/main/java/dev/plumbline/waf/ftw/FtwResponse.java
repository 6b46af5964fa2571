package dev.plumbline.waf.ftw;

import dev.plumbline.observation.HttpObservation.Header;
import java.util.List;

/**
 * What the backend behind the firewall is to answer, for rules that look at answers. A backend that
 * cannot be told so proves nothing about them.
 *
 * @param status its status
 * @param headers its header lines, in order
 * @param body its body
 * @param logMessage what the backend is to log; empty for nothing
 */
public record FtwResponse(int status, List<Header> headers, byte[] body, String logMessage) {
  /** Copies what could be changed. */
  public FtwResponse {
    headers = List.copyOf(headers);
    body = body.clone();
  }
}
