package dev.plumbline.baseline;

import dev.plumbline.environment.BaselineSpec;
import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Ground;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.observation.DnsRecord;
import dev.plumbline.observation.HttpObservation.Header;
import dev.plumbline.observation.Journal;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import dev.plumbline.testing.Observations;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A network that shows what a test sets: the name {@code api.contoso.net} and the endpoints {@code
 * api} and {@code management}, from the vantage {@code internet}.
 */
public final class SampleNetwork implements Surveyed {

  /** A connection that opens. */
  public static final Outcome OPEN = new Outcome.Open();

  /** A connection attempt to which nothing comes back. */
  public static final Outcome DROPPED = new Outcome.TimedOut(Phase.CONNECT);

  private final Journal journal = new Journal();
  private Ground ground = Ground.SIMULATED;
  private BaselineSpec spec = BaselineSpec.NONE;
  private String[] addresses = {"203.0.113.10"};
  private long ttl = 300;
  private Outcome management = DROPPED;
  private Outcome api = OPEN;
  private List<Header> headers = List.of(new Header("Server", "nginx"));
  private boolean resolverDead;
  private @Nullable Consumer<Recorder> more;

  /** Sets the ground. */
  public SampleNetwork on(Ground ground) {
    this.ground = ground;
    return this;
  }

  /** Sets what its environment says of baselines. */
  public SampleNetwork by(BaselineSpec spec) {
    this.spec = spec;
    return this;
  }

  /**
   * Sets the addresses of the name, in the order in which they come, and how long they may be kept.
   */
  public SampleNetwork answering(long ttl, String... addresses) {
    this.ttl = ttl;
    this.addresses = addresses;
    return this;
  }

  /** Sets what becomes of connections to the port of management. */
  public SampleNetwork management(Outcome outcome) {
    management = outcome;
    return this;
  }

  /** Sets what becomes of connections to the API. */
  public SampleNetwork api(Outcome outcome) {
    api = outcome;
    return this;
  }

  /** Sets the header lines of the API's answer. */
  public SampleNetwork headers(Header... headers) {
    this.headers = List.of(headers);
    return this;
  }

  /** Lets the resolver give no answer. */
  public SampleNetwork withoutResolver() {
    resolverDead = true;
    return this;
  }

  /** Adds what else is seen. */
  public SampleNetwork and(Consumer<Recorder> more) {
    this.more = more;
    return this;
  }

  /** Returns the journal it is seen in. */
  public Journal journal() {
    return journal;
  }

  /** Returns the environment. */
  public Environment environment() {
    return Environment.builder("contoso")
        .ground(ground)
        .network("in code")
        .vantage("internet")
        .https("api", "api.contoso.net", 443)
        .tcp("management", "203.0.113.20", 3443)
        .baseline(spec)
        .build();
  }

  @Override
  public String surveyName() {
    return "contoso";
  }

  @Override
  public Recording survey() {
    Observations seen = Observations.in(journal.scope("lab", "test"), "internet");
    Recorder recorder = new Recorder(environment(), journal);
    if (resolverDead) {
      recorder.name("api", seen.resolverUnreachable("api.contoso.net"));
    } else {
      List<DnsRecord> records = new ArrayList<>();
      records.add(new DnsRecord("API.contoso.net", "CNAME", ttl, "gw.Trafficmanager.net."));
      for (String address : addresses) {
        records.add(new DnsRecord("gw.trafficmanager.net", "A", ttl, address));
      }
      recorder.name("api", seen.answered("api.contoso.net", "A", false, records));
    }
    recorder.connections("api", List.of(), List.of(seen.tcp("203.0.113.10:443", api)));
    if (api.reached()) {
      recorder.exchanges(
          "api",
          List.of(),
          Map.of(
              IpAddresses.parse("203.0.113.10"),
              seen.answer("https://api.contoso.net/", "203.0.113.10:443", 200, headers, "hello")));
    }
    recorder.connections(
        "management", List.of(), List.of(seen.tcp("203.0.113.20:3443", management)));
    recorder.described("rules of apim-subnet", "inbound 00100 AllowManagement", "allow tcp");
    if (more != null) {
      more.accept(recorder);
    }
    return recorder.recording();
  }

  /** Returns baselines of a run that rewrites them. */
  public static Baselines updating() {
    return new Baselines(Map.of(Baselines.MODE, "update")::get, any -> null);
  }
}
