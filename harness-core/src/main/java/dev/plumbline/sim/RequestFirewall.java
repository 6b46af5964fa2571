package dev.plumbline.sim;

import dev.plumbline.network.WebFirewall;
import dev.plumbline.network.WebFirewall.Mode;
import dev.plumbline.observation.FirewallRecord;
import dev.plumbline.waf.engine.Evaluation;
import dev.plumbline.waf.engine.FirewallEngine;
import dev.plumbline.waf.engine.IncomingRequest;
import java.time.Instant;
import java.util.Objects;

/** A firewall in front of a virtual host or a route, which writes down what it looks at. */
final class RequestFirewall {

  private final FirewallEngine engine;

  /** The firewall of one place: what a rate limit counts elsewhere does not count here. */
  RequestFirewall(WebFirewall firewall) {
    this.engine = FirewallEngine.of(firewall);
  }

  WebFirewall description() {
    return engine.firewall();
  }

  boolean isOn() {
    return description().mode() != Mode.OFF;
  }

  /** Looks at a request as it is seen here. */
  Evaluation evaluate(Received request, Instant now) {
    return engine.evaluate(
        new IncomingRequest(
            request.method(),
            request.target(),
            request.headers(),
            request.body(),
            request.peer().address()),
        now);
  }

  /** Returns what the log says of a request that was looked at. */
  FirewallRecord record(Received request, Evaluation found) {
    WebFirewall firewall = description();
    return new FirewallRecord(
        request.note().id,
        request.note().time,
        request.peer().text(),
        request.peer().port(),
        request.hostHeader(),
        request.target(),
        Objects.requireNonNullElse(request.note().service(), ""),
        firewall.name(),
        firewall.mode() == Mode.BLOCKS,
        found.matches(),
        found.spared(),
        found.score(),
        found.threshold(),
        found.decision(),
        found.asked(),
        found.notAsked());
  }

  /** Says why a request was blocked. */
  String reason(Evaluation found) {
    return "firewall %s blocked the request: %s".formatted(description().name(), found.reason());
  }
}
