package dev.plumbline.waf.engine;

import dev.plumbline.waf.engine.InspectedRequest.Part;
import dev.plumbline.waf.engine.KnownRule.Finding;
import dev.plumbline.waf.engine.MeasuredRequest.Corpus;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * How far the known rules agree with a real engine: a table, printed by {@code mvn -Pagreement
 * test}. With {@code --misses RULE} the requests on which they do not, but for those held back;
 * with {@code --parts RULE} those on which only the parts differ.
 */
final class Agreement {

  /** The rules that are measured. */
  static final List<Integer> RULES =
      List.of(
          920300, 920330, 931130, 942100, 942110, 942180, 942200, 942260, 942340, 942370, 942430,
          942440);

  /** The rule that stands on a library with a table of its own. */
  private static final int BY_LIBRARY = 942100;

  /** The normal distribution's quantile of 95 %, for a bound on one side. */
  private static final double Z = 1.6448536;

  private final List<Compared> requests;

  private Agreement(List<Compared> requests) {
    this.requests = requests;
  }

  /** A request that the engine saw, and what we make of it. */
  private record Compared(MeasuredRequest measured, InspectedRequest inspected) {}

  /** Some of the requests. */
  enum Some {
    ALL(request -> true),
    REGRESSION(request -> request.corpus() == Corpus.REGRESSION),
    GENERATED(request -> request.corpus() == Corpus.GENERATED),
    HELD_BACK(MeasuredRequest::isHeldBack);

    final Predicate<MeasuredRequest> has;

    Some(Predicate<MeasuredRequest> has) {
      this.has = has;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /**
   * How often each says what of one rule.
   *
   * @param both found by both
   * @param engine found by the engine alone
   * @param we found by us alone
   * @param none found by none
   * @param sameParts found by both, in the same parts of the request
   */
  record Counts(int both, int engine, int we, int none, int sameParts) {

    int attacks() {
      return both + engine;
    }

    int benign() {
      return none + we;
    }

    double onAttacks() {
      return (double) both / attacks();
    }

    double onBenign() {
      return (double) none / benign();
    }
  }

  /** Takes all requests apart that the engine saw. */
  static Agreement measured() {
    return new Agreement(
        MeasuredRequest.all().stream()
            .filter(MeasuredRequest::seen)
            .map(request -> new Compared(request, request.inspected()))
            .toList());
  }

  /** Counts a rule over some of the requests. */
  Counts counts(KnownRule rule, Some some) {
    int both = 0;
    int engine = 0;
    int we = 0;
    int none = 0;
    int sameParts = 0;
    for (Compared request : requests) {
      if (some.has.test(request.measured)) {
        Set<String> ours = parts(rule, request.inspected);
        boolean found = request.measured.found().contains(rule.id());
        if (found && !ours.isEmpty()) {
          both++;
          sameParts += ours.equals(request.measured.parts().get(rule.id())) ? 1 : 0;
        } else if (found) {
          engine++;
        } else if (!ours.isEmpty()) {
          we++;
        } else {
          none++;
        }
      }
    }
    return new Counts(both, engine, we, none, sameParts);
  }

  /** Returns the share of a rule's attacks that is to be found. */
  static double goalOnAttacks(int rule) {
    return rule == BY_LIBRARY ? 0.95 : 0.98;
  }

  /** Returns the share of all else in which a rule is not to be found. */
  static double goalOnBenign(int rule) {
    return rule == BY_LIBRARY ? 0.95 : 0.995;
  }

  private static Set<String> parts(KnownRule rule, InspectedRequest request) {
    return rule.find(request).stream()
        .map(Finding::part)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Prints the table, or the misses of a rule. */
  public static void main(String[] arguments) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    if (arguments.length == 0) {
      measured().table(out);
      return;
    }
    Optional<KnownRule> rule =
        arguments.length == 2 ? KnownRule.of(Integer.parseInt(arguments[1])) : Optional.empty();
    if (rule.isEmpty() || !List.of("--misses", "--parts").contains(arguments[0])) {
      throw new IllegalArgumentException(
          "takes nothing, --misses RULE or --parts RULE, where RULE is the number of a known rule;"
              + " found "
              + String.join(" ", arguments));
    }
    measured().misses(rule.get(), arguments[0].equals("--parts"), out);
  }

  private void table(PrintStream out) {
    out.print(
        """
        How far our detection agrees with ModSecurity 3.0.9 and the OWASP Core Rule Set 3.3.4: rule by
        rule and request by request, whether it is found, at paranoia level 4.

        attacks: requests in which the engine finds the rule; agreed when we find it too.
        benign: all others, attacks of other rules among them; agreed when we do not find it.
        at least: the lower bound of the share, with 95 % confidence (Wilson).
        same parts: of those that both find, how many are found in the same parts of the request.
        held back: a quarter of all that nobody looks at when detection is written.
        Not compared: whether a request is refused. For that the engine sums 185 rules, we know these.

        """);
    long unseen = MeasuredRequest.all().stream().filter(request -> !request.seen()).count();
    out.printf(
        "%d requests; %d more were answered before the engine saw them, and do not count.%n%n",
        requests.size(), unseen);
    out.println(
        "| rule | requests | attacks | agreed | % | at least | benign | agreed | % | at least |"
            + " same parts | goal |");
    out.println("|---|---|---|---|---|---|---|---|---|---|---|---|");
    for (int id : RULES) {
      Optional<KnownRule> rule = KnownRule.of(id);
      for (Some some : Some.values()) {
        if (rule.isPresent()) {
          row(rule.get(), some, out);
        } else if (some == Some.ALL) {
          out.printf("| %d | not known | | | | | | | | | | |%n", id);
        }
      }
    }
  }

  private void row(KnownRule rule, Some some, PrintStream out) {
    Counts counts = counts(rule, some);
    boolean met =
        !(counts.onAttacks() < goalOnAttacks(rule.id()))
            && !(counts.onBenign() < goalOnBenign(rule.id()));
    out.printf(
        Locale.ROOT,
        "| %d | %s | %d | %d | %s | %d | %d | %s | %d | %s |%n",
        rule.id(),
        some,
        counts.attacks(),
        counts.both(),
        share(counts.both(), counts.attacks()),
        counts.benign(),
        counts.none(),
        share(counts.none(), counts.benign()),
        counts.sameParts(),
        met ? "met" : "MISSED");
  }

  private static String share(int agreed, int of) {
    if (of == 0) {
      return "- | -";
    }
    return String.format(
        Locale.ROOT, "%.2f | %.2f", 100.0 * agreed / of, 100 * atLeast(agreed, of));
  }

  /** The lower bound of Wilson's interval of a share. */
  private static double atLeast(int agreed, int of) {
    double share = (double) agreed / of;
    double square = Z * Z / of;
    double spread = Math.sqrt(share * (1 - share) / of + square / (4 * of));
    return (share + square / 2 - Z * spread) / (1 + square);
  }

  private void misses(KnownRule rule, boolean ofParts, PrintStream out) {
    for (Compared request : requests) {
      Set<String> engine = request.measured.parts().getOrDefault(rule.id(), Set.of());
      Set<String> ours = parts(rule, request.inspected);
      boolean differs =
          ofParts
              ? !engine.isEmpty() && !ours.isEmpty() && !engine.equals(ours)
              : engine.isEmpty() != ours.isEmpty();
      if (differs && !request.measured.isHeldBack()) {
        out.printf(
            "%s %s engine %s ours %s%n",
            request.measured.id(),
            engine.isEmpty() ? "FP" : ours.isEmpty() ? "FN" : "parts",
            engine,
            ours);
        shown(request).forEach(line -> out.println("    " + line));
      }
    }
  }

  private static List<String> shown(Compared request) {
    List<String> lines = new ArrayList<>();
    for (Part part : request.inspected.parts()) {
      lines.add(
          "%s %s = %s"
              .formatted(
                  part.kind(),
                  visible(PercentCode.decoded(part.name())),
                  visible(PercentCode.decoded(part.value()))));
    }
    request.inspected.headers().stream()
        .filter(header -> Set.of("user-agent", "referer").contains(name(header.name())))
        .forEach(header -> lines.add(header.name() + ": " + visible(header.value())));
    request.inspected.unread().forEach(line -> lines.add("not read: " + line));
    return lines;
  }

  private static String name(String header) {
    return header.toLowerCase(Locale.ROOT);
  }

  /** Returns a text with all but visible ASCII written as {@code \x0a}. */
  private static String visible(String text) {
    StringBuilder visible = new StringBuilder();
    for (char c : text.toCharArray()) {
      visible.append(
          c >= ' ' && c < 127 ? String.valueOf(c) : String.format(Locale.ROOT, "\\x%02x", (int) c));
    }
    return visible.toString();
  }
}
