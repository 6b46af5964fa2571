package dev.plumbline.vantage;

import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.PortRange;
import dev.plumbline.network.Network.Upstream;
import dev.plumbline.observation.HealthObservation;
import dev.plumbline.observation.HealthObservation.Backend;
import dev.plumbline.observation.HttpObservation;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import dev.plumbline.probe.HealthProbe;
import dev.plumbline.probe.HttpProbe;
import dev.plumbline.probe.Target;
import dev.plumbline.probe.TlsSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the state of a health probe, or sends the probe once to each backend where the gateway's
 * own state cannot be read.
 */
final class HealthCheck {

  /** How much of a body that is not searched is kept as evidence. */
  private static final int BODY_KEPT = 8 * 1024;

  private final Vantage.Setup setup;
  private final Engine engine;

  HealthCheck(Vantage.Setup setup, Engine engine) {
    this.setup = setup;
    this.engine = engine;
  }

  void require(String name) {
    if (setup.network() == null) {
      throw new IllegalArgumentException(
          "environment \""
              + setup.environment().name()
              + "\" has no network description, so there is no probe \""
              + name
              + "\" to send: give the environment a network");
    }
    if (upstreams(name).isEmpty()) {
      throw Unknown.name("health probe", name, names());
    }
  }

  private Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    if (setup.network() != null) {
      for (Host host : setup.network().hosts()) {
        for (Upstream upstream : host.upstreams()) {
          if (upstream.probe() != null) {
            names.add(upstream.probe().name());
          }
        }
      }
    }
    return names;
  }

  private List<Upstream> upstreams(String probe) {
    if (setup.network() == null) {
      return List.of();
    }
    return setup.network().hosts().stream()
        .flatMap(h -> h.upstreams().stream())
        .filter(u -> u.probe() != null && u.probe().isMeantBy(probe))
        .toList();
  }

  CompletableFuture<HealthObservation> start(HealthProbe probe, Check check) {
    Optional<List<Backend>> read =
        setup.health() == null ? Optional.empty() : setup.health().backends(probe.name());
    if (read.isPresent()) {
      return CompletableFuture.completedFuture(observed(probe, check, read.get(), false));
    }
    List<Upstream> upstreams = upstreams(probe.name());
    if (upstreams.isEmpty()) {
      throw Unknown.name("health probe", probe.name(), names());
    }
    List<CompletableFuture<Backend>> asked = new ArrayList<>();
    for (Upstream upstream : upstreams) {
      if (upstream.members().isEmpty() && upstreams.size() > 1) {
        // Among others an empty pool would go unseen.
        asked.add(CompletableFuture.completedFuture(Backend.ofEmptyPool(upstream.name())));
      }
      for (String member : upstream.members()) {
        asked.add(ask(member, upstream, Objects.requireNonNull(upstream.probe()), probe, check));
      }
    }
    return CompletableFuture.allOf(asked.toArray(new CompletableFuture<?>[0]))
        .thenApply(
            nothing ->
                observed(probe, check, asked.stream().map(CompletableFuture::join).toList(), true));
  }

  private static HealthObservation observed(
      HealthProbe probe, Check check, List<Backend> backends, boolean emulated) {
    List<String> reasons = new ArrayList<>();
    for (Backend b : backends) {
      if (!b.healthy()) {
        reasons.add(backends.size() == 1 ? b.reason() : b.address() + ": " + b.reason());
      }
    }
    Outcome outcome;
    Outcome broken = null;
    for (Backend b : backends) {
      if (broken == null && b.attempt() != null) {
        broken = broken(b.attempt().outcome());
      }
    }
    if (broken != null) {
      outcome = broken;
    } else if (backends.isEmpty()) {
      outcome = new Outcome.Unhealthy("the pool has no members");
    } else {
      outcome =
          reasons.isEmpty()
              ? new Outcome.Healthy()
              : new Outcome.Unhealthy(String.join("; ", reasons));
    }
    return new HealthObservation(check.provenance(), outcome, probe.name(), backends, emulated);
  }

  /** Returns why nothing was seen of a backend; null when something was. */
  private static @Nullable Outcome broken(Outcome outcome) {
    String why = outcome.vantageFailure();
    return why == null || outcome instanceof Outcome.NotMade
        ? why == null ? null : outcome
        : new Outcome.VantageFailed(why, outcome.lasts());
  }

  private CompletableFuture<Backend> ask(
      String member,
      Upstream upstream,
      dev.plumbline.network.Network.Probe spec,
      HealthProbe probe,
      Check check) {
    int port = spec.port() == null ? upstream.port() : spec.port();
    Duration limit = probe.limit() == null ? spec.timeout() : probe.limit();
    String host = spec.host() == null ? "127.0.0.1" : spec.host();
    TlsSettings tls = TlsSettings.defaults();
    HttpProbe request =
        HttpProbe.get((spec.tls() ? "https://" : "http://") + "backend")
            .path(spec.path())
            .host(host)
            .connectTo(member, port)
            .with(
                spec.host() == null
                    // Without a name to ask for there is none that the certificate could be checked
                    // against.
                    ? tls.withSni(dev.plumbline.probe.Sni.none()).withAnyCertificateName()
                    : tls.withSni(dev.plumbline.probe.Sni.named(spec.host())))
            .bodyLimit(spec.bodyContains() == null ? BODY_KEPT : HttpProbe.DEFAULT_BODY_LIMIT)
            .version("HTTP/1.1");
    Check attempt = check.part(limit);
    String address = Target.of(member, port).toString();
    return engine
        .start(request, attempt)
        .thenApply(
            seen -> {
              check.learned(seen.provenance().diagnosis());
              String fault = fault(seen, spec, limit);
              String good = "Success. Received " + status(seen) + " status code";
              return new Backend(
                  address,
                  fault == null,
                  fault == null ? good : fault,
                  fault == null ? 0 : 1,
                  seen);
            });
  }

  private static int status(HttpObservation seen) {
    return seen.response() == null ? 0 : seen.response().status();
  }

  /**
   * Returns what is wrong with a backend's answer, in the words of Application Gateway's health
   * log; null when nothing is.
   */
  private static @Nullable String fault(
      HttpObservation seen, dev.plumbline.network.Network.Probe spec, Duration limit) {
    Outcome outcome = seen.outcome();
    if (outcome instanceof Outcome.Answered answered) {
      if (spec.statuses().stream().noneMatch(range -> range.contains(answered.status()))) {
        String good =
            spec.statuses().stream().map(PortRange::toString).collect(Collectors.joining(","));
        return "Status code of the backend's HTTP response did not match the probe setting. Expected:{"
            + good
            + "} Received:{"
            + answered.status()
            + "}.";
      }
      boolean body =
          spec.bodyContains() == null
              || seen.response() != null && seen.response().text().contains(spec.bodyContains());
      return body
          ? null
          : "Body of the backend's HTTP response did not match the probe setting. Expected:{"
              + spec.bodyContains()
              + "}";
    }
    if (outcome.vantageFailure() != null) {
      return "The backend was not asked: " + outcome.describe();
    }
    if (outcome.phase() == Phase.RESOLVE) {
      return "The gateway could not create a probe for this backend: its FQDN does not resolve ("
          + outcome.describe()
          + ")";
    }
    if (outcome.phase() == Phase.CONNECT) {
      return "The gateway could not connect to the backend ("
          + outcome.describe()
          + "). Check whether an NSG/UDR/Firewall is blocking the way";
    }
    if (outcome instanceof Outcome.TimedOut) {
      return "Time taken by the backend to respond is more than the timeout threshold of the probe setting ("
          + limit.toMillis()
          + " ms)";
    }
    if (outcome instanceof Outcome.CertificateRejected rejected) {
      return switch (rejected.problem()) {
        case NAME_MISMATCH ->
            "The Common Name of the leaf certificate presented by the backend does not match the probe's host name: "
                + rejected.detail();
        case EXPIRED, NOT_YET_VALID ->
            "Backend certificate is invalid: the current date is not within its \"Valid from\" and \"Valid to\": "
                + rejected.detail();
        case UNTRUSTED ->
            "The backend's certificate is not signed by a well-known Certificate Authority (CA): "
                + rejected.detail();
      };
    }
    return "The backend did not answer the probe: " + outcome.describe();
  }
}
