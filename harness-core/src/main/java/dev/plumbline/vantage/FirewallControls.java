package dev.plumbline.vantage;

import dev.plumbline.observation.Journal;
import dev.plumbline.observation.Journal.Role;
import dev.plumbline.observation.WafObservation;
import dev.plumbline.observation.WafObservation.Subject;
import dev.plumbline.observation.WafVerdict;
import dev.plumbline.probe.HttpProbe;
import dev.plumbline.probe.Target;
import dev.plumbline.probe.WafProbe;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Control attacks: where a log names only what was found, its silence shows something only beside a
 * request to the same place that it does name. One is sent in each control window, and once more
 * after the network was changed.
 */
final class FirewallControls {

  /** An attack that every rule set finds several times, at every paranoia level. */
  private static final String ATTACK =
      "plumblinecontrol=1%27%20UNION%20SELECT%20null%2Cversion()--%20"
          + "&a=%3Cscript%3Ealert(1)%3C%2Fscript%3E&b=..%2F..%2F..%2Fetc%2Fpasswd";

  private static final Subject SUBJECT =
      new Subject("control", 0, true, "Plumbline", "an attack that every rule set finds");

  private final Vantage.Setup setup;
  private final Engine engine;

  /** Each control as last judged; guarded by this. */
  private final Map<Key, WafObservation> last = new HashMap<>();

  /** When a control was last sent, and why none could be; guarded by this. */
  private final Map<Key, WafObservation> sent = new HashMap<>();

  private final Map<Key, String> refused = new HashMap<>();

  FirewallControls(Vantage.Setup setup, Engine engine) {
    this.setup = setup;
    this.engine = engine;
  }

  /** A place that one firewall looks at. */
  private record Key(String scheme, Target target, @Nullable Target dial, String path) {
    static Key of(WafProbe probe) {
      HttpProbe request = probe.request();
      return new Key(request.scheme(), request.target(), request.dial(), pathOf(probe));
    }
  }

  /** Returns the path that a request is for; that of its URL where the target is not a path. */
  private static String pathOf(WafProbe probe) {
    String target = probe.marked("none").target();
    String path = target.startsWith("/") ? target.split("[?#]", 2)[0] : probe.request().path();
    return path.matches("[\\w/.~%-]*") ? path : probe.request().path();
  }

  /** Returns the control attack for the place that a request is sent to. */
  WafProbe attack(WafProbe near) {
    HttpProbe request = near.request();
    String url = request.path("").url();
    String head =
        "GET %s?%s HTTP/1.1\r\nHost: %s\r\nAccept: */*\r\nConnection: close\r\n\r\n"
            .formatted(pathOf(near), ATTACK, url.substring(url.indexOf("://") + 3));
    return new WafProbe(
        SUBJECT, request.raw(head.getBytes(StandardCharsets.ISO_8859_1)), true, null);
  }

  /** Sends the control attack that a negative needs; empty where one was sent a moment ago. */
  Optional<WafObservation> send(WafProbe near, WafObservation negative, Journal.Scope scope) {
    Key key = Key.of(near);
    synchronized (this) {
      WafObservation before = sent.get(key);
      if (before != null
          && isNear(before, negative.provenance().startedAt())
          && scope.journal().sameNetwork(before, negative)) {
        return Optional.empty();
      }
      try {
        setup.attackBudget().reserve(1);
      } catch (AttackTrafficException e) {
        refused.put(key, "the control attack that would show one was not sent: " + e.getMessage());
        return Optional.empty();
      }
      refused.remove(key);
      WafObservation seen = engine.observe(attack(near), scope, Role.CONTROL);
      sent.put(key, seen);
      return Optional.of(seen);
    }
  }

  synchronized void judged(WafProbe attack, WafObservation seen) {
    last.put(Key.of(attack), seen);
  }

  /** Returns the control of a request: an attack to the same place that the log names. */
  synchronized Optional<WafObservation> last(
      WafProbe probe, Journal.Scope scope, WafObservation negative) {
    return Optional.ofNullable(last.get(Key.of(probe)))
        .filter(
            control ->
                control.log() != null
                    && (control.verdict() == WafVerdict.BLOCKED
                        || control.verdict() == WafVerdict.LOGGED_ONLY))
        .filter(control -> isNear(control, negative.provenance().startedAt()))
        .filter(control -> scope.journal().sameNetwork(control, negative));
  }

  private boolean isNear(WafObservation control, Instant time) {
    Duration window = setup.environment().timeouts().controlWindow();
    return Duration.between(control.provenance().startedAt(), time).abs().compareTo(window) <= 0;
  }

  /** Says why a request has no control. */
  synchronized String why(WafProbe probe) {
    Key key = Key.of(probe);
    String why = refused.get(key);
    if (why != null) {
      return why;
    }
    WafObservation seen = last.get(key);
    return seen == null
        ? "no control attack was sent to the same place"
        : "the control attack #"
            + seen.number()
            + " to the same place is not named by the log as found either ("
            + seen.outcome().describe()
            + ")";
  }
}
