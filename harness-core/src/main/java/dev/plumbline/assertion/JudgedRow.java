package dev.plumbline.assertion;

import dev.plumbline.observation.HostExclusivity.Expectation;
import dev.plumbline.observation.HostExclusivity.Row;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Outcome.CertificateProblem;
import dev.plumbline.observation.Phase;
import java.util.Set;

/** One request of a host exclusivity battery, judged. */
record JudgedRow(Row row, Verdict verdict, String finding) {

  /** Statuses other than 2xx and 3xx with which an application behind the right name answers. */
  private static final Set<Integer> ANSWERS = Set.of(401, 403, 405, 429);

  /** Statuses that say that the host name is not served. */
  private static final Set<Integer> TURNED_AWAY = Set.of(400, 404, 421);

  enum Verdict {
    /** As expected. */
    FINE,
    /** Not as expected. */
    AT_ODDS,
    /** Says nothing about host names. */
    UNDECIDED,
    /** Shown, not judged. */
    SHOWN
  }

  static JudgedRow of(Row row) {
    Outcome outcome = row.observation().outcome();
    if (outcome.vantageFailure() != null) {
      return new JudgedRow(row, Verdict.UNDECIDED, outcome.describe());
    }
    if (row.expectation() == Expectation.EITHER) {
      return new JudgedRow(row, Verdict.SHOWN, outcome.describe());
    }
    return row.expectation() == Expectation.ANSWERED ? own(row, outcome) : foreign(row, outcome);
  }

  private static JudgedRow own(Row row, Outcome outcome) {
    if (outcome instanceof Outcome.Answered answered) {
      int status = answered.status();
      if (status >= 200 && status < 400 || ANSWERS.contains(status)) {
        return new JudgedRow(row, Verdict.FINE, outcome.describe());
      }
      if (status == 404) {
        return new JudgedRow(row, Verdict.UNDECIDED, "answered 404, which a stranger may get too");
      }
    }
    return new JudgedRow(row, Verdict.AT_ODDS, outcome.describe());
  }

  private static JudgedRow foreign(Row row, Outcome outcome) {
    if (outcome instanceof Outcome.Answered answered) {
      boolean away = TURNED_AWAY.contains(answered.status());
      return new JudgedRow(row, away ? Verdict.FINE : Verdict.AT_ODDS, outcome.describe());
    }
    boolean brokenOff =
        (outcome instanceof Outcome.Reset || outcome instanceof Outcome.Closed)
            && outcome.phase().compareTo(Phase.CONNECT) > 0;
    boolean otherName =
        outcome instanceof Outcome.CertificateRejected rejected
            && rejected.problem() == CertificateProblem.NAME_MISMATCH;
    if (brokenOff || otherName || outcome instanceof Outcome.TlsAlert) {
      return new JudgedRow(row, Verdict.FINE, outcome.describe());
    }
    // A time-out or a refused connection is about the address; another fault of the certificate
    // hides what the host does.
    return outcome instanceof Outcome.Malformed
        ? new JudgedRow(row, Verdict.AT_ODDS, outcome.describe())
        : new JudgedRow(row, Verdict.UNDECIDED, outcome.describe());
  }

  /** Returns the one character that stands before the row in a message. */
  String mark() {
    return switch (verdict) {
      case AT_ODDS -> "x";
      case UNDECIDED -> "?";
      case FINE, SHOWN -> " ";
    };
  }
}
