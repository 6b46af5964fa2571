package dev.plumbline.lab;

import dev.plumbline.baseline.Recording;
import dev.plumbline.baseline.Surveyed;
import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Ground;
import dev.plumbline.network.Fault;
import dev.plumbline.network.Flow;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network;
import dev.plumbline.network.Networks;
import dev.plumbline.network.WebFirewall;
import dev.plumbline.observation.AccessRecord;
import dev.plumbline.observation.DescriptionObservation;
import dev.plumbline.observation.Diagnosis;
import dev.plumbline.observation.FirewallRecord;
import dev.plumbline.observation.Journal;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Provenance;
import dev.plumbline.observation.ReachabilityMatrix;
import dev.plumbline.observation.Timings;
import dev.plumbline.probe.HttpProbe;
import dev.plumbline.vantage.Vantage;
import dev.plumbline.waf.FirewallDescription;
import dev.plumbline.waf.FirewallInForce;
import dev.plumbline.waf.FirewallLog;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An environment realised: a network that is up, with its vantages, faults and clock. The owner of
 * all that was opened for it.
 *
 * <p>A test never knows on which ground it stands. Safe for use by many threads; faults and the
 * clock are the whole lab's.
 */
public final class Lab implements AutoCloseable, Surveyed {

  private final OpenLab shared;
  private final Journal.Scope scope;

  /** Why this view may not change the lab, and what to do instead; null when it may. */
  private final @Nullable String forbidden;

  private Lab(OpenLab shared, Journal.Scope scope, @Nullable String forbidden) {
    this.shared = shared;
    this.scope = scope.at(forbidden == null ? shared.time() : shared.timeStandingStill(forbidden));
    this.forbidden = forbidden;
  }

  /**
   * Opens an environment with a journal of its own. When it returns, everything is up.
   *
   * @throws LabException when it cannot be realised; nothing is left behind then
   */
  public static Lab open(Environment environment) {
    return open(environment, new Journal());
  }

  /**
   * Opens an environment with the network description that it names. When it returns, everything is
   * up.
   *
   * @param environment what to realise; its network is a path or a URL, as {@link
   *     dev.plumbline.environment.Environments} makes it
   * @param journal where observations are recorded
   * @throws LabException when it cannot be realised; nothing is left behind then
   */
  public static Lab open(Environment environment, Journal journal) {
    return open(environment, OpenLab.network(environment), journal);
  }

  /**
   * Opens an environment with a network description. When it returns, everything is up.
   *
   * @param environment what to realise
   * @param network the network description; null only on the ground {@code live}
   * @param journal where observations are recorded
   * @throws LabException when it cannot be realised; nothing is left behind then
   */
  public static Lab open(Environment environment, @Nullable Network network, Journal journal) {
    journal.secrets(environment.secrets()); // opening it may already say one
    OpenLab shared =
        OpenLab.open(
            environment, network, journal, provider -> provider.open(environment, network));
    return new Lab(shared, journal.scope(shared.name(), ""), null);
  }

  /**
   * Opens an environment for a drill: as {@link #open(Environment, Network, Journal)} does, but
   * where the network drops what a vantage sends, that has timed out at once instead of after its
   * time.
   *
   * @throws LabException when it cannot be realised; nothing is left behind then
   */
  public static Lab openForDrill(Environment environment, Network network, Journal journal) {
    journal.secrets(environment.secrets());
    OpenLab shared =
        OpenLab.open(
            environment, network, journal, provider -> provider.openForDrill(environment, network));
    return new Lab(shared, journal.scope(shared.name(), ""), null);
  }

  /**
   * Returns why this machine has no labs on a ground, in words for a skipped test: Docker is not
   * there, for instance. Empty where there are labs, and where opening one tells what is wrong.
   */
  public static Optional<String> unavailable(Ground ground) {
    return Providers.of(ground).unavailable();
  }

  /**
   * Returns this lab, recording in a test's part of the journal. Everything else is shared: closing
   * one closes both.
   *
   * @param owner the test, by its unique id
   */
  public Lab in(String owner) {
    return new Lab(shared, shared.journal().scope(shared.name(), owner), forbidden);
  }

  /**
   * Returns this lab for several to look at: it and all views made from it refuse faults, do not
   * move the clock, and cannot be closed.
   *
   * @param why the message of the refusal: who shares it, and what to do instead
   */
  public Lab readOnly(String why) {
    return new Lab(shared, scope, why);
  }

  private void requireChangeable(String what) {
    if (forbidden != null) {
      throw new LabException(what + ": " + forbidden);
    }
  }

  /**
   * Returns its name in the journal: that of the environment, with a number where the same
   * environment was opened before.
   */
  public String name() {
    return shared.name();
  }

  /** Returns the environment. */
  public Environment environment() {
    return shared.environment();
  }

  /**
   * Returns how it came up, step by step, with how long that took; empty on grounds where there is
   * nothing to tell.
   */
  public List<String> notes() {
    return shared.realisation().notes();
  }

  /** Returns the ground it stands on. */
  public Ground ground() {
    return shared.environment().ground();
  }

  /** Returns the network description; empty where a live environment has none. */
  public Optional<Network> network() {
    return Optional.ofNullable(shared.network());
  }

  /** Returns the journal. */
  public Journal journal() {
    return shared.journal();
  }

  /** Returns the part of the journal that this view of the lab records in. */
  public Journal.Scope scope() {
    return scope;
  }

  /**
   * Returns a vantage.
   *
   * @param name its name in the environment
   * @throws IllegalArgumentException when there is none of that name
   * @throws IllegalStateException when the lab is closed
   */
  public Vantage vantage(String name) {
    return shared.vantage(name).in(scope);
  }

  /** Returns all vantages, in the order of the environment. */
  public List<Vantage> vantages() {
    return shared.environment().vantages().keySet().stream().map(this::vantage).toList();
  }

  /**
   * Puts a fault in place until the guard is closed: {@code try (var cut =
   * lab.fault(Fault.drop("a", "b"))) { … }}.
   *
   * <p>What was reached before it shows nothing of what is not reached under it: a check that
   * nothing came back needs its positive control while the fault is in place.
   *
   * @throws LabException for a fault that names what the network does not have, and where faults
   *     are not allowed: on the ground {@code live}, where the environment's guards say so, and in
   *     a {@linkplain #readOnly read-only} lab
   * @throws dev.plumbline.environment.NotArmedException where people depend on the network and the
   *     run is not {@linkplain Environment#requireArmed armed} for it
   * @throws IllegalStateException when the lab is closed
   */
  public Guard fault(Fault fault) {
    requireChangeable("no fault is put into a shared lab");
    return shared.fault(fault);
  }

  /** Returns whether a fault put in place by {@link #fault} is in force. */
  public boolean isFaulted() {
    return shared.isFaulted();
  }

  /**
   * Moves the lab's clock on, and returns when everything that was due by then has been done,
   * health probes for instance. The network may be another one then: what was reached before is no
   * positive control of what is not reached after.
   *
   * @throws LabException where the clock is the world's, and in a {@linkplain #readOnly read-only}
   *     lab
   * @throws IllegalStateException when the lab is closed
   */
  public void advance(Duration time) {
    requireChangeable("the clock of a shared lab is not moved");
    if (time.isNegative()) {
      throw new IllegalArgumentException("a lab's clock moves on only, not by " + time);
    }
    shared.advance(time);
  }

  /**
   * Returns the requests that arrived at a host, oldest first: all of them.
   *
   * @param host the host's name in the network description
   * @throws LabException where arrivals cannot be seen, there is no such host, or more have arrived
   *     than the lab has kept: what is missing would look as if it had never arrived
   * @throws IllegalStateException when the lab is closed
   */
  public List<Arrival> arrivals(String host) {
    return shared.realisation().arrivals(host);
  }

  /**
   * Returns what becomes of a flow by the description of the network, without traffic, with the way
   * and the rule that decided: {@code delivered}, {@code dropped}, {@code refused} or {@code no
   * route}. It is recorded like any observation; it shows what was meant to be.
   *
   * @throws LabException when the environment has no network description
   * @throws IllegalArgumentException when the network has no such segment
   */
  public DescriptionObservation fate(Flow flow) {
    Network network =
        network()
            .orElseThrow(
                () ->
                    new LabException(
                        "environment "
                            + environment().name()
                            + " has no network description to ask for the fate of "
                            + flow
                            + ": name one under network"));
    dev.plumbline.network.Verdict verdict = network.fate(flow);
    String says =
        switch (verdict.fate()) {
          case DELIVERED -> "delivered";
          case DROPPED -> "dropped";
          case REJECTED -> "refused";
          case NO_ROUTE -> "no route";
        };
    return recorded(
        flow + " from segment " + flow.segment(),
        says,
        new Diagnosis(verdict.hops(), verdict.decidedBy(), verdict.explanation()));
  }

  /**
   * Records what a description of the network says of a thing, so that it can be asserted and is in
   * the report: a setting that no traffic shows, for instance.
   *
   * @param subject the thing, for example {@code "WAF mode of contoso-gateway"}
   * @param says what the description says of it, for example {@code "Detection"}
   * @param where where it says so, for example a file and a path; each line is a step of the way
   */
  public DescriptionObservation stated(String subject, String says, List<String> where) {
    return recorded(subject, says, new Diagnosis(where, null, null));
  }

  private DescriptionObservation recorded(String subject, String says, Diagnosis diagnosis) {
    Provenance provenance =
        new Provenance(
            scope.nextNumber(),
            DescriptionObservation.VANTAGE,
            subject,
            Instant.now(),
            new Timings(Map.of(), Duration.ZERO),
            diagnosis,
            scope);
    return scope.record(
        new DescriptionObservation(provenance, new Outcome.Described(says), subject, says),
        Journal.Role.CHECK);
  }

  /**
   * Returns the access log of a host, oldest first: every request that it has answered.
   *
   * @param host the host's name in the network description
   * @throws LabException where access logs cannot be read, there is no such host, or more was
   *     served than the lab has kept
   * @throws IllegalStateException when the lab is closed
   */
  public List<AccessRecord> accessLog(String host) {
    return shared.realisation().accessLog(host);
  }

  /**
   * Returns the log of a host's web application firewalls, oldest first: every request that they
   * have looked at, with the rules that were asked, and what was not.
   *
   * @param host the host's name in the network description
   * @throws LabException where logs of firewalls cannot be read, there is no such host, no firewall
   *     that is on stands on it, or more was looked at than the lab has kept
   * @throws IllegalStateException when the lab is closed
   */
  public List<FirewallRecord> firewallLog(String host) {
    return shared.realisation().firewallLog(host);
  }

  /**
   * Returns the web application firewall that looks at requests for a URL, by the network
   * description; {@code assertThat(..)} of it asserts its settings.
   *
   * @param url {@code http[s]://host[:port][/path]}; the host may be an endpoint of the environment
   * @throws LabException when the environment has no network description, or that has no firewall
   *     there, or several
   */
  public FirewallDescription firewall(String url) {
    HttpProbe probe = HttpProbe.get(url);
    String named = probe.target().host();
    Optional<Environment.Endpoint> endpoint = environment().endpoint(named);
    String host = endpoint.map(Environment.Endpoint::host).orElse(named);
    int given = probe.target().port();
    int usual = probe.scheme().equals("https") ? 443 : 80;
    int port =
        given == 0 || given == usual
            ? endpoint.map(Environment.Endpoint::port).orElse(usual)
            : given;
    InetSocketAddress at =
        IpAddresses.isLiteral(host)
            ? new InetSocketAddress(IpAddresses.parse(host), port)
            : InetSocketAddress.createUnresolved(host, port);
    WebFirewall firewall =
        network()
            .flatMap(known -> FirewallInForce.at(known, at, host, "", probe.path()))
            .orElseThrow(
                () ->
                    new LabException(
                        "environment "
                            + environment().name()
                            + " describes no one web application firewall for "
                            + url
                            + (network().isEmpty() ? ": it names no network" : "")));
    return new FirewallDescription(url, firewall, this::stated);
  }

  /**
   * Adds a log of a web application firewall, beside those that the environment names: what it says
   * of a request is evidence of what the firewall did with it. It is closed with the lab.
   *
   * @throws LabException for a {@linkplain #readOnly read-only} lab
   * @throws IllegalStateException when the lab is closed; the log is the caller's then
   */
  public void addFirewallLog(FirewallLog log) {
    requireChangeable("no log is added to a shared lab");
    shared.firewalls().add(log);
  }

  /**
   * Observes a table of vantages and targets, all cells at once, and records it.
   *
   * <pre>
   *                  | gateway | apim-management | 10.1.0.5:22
   *  workload-subnet | open    | dropped         | refused
   *  internet        | open    | dropped         | no route
   * </pre>
   *
   * <p>The first line names the targets: endpoints of the environment, or {@code host:port}. The
   * first column names the vantages. The cells say what ought to be seen: {@code open}, {@code
   * refused}, {@code dropped}, {@code no route} or {@code nxdomain}. Cells are parted by {@code |};
   * a line of dashes is passed over.
   *
   * @throws IllegalArgumentException when the table has no cells, or for a name or word that is not
   *     known
   * @throws IllegalStateException when the lab is closed
   */
  public ReachabilityMatrix reachability(String table) {
    return ReachabilityTable.parse(table, shared.environment()).observe(this);
  }

  @Override
  public String surveyName() {
    return environment().name();
  }

  /** Looks at all that a baseline holds; see {@link Surveyed#survey}. */
  @Override
  public Recording survey() {
    return new LabSurvey(this).take();
  }

  /** Returns that a fault is in force, where one is. */
  @Override
  public Optional<String> notToBeRecorded() {
    return isFaulted()
        ? Optional.of(
            "while a fault is in force: what is broken on purpose would be recorded as right. Close"
                + " the fault's guard first")
        : Optional.empty();
  }

  /**
   * Returns what this network would show by another description of it: what a change of the
   * description is meant to change. It is looked at on the simulation, from the same vantages.
   *
   * @param description the description, a file
   * @throws LabException when it cannot be realised: a vantage without a segment, for instance
   * @throws dev.plumbline.descriptor.DescriptorException when the description is not valid
   */
  public Recording foresee(Path description) {
    Environment simulated =
        LabSurvey.simulated(environment(), description.toAbsolutePath().toString());
    try (Lab foreseen = open(simulated, Networks.read(description), new Journal())) {
      return foreseen.survey();
    }
  }

  /**
   * Returns a watch, to say from where it looks and for how long: whether something stays as it is
   * while something else is changed.
   *
   * @param every how long from the beginning of one look to that of the next
   */
  public Watch watch(Duration every) {
    return new Watch(this, every);
  }

  /**
   * Closes what was opened for this lab, vantages included. Closing twice is harmless.
   *
   * @throws LabException for a {@linkplain #readOnly read-only} lab
   * @throws RuntimeException the first that closing met, with the others suppressed; everything has
   *     been tried
   */
  @Override
  public void close() {
    requireChangeable("a shared lab is not closed by one of its users");
    shared.close();
  }

  /** Returns its name and ground. */
  @Override
  public String toString() {
    return "lab "
        + shared.name()
        + " ("
        + shared.environment().ground().name().toLowerCase(java.util.Locale.ROOT)
        + ")";
  }

  /** Takes a fault away when closed; closing twice is harmless. */
  public interface Guard extends AutoCloseable {
    @Override
    void close();
  }
}
