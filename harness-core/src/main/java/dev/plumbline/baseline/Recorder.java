package dev.plumbline.baseline;

import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Ground;
import dev.plumbline.observation.DescriptionObservation;
import dev.plumbline.observation.DnsObservation;
import dev.plumbline.observation.HealthObservation;
import dev.plumbline.observation.HttpObservation;
import dev.plumbline.observation.Journal;
import dev.plumbline.observation.Observation;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import dev.plumbline.observation.Redaction;
import dev.plumbline.observation.TcpObservation;
import dev.plumbline.observation.TlsSession;
import dev.plumbline.observation.WafObservation;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;

/**
 * Makes a {@link Recording} from observations: takes from them what a baseline holds. Whoever looks
 * at a network gives it what was seen, in any order. Safe for use by many threads.
 */
public final class Recorder {

  /** The questions asked of names. */
  public static final List<String> NAME_TYPES = List.of("A", "AAAA", "CNAME");

  static final List<String> BEHIND_A_CONNECTION = List.of("http", "tls", "waf");

  static final String HANDSHAKE_COMPLETED = new Outcome.HandshakeCompleted().describe();

  private static final Duration SOON = Duration.ofDays(30);

  private final Environment environment;
  private final Journal journal;
  private final Normalisation normalisation;

  /** What was seen; guarded by this, as the next is. */
  private final List<Seen> seen = new ArrayList<>();

  private final TreeMap<FactKey, String> described = new TreeMap<>();
  private final List<Unseen> notAsked = new ArrayList<>();

  /**
   * What observations show together.
   *
   * @param questions the first words of facts that are not known when one of them shows nothing
   * @param names whether names found on the way are not known then
   */
  private record Seen(
      String vantage,
      String subject,
      List<String> questions,
      boolean names,
      List<? extends Observation> sources,
      Map<String, String> facts) {}

  /**
   * Makes a recorder that has seen nothing.
   *
   * @param environment whose rules for baselines it follows
   * @param journal where the observations are; whether they have positive controls is asked there
   *     when the recording is made, and secrets are taken out by it
   */
  public Recorder(Environment environment, Journal journal) {
    this.environment = environment;
    this.journal = journal;
    this.normalisation = new Normalisation(environment.baseline());
  }

  /**
   * Returns whether the environment leaves facts out, so that they need not be asked for.
   *
   * @param vantage the vantage
   * @param subject the endpoint, or another thing that facts are of
   * @param question the first word of the facts
   */
  public boolean leavesOut(String vantage, String subject, String question) {
    return normalisation.leavesOut(vantage, subject, question);
  }

  /** Adds what a name led to. */
  public void name(String subject, DnsObservation o) {
    String type = o.type();
    List<String> names = new ArrayList<>(List.of(o.name()));
    names.addAll(o.aliases());
    String value = OutcomeWords.of(o.outcome());
    if (o.outcome() instanceof Outcome.Resolved) {
      Stream<String> data =
          type.equals("A") || type.equals("AAAA")
              ? o.addresses().stream().map(a -> normalisation.address(a, names))
              : o.data().stream().map(Normalisation::name);
      List<String> aliases =
          type.equals("CNAME") ? List.of() : o.aliases().stream().map(Normalisation::name).toList();
      value =
          String.join(
              " -> ",
              Stream.concat(aliases.stream(), Stream.of(Normalisation.sorted(data))).toList());
    } else if (!o.aliases().isEmpty()) {
      value =
          String.join(" -> ", o.aliases().stream().map(Normalisation::name).toList())
              + " -> "
              + value;
    }
    add(o.provenance().vantage(), subject, List.of(type), true, List.of(o), Map.of(type, value));
  }

  /**
   * Adds whether connections opened.
   *
   * @param resolutions what was answered for the addresses of the name, of both kinds; none for a
   *     target that is an address. Where one shows nothing, there may be addresses that nobody
   *     tried, so it is not known either whether connections open
   * @param tries one for each address of the target, at least one
   */
  public void connections(
      String subject, List<DnsObservation> resolutions, List<TcpObservation> tries) {
    List<String> names = names(resolutions);
    List<String> outcomes =
        tries.stream().map(t -> OutcomeWords.of(t.outcome())).distinct().toList();
    String value =
        outcomes.size() == 1
            ? outcomes.get(0)
            : Normalisation.sorted(
                tries.stream()
                    .map(
                        t ->
                            t.addressDialled()
                                    .map(a -> normalisation.address(a.getAddress(), names) + " ")
                                    .orElse("")
                                + OutcomeWords.of(t.outcome())));
    List<String> questions = new ArrayList<>(BEHIND_A_CONNECTION);
    questions.add("connect");
    add(
        tries.get(0).provenance().vantage(),
        subject,
        questions,
        false,
        Stream.concat(tries.stream(), resolutions.stream().filter(Recorder::tellsNothing)).toList(),
        Map.of("connect", value));
  }

  /** Returns whether a resolver gave no answer at all, be it that there is no such address. */
  private static boolean tellsNothing(DnsObservation resolution) {
    return resolution.outcome().vantageFailure() != null
        || resolution.outcome() instanceof Outcome.ResolverUnreachable;
  }

  /**
   * Adds what came back for a request, and the handshake before it, from each address that took the
   * connection.
   *
   * @param resolutions what was answered for the addresses of the name; none for a target that is
   *     an address
   * @param answers at least one, each by the address that was asked
   */
  public void exchanges(
      String subject, List<DnsObservation> resolutions, Map<InetAddress, HttpObservation> answers) {
    List<String> names = names(resolutions);
    Map<InetAddress, Map<String, String>> each = new LinkedHashMap<>();
    answers.forEach((address, o) -> each.put(address, facts(subject, o)));
    Map<String, String> facts = new TreeMap<>();
    for (Map<String, String> one : each.values()) {
      for (String what : one.keySet()) {
        facts.computeIfAbsent(what, any -> joined(what, each, names));
      }
    }
    List<HttpObservation> sources = List.copyOf(answers.values());
    add(
        sources.get(0).provenance().vantage(),
        subject,
        List.of("http", "tls"),
        false,
        sources,
        facts);
  }

  /** Returns what all addresses show, or what each of them does where they differ. */
  private String joined(
      String what, Map<InetAddress, Map<String, String>> each, List<String> names) {
    List<String> values =
        each.values().stream().map(f -> f.getOrDefault(what, "none")).distinct().toList();
    return values.size() == 1
        ? values.get(0)
        : Normalisation.sorted(
            each.entrySet().stream()
                .map(
                    e ->
                        normalisation.address(e.getKey(), names)
                            + " "
                            + e.getValue().getOrDefault(what, "none")));
  }

  private static List<String> names(List<DnsObservation> resolutions) {
    List<String> names = new ArrayList<>();
    for (DnsObservation resolution : resolutions) {
      names.add(resolution.name());
      names.addAll(resolution.aliases());
    }
    return names;
  }

  private Map<String, String> facts(String subject, HttpObservation o) {
    Map<String, String> facts = new TreeMap<>();
    String vantage = o.provenance().vantage();
    TlsSession session = o.session();
    boolean secured = session != null;
    if (session != null && !leavesOut(vantage, subject, "tls")) {
      handshake(session, o, facts);
    }
    HttpObservation.Response response = o.response();
    boolean asked = !secured || o.outcome().phase().compareTo(Phase.TLS) > 0;
    if (asked && !leavesOut(vantage, subject, "http")) {
      facts.put(
          "http",
          o.outcome() instanceof Outcome.Answered answered
              ? Integer.toString(answered.status())
              : OutcomeWords.of(o.outcome()));
      if (response != null) {
        facts.put("http version", response.version());
        for (String name : normalisation.headers()) {
          List<String> values = response.header(name);
          if (!values.isEmpty()) {
            facts.put("http header " + name, header(name, values));
          }
        }
      }
    }
    return facts;
  }

  private String header(String name, List<String> values) {
    Redaction redaction = journal.redaction();
    return String.join(
        ", ",
        values.stream()
            .map(v -> Normalisation.header(name, redaction.header(name, v)))
            .distinct()
            .toList());
  }

  private void handshake(TlsSession session, HttpObservation o, Map<String, String> facts) {
    Outcome outcome = o.outcome();
    facts.put(
        "tls",
        outcome.phase().compareTo(Phase.TLS) > 0 ? HANDSHAKE_COMPLETED : OutcomeWords.of(outcome));
    if (session.protocol() != null) {
      facts.put("tls version", session.protocol());
    }
    if (session.chain().isEmpty()) {
      return;
    }
    X509Certificate leaf = session.chain().get(0);
    facts.put("tls subject", name(leaf.getSubjectX500Principal()));
    facts.put(Recording.ISSUER_OF_CERTIFICATE, name(leaf.getIssuerX500Principal()));
    facts.put("tls names", names(leaf));
    facts.put("tls valid", validity(leaf, o.provenance().startedAt()));
    if (environment.ground() == Ground.LIVE) {
      facts.put(Recording.KEY_OF_CERTIFICATE, "sha256 " + digest(leaf.getPublicKey().getEncoded()));
    }
  }

  /** RFC 2253 has one way to write a name, on every JDK. */
  private static String name(X500Principal principal) {
    return principal.getName(X500Principal.RFC2253);
  }

  private static String names(X509Certificate certificate) {
    try {
      Collection<List<?>> all = certificate.getSubjectAlternativeNames();
      return all == null || all.isEmpty()
          ? "none"
          : Normalisation.sorted(
              all.stream()
                  .map(
                      n -> n.get(1) instanceof String text ? Normalisation.name(text) : "<other>"));
    } catch (CertificateParsingException e) {
      return "unreadable";
    }
  }

  private static String validity(X509Certificate certificate, Instant now) {
    Instant end = certificate.getNotAfter().toInstant();
    if (certificate.getNotBefore().toInstant().isAfter(now)) {
      return "not yet";
    }
    if (end.isBefore(now)) {
      return "expired";
    }
    return Duration.between(now, end).compareTo(SOON) > 0
        ? "for more than 30 days"
        : "for 30 days or less";
  }

  private static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Returns what stands for texts that are too many for a line: another one where one of them is.
   */
  public static String digest(List<String> texts) {
    return digest(String.join("\n", texts).getBytes(StandardCharsets.UTF_8)).substring(0, 12);
  }

  /** Adds what a health probe says of each backend. */
  public void probe(HealthObservation o) {
    Map<String, String> facts = new TreeMap<>();
    List<Observation> sources = new ArrayList<>();
    for (HealthObservation.Backend backend : o.backends()) {
      facts.put("state of " + backend.address(), backend.healthy() ? "healthy" : "unhealthy");
      if (backend.needsControl()) {
        sources.add(Objects.requireNonNull(backend.attempt(), "only attempts need a control"));
      }
    }
    facts.put(
        "state",
        o.outcome() instanceof Outcome.Unhealthy ? "unhealthy" : OutcomeWords.of(o.outcome()));
    sources.add(o);
    add(o.provenance().vantage(), "probe " + o.probe(), List.of("state"), false, sources, facts);
  }

  /** Adds what a web application firewall did with a request. */
  public void verdict(String subject, WafObservation o) {
    add(
        o.provenance().vantage(),
        subject,
        List.of("waf"),
        false,
        List.of(o),
        Map.of("waf " + o.subject().id(), o.verdict().label()));
  }

  /**
   * Notes that the environment does not let anybody ask for something: where a baseline has it,
   * whether it is as recorded is not known.
   *
   * @param question the first word of the facts
   * @param why why nobody may ask
   */
  public synchronized void notAsked(String vantage, String subject, String question, String why) {
    notAsked.add(new Unseen(vantage, subject, List.of(question), why, List.of()));
  }

  /** Adds what the description of the network says. */
  public void described(String subject, String fact, String value) {
    told(new BaselineContributor.Row(DescriptionObservation.VANTAGE, subject, fact, value));
  }

  /**
   * Adds what a platform says.
   *
   * @throws IllegalArgumentException for a row from a vantage, for a fact that begins with the word
   *     of a question that vantages ask, such as {@code state}, and for a second value of one fact
   */
  public synchronized void told(BaselineContributor.Row row) {
    if (environment.vantages().containsKey(row.source())) {
      throw new IllegalArgumentException(
          "a row that nobody saw cannot be from the vantage " + row.source());
    }
    Redaction redaction = journal.redaction();
    FactKey key =
        new FactKey(row.source(), redaction.text(row.subject()), redaction.text(row.fact()));
    if (key.isObserved()) {
      throw new IllegalArgumentException(
          "a row that nobody saw cannot be the fact \""
              + key.what()
              + "\": \""
              + key.question()
              + "\" is the word of what vantages ask. Begin it with another one");
    }
    String value = redaction.text(row.value());
    String other = described.putIfAbsent(key, value);
    if (other != null && !other.equals(value)) {
      throw new IllegalArgumentException(
          twoValues(key, other, value)
              + "Put into the fact what tells them apart, or join the values");
    }
  }

  private static String twoValues(FactKey key, String one, String other) {
    return "two values of "
        + key.subject()
        + ", from "
        + key.vantage()
        + ": "
        + key.what()
        + ": \""
        + one
        + "\" and \""
        + other
        + "\". ";
  }

  private synchronized void add(
      String vantage,
      String subject,
      List<String> questions,
      boolean names,
      List<? extends Observation> sources,
      Map<String, String> facts) {
    seen.add(new Seen(vantage, subject, questions, names, List.copyOf(sources), Map.copyOf(facts)));
  }

  /** Returns what was seen so far. Controls that are missing are missed now. */
  public synchronized Recording recording() {
    Redaction redaction = journal.redaction();
    TreeMap<FactKey, String> facts = new TreeMap<>(described);
    TreeMap<FactKey, List<? extends Observation>> sources = new TreeMap<>();
    List<Unseen> unseen = new ArrayList<>();
    for (Seen one : seen) {
      Optional<String> why =
          one.sources().stream()
              .map(Recorder::unseen)
              .flatMap(Optional::stream)
              .findFirst()
              .map(redaction::text);
      if (why.isPresent()) {
        unseen.add(
            new Unseen(
                one.vantage(),
                redaction.text(one.subject()),
                one.questions(),
                why.get(),
                one.sources()));
        if (one.names()) {
          unseen.add(new Unseen(one.vantage(), null, NAME_TYPES, why.get(), one.sources()));
        }
        continue;
      }
      one.facts()
          .forEach(
              (what, value) -> {
                FactKey key =
                    new FactKey(one.vantage(), redaction.text(one.subject()), redaction.text(what));
                String other = facts.put(key, redaction.text(value));
                if (other != null && !other.equals(redaction.text(value))) {
                  throw new BaselineException(
                      twoValues(key, other, redaction.text(value))
                          + "Give what is called alike in the environment different names");
                }
                sources.put(key, one.sources());
              });
    }
    return new Recording(
        environment.name(),
        environment.ground(),
        normalisation.rules(),
        facts,
        sources,
        unseen,
        notAsked);
  }

  private static Optional<String> unseen(Observation o) {
    if (o instanceof HealthObservation health) {
      return health.outcome() instanceof Outcome.Healthy
              || health.outcome() instanceof Outcome.Unhealthy
          ? Optional.empty()
          : Optional.of(health.outcome().describe());
    }
    return Optional.ofNullable(OutcomeWords.unseen(o));
  }
}
