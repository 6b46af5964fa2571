package dev.plumbline.contract;

import dev.plumbline.lab.Lab;
import dev.plumbline.observation.HttpObservation;
import dev.plumbline.observation.HttpObservation.Response;
import dev.plumbline.vantage.Vantage;
import java.time.Duration;

/** The lab that behaviours are shown on. */
interface OnLab {

  /** Long enough to be sure that nothing comes, where that is expected. */
  Duration SILENCE = Duration.ofSeconds(1);

  /** Returns the lab, recording for the behaviour under test. */
  Lab lab();

  /** Returns the vantage that sees services and the internet. */
  default Vantage workload() {
    return lab().vantage("workload");
  }

  /** Returns the vantage beside the gateways. */
  default Vantage edge() {
    return lab().vantage("edge");
  }

  /** Returns the vantage that sees the internet only. */
  default Vantage partner() {
    return lab().vantage("partner");
  }

  /** Returns the vantage on the internet. */
  default Vantage internet() {
    return lab().vantage("internet");
  }

  /** Returns what was answered. */
  static Response answer(HttpObservation observation) {
    return observation
        .answer()
        .orElseThrow(
            () -> new AssertionError("no answer, but " + observation.outcome().describe()));
  }

  /** Returns the status that was answered; -1 without an answer. */
  static int status(HttpObservation observation) {
    return observation.answer().map(Response::status).orElse(-1);
  }
}
