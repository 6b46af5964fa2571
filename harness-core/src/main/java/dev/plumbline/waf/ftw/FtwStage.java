package dev.plumbline.waf.ftw;

import org.jspecify.annotations.Nullable;

/**
 * One step of a test: what it sends and what it expects.
 *
 * @param line the line that it begins in
 * @param description what it is for; empty when the file does not say
 * @param input what it sends
 * @param output what it expects
 * @param override why it expects something else than its file says; null when it does not
 * @param expectedToFail whether the override says that the stage fails on this platform
 */
public record FtwStage(
    int line,
    String description,
    FtwInput input,
    FtwOutput output,
    @Nullable String override,
    boolean expectedToFail) {

  /**
   * Judges what was observed of the request that was sent for it. It passes only with the evidence
   * that the firewall has looked at the request: what a server without one answers proves nothing.
   *
   * @throws IllegalArgumentException when the stage expects nothing that could be judged
   */
  public FtwVerdict judge(FtwEvidence evidence) {
    return FtwJudge.judge(this, evidence);
  }

  FtwStage with(FtwOutput other, String reason, boolean fails) {
    return new FtwStage(line, description, input, other, reason, fails);
  }
}
