package dev.plumbline.vantage;

import dev.plumbline.observation.Journal;
import dev.plumbline.observation.Journal.Role;
import dev.plumbline.observation.WafObservation;
import dev.plumbline.observation.WafObservation.Subject;
import dev.plumbline.observation.WafVerdict;
import dev.plumbline.probe.HttpProbe;
import dev.plumbline.probe.Target;
import dev.plumbline.probe.TlsSettings;
import dev.plumbline.probe.WafProbe;
import java.net.InetSocketAddress;
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

  /** A place that one firewall looks at: an address, and all that a server tells its sites by. */
  private record Key(
      String scheme,
      Target target,
      @Nullable InetSocketAddress dialled,
      TlsSettings tls,
      String host,
      String path) {
    static Key of(WafProbe probe, WafObservation sent) {
      HttpProbe request = probe.request();
      WafProbe.Marked marked = probe.marked("none");
      return new Key(
          request.scheme(),
          request.target(),
          sent.exchange().dialled(),
          request.tls(),
          marked.host(),
          pathOf(marked));
    }
  }

  /** Returns what a request is for, as it stands in it. */
  private static String pathOf(WafProbe.Marked marked) {
    String path = marked.target().split("[?#]", 2)[0];
    return path.isEmpty() ? "/" : path;
  }

  /**
   * Returns the control attack for the place that a request went to: to the same address, with its
   * Host line and path. Where a server takes these for no request, no firewall is shown for them.
   */
  WafProbe attack(WafProbe near, WafObservation sent) {
    HttpProbe request = near.request();
    InetSocketAddress dialled = sent.exchange().dialled();
    if (dialled != null && dialled.getAddress() != null) {
      request = request.connectTo(dialled.getAddress().getHostAddress(), dialled.getPort());
    }
    WafProbe.Marked marked = near.marked("none");
    String head =
        "GET %s?%s HTTP/1.1\r\nHost: %s\r\nAccept: */*\r\nConnection: close\r\n\r\n"
            .formatted(pathOf(marked), ATTACK, marked.host());
    return new WafProbe(
        SUBJECT, request.raw(head.getBytes(StandardCharsets.ISO_8859_1)), true, null);
  }

  /** Sends the control attack that a negative needs; empty where one was sent a moment ago. */
  Optional<WafObservation> send(WafProbe near, WafObservation negative, Journal.Scope scope) {
    Key key = Key.of(near, negative);
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
      WafObservation seen = engine.observe(attack(near, negative), scope, Role.CONTROL);
      sent.put(key, seen);
      return Optional.of(seen);
    }
  }

  /** Keeps how the control attack for a request was judged. */
  synchronized void judged(WafProbe near, WafObservation negative, WafObservation control) {
    last.put(Key.of(near, negative), control);
  }

  /** Returns the control of a request: an attack to the same place that the log names. */
  synchronized Optional<WafObservation> last(
      WafProbe probe, Journal.Scope scope, WafObservation negative) {
    return Optional.ofNullable(last.get(Key.of(probe, negative)))
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
  synchronized String why(WafProbe probe, WafObservation negative) {
    Key key = Key.of(probe, negative);
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
