package dev.plumbline.environment;

import dev.plumbline.descriptor.Default;
import dev.plumbline.descriptor.Doc;
import dev.plumbline.descriptor.NotSecret;
import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a suite looks at: which network, on which ground, from which vantages, with which endpoints.
 *
 * @param name its name
 * @param ground what it is realised on
 * @param network where the network description is: a path relative to this descriptor, on the class
 *     path or the file system; null only on the ground {@code live}
 * @param vantages the places to look from, by name, in the order written
 * @param endpoints the things to ask, by name, in the order written
 * @param guards what is allowed
 * @param timeouts how long things may take
 * @param firewall how the answers of web application firewalls are known; null where the network
 *     description says it
 * @param firewallLogs where web application firewalls write what they find
 * @param trust certificate files (PEM) of authorities that vantages trust beside the system's;
 *     relative to this descriptor
 * @param baseline what its baselines hold beside the usual, and what they leave out
 * @param clientCertificates what clients can present on the ground {@code live}, by name; elsewhere
 *     they present certificates of the network description, by their names there
 */
public record Environment(
    @NotSecret @Doc("Its name") String name,
    @Doc("What it is realised on") Ground ground,
    @NotSecret @Doc("Where the network description is, relative to this file")
        @Nullable String network,
    @Doc("The places to look from, by name") Map<String, VantageSpec> vantages,
    @NotSecret @Doc("The things to ask, by name") Map<String, Endpoint> endpoints,
    @Default("{}") @Doc("What is allowed") Guards guards,
    @Default("{}") @Doc("How long things may take") Timeouts timeouts,
    @Doc("How the answers of web application firewalls are known") @Nullable FirewallSpec firewall,
    @Doc("Where web application firewalls write what they find") List<FirewallLogSpec> firewallLogs,
    @NotSecret
        @Doc("Certificate files (PEM) of authorities that vantages trust beside the system's")
        List<String> trust,
    @Default("{}") @Doc("What its baselines hold beside the usual, and what they leave out")
        BaselineSpec baseline,
    @Doc("What clients can present, by name, on the ground live")
        Map<String, ClientCertificateSpec> clientCertificates) {

  /** Copies the list; maps keep their order. */
  public Environment {
    vantages = Ordered.copy(vantages);
    endpoints = Ordered.copy(endpoints);
    firewallLogs = List.copyOf(firewallLogs);
    trust = List.copyOf(trust);
    clientCertificates = Ordered.copy(clientCertificates);
  }

  /**
   * Returns what must not be shown, also where it stands in the descriptor itself or in code: the
   * passwords and passphrases of ways out and of client certificates. As with other secrets none
   * that is shorter than four characters, which would garble every text.
   */
  public Set<String> secrets() {
    Set<String> secrets = new LinkedHashSet<>();
    vantages.values().forEach(vantage -> vantage.via().addSecrets(secrets));
    clientCertificates.values().stream()
        .flatMap(certificate -> Stream.ofNullable(certificate.passphrase()))
        .filter(passphrase -> passphrase.length() >= 4)
        .forEach(secrets::add);
    return secrets;
  }

  /** Makes an environment that says nothing of web application firewalls. */
  public Environment(
      String name,
      Ground ground,
      @Nullable String network,
      Map<String, VantageSpec> vantages,
      Map<String, Endpoint> endpoints,
      Guards guards,
      Timeouts timeouts,
      List<String> trust) {
    this(
        name,
        ground,
        network,
        vantages,
        endpoints,
        guards,
        timeouts,
        null,
        List.of(),
        trust,
        BaselineSpec.NONE,
        Map.of());
  }

  /** Returns a builder of an environment on the ground {@code simulated}, with nothing in it. */
  public static EnvironmentBuilder builder(String name) {
    return new EnvironmentBuilder(name);
  }

  /** Returns a builder that starts from this environment. */
  public EnvironmentBuilder toBuilder() {
    return new EnvironmentBuilder(this);
  }

  /**
   * Refuses what must not be done by accident to a network that people depend on: faults, drills,
   * attack traffic. Does nothing where {@link Guards#production()} is not set, and where the run is
   * armed: the system property {@code plumbline.armed}, or the environment variable {@code
   * PLUMBLINE_ARMED}, names this environment; several are parted by commas.
   *
   * @param what what is to be done, for the message, for example {@code "a fault"}
   * @throws NotArmedException when it must not be done; the message says what to set
   */
  public void requireArmed(String what) {
    if (guards.production()) {
      Arming.ofTheRun().require(name, what);
    }
  }

  /** Returns an endpoint by its name. */
  public Optional<Endpoint> endpoint(String name) {
    return Optional.ofNullable(endpoints.get(name));
  }

  /**
   * A place to look from.
   *
   * @param segment the segment of the network description it is in; on the ground {@code live}, for
   *     messages only; null there when not known
   * @param address its address in that segment; null for one that no host has
   * @param resolver whom it asks for names: the next where one does not answer; empty for the
   *     segment's resolvers, or the system's on the ground {@code live}. On other grounds only
   *     addresses count: a descriptor of one that has more is refused
   * @param bind the local address its connections start from, on the ground {@code live}; null for
   *     the system's choice. On other grounds connections start from {@code address}: a descriptor
   *     of one that has this is refused, and from code it means nothing there
   * @param via its way out: this machine's own network stack, or, on the ground {@code live}, a
   *     proxy or a jump host
   * @param control the endpoint that must be reachable from here, so that a negative check from
   *     here proves something; null for none
   * @param clientCertificate what it presents where a server asks for a certificate and neither the
   *     probe nor the endpoint says what, by its name; null for nothing
   */
  public record VantageSpec(
      @NotSecret @Doc("The segment of the network description it is in") @Nullable String segment,
      @Doc("Its address in that segment") @Nullable InetAddress address,
      @Doc("Whom it asks for names; the next where one does not answer") List<Resolver> resolver,
      @Doc("The local address its connections start from, on the ground live")
          @Nullable InetAddress bind,
      @Default("direct") @Doc("Its way out") WayOut via,
      @NotSecret
          @Doc(
              "The endpoint that must be reachable from here, so that a negative check proves something")
          @Nullable String control,
      @NotSecret @Doc("What it presents where a server asks for a certificate")
          @Nullable String clientCertificate) {
    /** Copies the list. */
    public VantageSpec {
      resolver = List.copyOf(resolver);
    }

    /** Makes a vantage that presents nothing. */
    public VantageSpec(
        @Nullable String segment,
        @Nullable InetAddress address,
        List<Resolver> resolver,
        @Nullable InetAddress bind,
        WayOut via,
        @Nullable String control) {
      this(segment, address, resolver, bind, via, control, null);
    }
  }

  /**
   * Something to ask.
   *
   * @param host a host name or an address
   * @param port the port, 1 to 65535
   * @param scheme {@code https}, {@code http} or {@code tcp}: what is spoken there
   * @param path the path that a check of the endpoint asks for
   * @param clientCertificate what is presented there when it asks for a certificate, by its name;
   *     null for what the vantage presents
   */
  public record Endpoint(
      @NotSecret @Doc("A host name or an address") String host,
      @Default("443") @Doc("The port") int port,
      @Default("https") @Doc("What is spoken there") Scheme scheme,
      @Default("/") @Doc("The path that a check of the endpoint asks for") String path,
      @NotSecret @Doc("What is presented there when it asks for a certificate")
          @Nullable String clientCertificate) {

    /** Makes an endpoint at which the vantage's certificate is presented, if it has one. */
    public Endpoint(String host, int port, Scheme scheme, String path) {
      this(host, port, scheme, path, null);
    }
  }

  /** What is spoken at an endpoint. */
  public enum Scheme {
    /** HTTP over TLS. */
    HTTPS,
    /** Plain HTTP. */
    HTTP,
    /** Bare TCP. */
    TCP
  }

  /**
   * What is allowed.
   *
   * @param attackTraffic who may be sent attack traffic, and how much of it
   * @param faults whether faults may be injected; never on the ground {@code live}
   * @param concurrency how many checks run at a time
   * @param perTarget how many of them go to one address and port at a time
   * @param rate how many checks are made in a second; null for as many as there are
   * @param deadline how long a run may take that has tests of this environment, from its first
   *     network test, as {@code plumbline.deadline} says it too: the earlier one counts. Null for
   *     as long as it takes
   * @param production whether people depend on this network: then faults, drills and attack traffic
   *     {@linkplain #requireArmed need} a run that is armed for it, and attack traffic needs a
   *     budget
   */
  public record Guards(
      @Default("{}") @Doc("Who may be sent attack traffic, and how much of it")
          AttackTraffic attackTraffic,
      @Default("true") @Doc("Whether faults may be injected") boolean faults,
      @Default("16") @Doc("How many checks run at a time") int concurrency,
      @Default("8") @Doc("How many of them go to one address and port at a time") int perTarget,
      @Doc("How many checks are made in a second") @Nullable Rate rate,
      @Doc("How long a run may take; what would come later is not made, and fails")
          @Nullable Duration deadline,
      @Default("false")
          @Doc(
              "Whether people depend on this network: faults, drills and attack traffic then need -Dplumbline.armed=<its name>")
          boolean production) {}

  /**
   * How many checks are made in a second. Checks wait for their turn, which does not count as their
   * own time.
   *
   * @param perTarget how many go to one address and port: connections, and questions to DNS servers
   *     save for the lookups of what is connected to
   */
  public record Rate(@Doc("How many checks a second go to one address and port") int perTarget) {}

  /**
   * What is allowed of requests that look like attacks, harmless ones among them: whoever watches
   * the network may take them for one.
   *
   * @param authorised the hosts that may be sent them: names, and addresses where those are
   *     written; none when empty
   * @param budget how many may be sent; null for any number, which the ground {@code live} refuses
   * @param redactPayloads whether targets, bodies and what was found in them are left out of
   *     messages and reports
   */
  public record AttackTraffic(
      @NotSecret @Doc("The hosts that may be sent it") List<String> authorised,
      @Doc("How much may be sent; needed on the ground live") @Nullable Budget budget,
      @Default("false") @Doc("Whether payloads are left out of messages and reports")
          boolean redactPayloads) {
    /** Copies the list. */
    public AttackTraffic {
      authorised = List.copyOf(authorised);
    }
  }

  /**
   * How much attack traffic may be sent, in one run. All tests of a JVM's run share one; whoever
   * opens labs in code of their own begins a run with each journal.
   *
   * @param requests how many requests in all
   * @param perSecond how many of them in a second
   */
  public record Budget(
      @Doc("How many requests in all") int requests,
      @Default("10") @Doc("How many of them in a second") int perSecond) {}

  /**
   * How the answers of web application firewalls are known.
   *
   * @param blocksWith the answer to what is blocked
   */
  public record FirewallSpec(
      @Default("{}") @Doc("The answer to what is blocked") BlockAnswer blocksWith) {}

  /**
   * The answer to what is blocked.
   *
   * @param status its status
   * @param bodyContains what its body contains; null where any body will do
   */
  public record BlockAnswer(
      @Default("403") @Doc("Its status") int status,
      @NotSecret @Doc("What its body contains") @Nullable String bodyContains) {}

  /**
   * Where a web application firewall writes what it finds.
   *
   * @param format the format, for example {@code modsecurity-json}
   * @param path the file; relative to this descriptor. It may come to be later, and until then
   *     nothing is known of what a firewall did
   */
  public record FirewallLogSpec(
      @NotSecret @Doc("The format, for example modsecurity-json") String format,
      @NotSecret @Doc("The file, relative to this file") String path) {}

  /**
   * How long things may take.
   *
   * @param probe one check as a whole; no less than a second is safe for a check that a packet is
   *     dropped, since the first retransmission of a connection attempt comes after one second (RFC
   *     6298 section 2.1)
   * @param suite all checks of one call that makes many
   * @param controlWindow how far a positive control may lie from a negative check
   * @param firewallLog how long entries of a web application firewall's log are waited for
   */
  public record Timeouts(
      @Default("5s") @Doc("One check as a whole") Duration probe,
      @Default("5m") @Doc("All checks of one call that makes many") Duration suite,
      @Default("30s") @Doc("How far a positive control may lie from a negative check")
          Duration controlWindow,
      @Default("5s") @Doc("How long entries of a web application firewall's log are waited for")
          Duration firewallLog) {}
}
