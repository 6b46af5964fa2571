package dev.plumbline.vantage;

import dev.plumbline.environment.Environment.BlockAnswer;
import dev.plumbline.environment.Environment.FirewallSpec;
import dev.plumbline.environment.Ground;
import dev.plumbline.network.Network.Reply;
import dev.plumbline.network.WebFirewall;
import dev.plumbline.observation.FirewallRecord.Decision;
import dev.plumbline.observation.FirewallReport;
import dev.plumbline.observation.Journal;
import dev.plumbline.observation.Journal.Role;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import dev.plumbline.observation.Provenance;
import dev.plumbline.observation.WafExpectation;
import dev.plumbline.observation.WafObservation;
import dev.plumbline.observation.WafObservation.Arrival;
import dev.plumbline.probe.WafProbe;
import dev.plumbline.waf.Expectations;
import dev.plumbline.waf.FirewallInForce;
import dev.plumbline.waf.FirewallLog;
import dev.plumbline.waf.FirewallLog.Sent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what firewalls did with requests that were sent: reads their logs, waits for what is
 * late, all requests together, and has each judged.
 */
final class FirewallWatch {

  private static final long FIRST_WAIT = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long LONGEST_WAIT = TimeUnit.SECONDS.toNanos(2);

  /** So many requests are worth a thread that reads what they leave in logs. */
  private static final int MANY = 32;

  private final Vantage.Setup setup;
  private final FirewallControls controls;
  private final Pause pause;

  FirewallWatch(Vantage.Setup setup, FirewallControls controls, Pause pause) {
    this.setup = setup;
    this.controls = controls;
    this.pause = pause;
  }

  /** A request of which it is found out what a firewall did with it. */
  private static final class Case {
    private final WafProbe probe;
    private final WafObservation sent;
    private final WafProbe.Marked marked;
    private @Nullable FirewallReport report;

    /** Whether the entry that the report is of can be of no other request. */
    private boolean foundById;

    private Role role = Role.CHECK;

    Case(WafProbe probe, WafObservation sent) {
      this.probe = probe;
      this.sent = sent;
      marked = probe.marked(sent.requestId().isEmpty() ? "none" : sent.requestId());
    }

    Sent asked() {
      Provenance p = sent.provenance();
      return new Sent(
          sent.requestId(),
          marked.userAgent(),
          marked.method(),
          marked.host(),
          marked.target(),
          p.startedAt(),
          p.startedAt().plus(p.timings().total()));
    }

    void take(FirewallReport other, boolean byId) {
      if (better(report, other) == other) {
        report = other;
        foundById = byId;
      }
    }

    /** A request that never got as far as a server is in no log. */
    boolean isWaitedFor() {
      boolean sentAtAll = sent.exchange().outcome().phase().compareTo(Phase.TLS) > 0;
      return sentAtAll
          && !sent.requestId().isEmpty()
          && (report == null || report.decision() == null);
    }
  }

  /**
   * Has the logs read while requests are sent.
   *
   * @param requests how many; a few are read in a moment, when all are sent
   */
  LogFollower follow(long requests) {
    return LogFollower.of(
        requests < MANY
            ? List.of()
            : setup.firewalls().logs().stream().filter(FirewallLog::mayBeLate).toList());
  }

  /**
   * Judges requests, and records what came of it in place of what was recorded when they were.
   *
   * @param unreadable what was wrong with logs while they were followed
   */
  List<WafObservation> settle(
      List<WafProbe> probes,
      List<WafObservation> sent,
      Map<FirewallLog, String> unreadable,
      Journal.Scope scope,
      Role role) {
    List<Case> cases = new ArrayList<>();
    for (int i = 0; i < sent.size(); i++) {
      Case one = new Case(probes.get(i), sent.get(i));
      one.role = role;
      cases.add(one);
    }
    List<FirewallLog> logs = new ArrayList<>(setup.firewalls().logs());
    List<String> trouble = new ArrayList<>();
    unreadable.forEach(
        (log, why) -> {
          logs.remove(log);
          trouble.add(unread(log, why));
        });
    List<FirewallLog> readable = read(cases, logs, trouble);
    Map<Case, Case> controlled = role == Role.CONTROL ? Map.of() : control(cases, readable, scope);
    List<Case> all = new ArrayList<>(cases);
    all.addAll(controlled.values());
    readable = await(all, readable, trouble);
    tellApart(all);
    List<FirewallLog> read = readable;
    controlled.forEach(
        (near, control) ->
            controls.judged(near.probe, near.sent, judged(control, read, trouble, scope)));
    return cases.stream().map(one -> judged(one, read, trouble, scope)).toList();
  }

  /** Sends the control attacks that negatives need, so that they are waited for with them. */
  private Map<Case, Case> control(List<Case> cases, List<FirewallLog> logs, Journal.Scope scope) {
    Map<Case, Case> attacks = new LinkedHashMap<>();
    boolean tellClean = logs.stream().anyMatch(FirewallLog::tellsCleanRequests);
    if (logs.isEmpty() || tellClean) {
      return attacks;
    }
    for (Case one : cases) {
      if (one.report != null || FirewallJudge.isBlock(one.sent.exchange(), block(one))) {
        continue;
      }
      if (one.sent.exchange().outcome() instanceof Outcome.Answered) {
        Optional<WafObservation> attack = controls.send(one.probe, one.sent, scope);
        attack.ifPresent(
            seen -> {
              Case control = new Case(controls.attack(one.probe, one.sent), seen);
              control.role = Role.CONTROL;
              attacks.put(one, control);
            });
      }
    }
    return attacks;
  }

  /** Reads the logs until they say something of each request, or what is late is not waited for. */
  private List<FirewallLog> await(List<Case> cases, List<FirewallLog> logs, List<String> trouble) {
    List<FirewallLog> readable = read(cases, logs, trouble);
    Duration patience = setup.environment().timeouts().firewallLog();
    long end = pause.nanoTime() + patience.toNanos();
    long wait = FIRST_WAIT;
    while (readable.stream().anyMatch(FirewallLog::mayBeLate)
        && cases.stream().anyMatch(Case::isWaitedFor)
        && pause.nanoTime() - end < 0) {
      pause.until(Math.min(end, pause.nanoTime() + wait));
      wait = Math.min(2 * wait, LONGEST_WAIT);
      readable = read(cases, readable, trouble);
    }
    return readable;
  }

  /** An entry that a log has found for two requests, not by an id, is of one of them at most. */
  private static void tellApart(List<Case> cases) {
    Map<String, List<Case>> claimed = new HashMap<>();
    for (Case one : cases) {
      FirewallReport report = one.report;
      if (report != null && !one.foundById) {
        List<String> entries =
            report.isAmbiguous() ? report.candidates() : List.of(report.transaction());
        for (String entry : entries) {
          if (!entry.isEmpty()) {
            claimed.computeIfAbsent(report.log() + " " + entry, e -> new ArrayList<>()).add(one);
          }
        }
      }
    }
    claimed.values().stream()
        .filter(all -> all.size() > 1)
        .flatMap(List::stream)
        .forEach(
            one -> {
              FirewallReport report = Objects.requireNonNull(one.report);
              if (!report.isAmbiguous()) {
                one.report = FirewallReport.ambiguous(report.log(), List.of(report.transaction()));
              }
            });
  }

  /** Reads once, and returns the logs that could be read. */
  private static List<FirewallLog> read(
      List<Case> cases, List<FirewallLog> logs, List<String> trouble) {
    List<FirewallLog> readable = new ArrayList<>(logs);
    for (Case one : cases) {
      if (one.isWaitedFor()) {
        for (FirewallLog log : List.copyOf(readable)) {
          try {
            log.report(one.asked()).ifPresent(r -> one.take(r, log.findsById()));
          } catch (RuntimeException e) {
            // What a log cannot tell makes verdicts undecidable, and the message says why.
            readable.remove(log);
            trouble.add(unread(log, String.valueOf(e.getMessage())));
          }
        }
      }
    }
    return readable;
  }

  private static String unread(FirewallLog log, String why) {
    return log.name() + " could not be read: " + why;
  }

  /** Of two logs, the one that knows of a block goes first, then the one that has found more. */
  private static FirewallReport better(@Nullable FirewallReport one, FirewallReport other) {
    return one == null || one.log().equals(other.log()) || weight(other) > weight(one)
        ? other
        : one;
  }

  private static int weight(FirewallReport report) {
    return report.decision() == Decision.BLOCKED
        ? 3
        : !report.matches().isEmpty() ? 2 : report.decision() != null ? 1 : 0;
  }

  private WafObservation judged(
      Case one, List<FirewallLog> logs, List<String> trouble, Journal.Scope scope) {
    WafObservation control = controls.last(one.probe, scope, one.sent).orElse(null);
    FirewallJudge.Judgement judgement =
        FirewallJudge.judge(
            new FirewallJudge.Facts(
                one.sent,
                block(one),
                arrival(one),
                new FirewallJudge.LogAnswer(
                    one.report,
                    logs.stream().map(FirewallLog::name).toList(),
                    logs.stream().anyMatch(FirewallLog::tellsCleanRequests),
                    trouble),
                control,
                control == null ? controls.why(one.probe, one.sent) : ""));
    WafObservation seen =
        new WafObservation(
            one.sent.provenance(),
            new Outcome.FirewallDecided(judgement.verdict(), one.sent.exchange().outcome()),
            one.sent.subject(),
            one.sent.requestId(),
            one.sent.exchange(),
            arrival(one),
            one.report,
            judgement.verdict(),
            judgement.proof(),
            expectation(one));
    if (setup.environment().guards().attackTraffic().redactPayloads()) {
      seen = Payloads.redacted(seen);
    }
    return scope.record(seen, one.role);
  }

  private Arrival arrival(Case one) {
    if (one.sent.requestId().isEmpty()) {
      return Arrival.unknown("the request could carry no id");
    }
    try {
      return setup.firewalls().arrived(one.sent.requestId());
    } catch (RuntimeException e) {
      // A canary that is dead is no canary.
      return Arrival.unknown(String.valueOf(e.getMessage()));
    }
  }

  private @Nullable WafExpectation expectation(Case one) {
    if (one.probe.stated() != null) {
      return one.probe.stated();
    }
    return firewall(one)
        .map(
            firewall ->
                Expectations.of(
                    one.sent.subject(),
                    Objects.requireNonNull(one.marked.probe().raw()),
                    firewall,
                    setup.environment().ground() == Ground.SIMULATED))
        .orElse(null);
  }

  private BlockAnswer block(Case one) {
    FirewallSpec stated = setup.environment().firewall();
    if (stated != null) {
      return stated.blocksWith();
    }
    Reply own = firewall(one).map(WebFirewall::block).orElse(null);
    if (own == null) {
      return new BlockAnswer(403, null);
    }
    return new BlockAnswer(own.status(), own.body().isEmpty() ? null : own.body());
  }

  private Optional<WebFirewall> firewall(Case one) {
    return setup.network() == null
        ? Optional.empty()
        : FirewallInForce.at(
            setup.network(),
            one.sent.exchange().dialled(),
            Place.of(setup.environment(), one.probe.request().target()).host(),
            one.marked.host(),
            one.marked.target());
  }
}
