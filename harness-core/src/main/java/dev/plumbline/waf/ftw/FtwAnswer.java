package dev.plumbline.waf.ftw;

import dev.plumbline.observation.HttpObservation.Header;
import java.util.List;

/**
 * The answer to a stage, as far as the stages after it need it.
 *
 * @param request what it answers
 * @param status its status; 0 when there was none
 * @param headers its header lines, in order
 */
public record FtwAnswer(FtwRequest request, int status, List<Header> headers) {
  /** Copies the list. */
  public FtwAnswer {
    headers = List.copyOf(headers);
  }
}
