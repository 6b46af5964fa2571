package dev.plumbline.drill;

import dev.plumbline.descriptor.NearestName;
import dev.plumbline.environment.Environments.Loaded;
import dev.plumbline.network.Network;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.AssertProvider;
import org.jspecify.annotations.Nullable;

/**
 * A drill: would a suite notice a mistake in the network? The suite is run once as it is, and must
 * be green; then once for each mistake of a catalogue, at each place where it can be made, with the
 * network changed by nothing else. A mistake with which every test passes has survived.
 *
 * <pre><code class='java'>
 * import static org.assertj.core.api.Assertions.assertThat;
 *
 * assertThat(Drill.of("contoso").running(NameResolutionTest.class)).noticesEverything();
 * </code></pre>
 *
 * <p>A mistake is caught when an assertion fails, or says that it is inconclusive. Any other
 * failure of a test, such as an exception of its own, proves nothing: where it is all that there
 * is, the mistake could not be tried, which fails the drill. So does a failure that does not come
 * again when the test runs once more with the same mistake, and a suite that turns out to fail now
 * and then without any mistake: it is run once more in the midst of the others.
 *
 * <p>Only a simulated network is broken on purpose: an environment on the ground {@code live} is
 * refused, and one on the ground {@code containers} is simulated for the drill. The tests run in
 * this JVM, apart from the run that is under way: they are in neither its count nor its report and
 * journal. System properties and JUnit's own settings are those of this JVM, but the tests of one
 * mistake run one after another, and those of several mistakes beside one another; tests that share
 * anything of their own between them are not for drills.
 *
 * <p>Immutable: each method returns another drill.
 */
public final class Drill implements AssertProvider<DrillAssert> {

  private final String environment;
  private final List<Class<?>> classes;
  private final Set<String> names;
  private final Set<String> tags;
  private final boolean onePlaceEach;
  private final int concurrency;
  private final @Nullable Path folder;

  private Drill(
      String environment,
      List<Class<?>> classes,
      Set<String> names,
      Set<String> tags,
      boolean onePlaceEach,
      int concurrency,
      @Nullable Path folder) {
    this.environment = environment;
    this.classes = List.copyOf(classes);
    this.names = names;
    this.tags = tags;
    this.onePlaceEach = onePlaceEach;
    this.concurrency = concurrency;
    this.folder = folder;
  }

  /**
   * Returns a drill with the network of an environment, which runs nothing yet.
   *
   * @param environment the environment as {@code @NetworkTest} names it
   */
  public static Drill of(String environment) {
    return new Drill(
        environment,
        List.of(),
        Set.of(),
        Set.of(),
        false,
        4 * Runtime.getRuntime().availableProcessors(),
        null);
  }

  /** Returns this drill with test classes of the environment, all of which are run. */
  public Drill running(Class<?>... testClasses) {
    return new Drill(
        environment, List.of(testClasses), names, tags, onePlaceEach, concurrency, folder);
  }

  /**
   * Returns this drill with those misconfigurations alone that have one of these names. One that
   * can be made nowhere in the network fails the drill: nothing was tried of it.
   */
  public Drill only(String... misconfigurations) {
    return new Drill(
        environment,
        classes,
        new LinkedHashSet<>(List.of(misconfigurations)),
        tags,
        onePlaceEach,
        concurrency,
        folder);
  }

  /**
   * Returns this drill with those misconfigurations alone that have one of these tags: {@code dns},
   * {@code tls}, {@code gateway}, {@code firewall}, {@code rules}, {@code routing}, {@code access}.
   */
  public Drill tagged(String... oneOf) {
    return new Drill(
        environment,
        classes,
        names,
        new LinkedHashSet<>(List.of(oneOf)),
        onePlaceEach,
        concurrency,
        folder);
  }

  /**
   * Returns this drill with the first place of each misconfiguration only: quicker, and it says
   * nothing of the others.
   */
  public Drill onePlaceEach() {
    return new Drill(environment, classes, names, tags, true, concurrency, folder);
  }

  /**
   * Returns this drill with another number of misconfigurations that are tried at a time. Tests
   * wait now and then; 4 for each processor unless said otherwise.
   */
  public Drill atATime(int misconfigurations) {
    if (misconfigurations < 1) {
      throw new IllegalArgumentException(
          misconfigurations + " misconfigurations at a time are none: one is the least");
    }
    return new Drill(environment, classes, names, tags, onePlaceEach, misconfigurations, folder);
  }

  /**
   * Returns this drill with another folder for its report; without it, the folder {@code drills} in
   * that of the run's report.
   */
  public Drill reportingTo(Path directory) {
    return new Drill(environment, classes, names, tags, onePlaceEach, concurrency, directory);
  }

  /** Returns the assertions of what the drill comes to, and runs it for that. */
  @Override
  public DrillAssert assertThat() {
    return new DrillAssert(run());
  }

  /**
   * Returns the misconfigurations that the drill tries, those that apply nowhere in the network
   * too.
   *
   * @throws IllegalArgumentException when a misconfiguration or tag is asked for that does not
   *     exist
   * @throws dev.plumbline.descriptor.DescriptorException when the environment cannot be loaded
   */
  public List<Misconfiguration> misconfigurations() {
    Loaded loaded = Simulated.load(environment);
    return selected(Catalogues.of(loaded.environment(), Simulated.network(loaded)));
  }

  /**
   * Runs the drill, and writes its report.
   *
   * @throws IllegalArgumentException when no test class is given, or a misconfiguration or tag that
   *     does not exist
   * @throws IllegalStateException when the environment is on the ground {@code live}, or this is
   *     itself part of a drill
   * @throws dev.plumbline.environment.NotArmedException when it is production, and the run is not
   *     armed for it
   * @throws dev.plumbline.descriptor.DescriptorException when the environment cannot be loaded
   */
  public DrillResult run() {
    if (classes.isEmpty()) {
      throw new IllegalArgumentException(
          "the drill of \""
              + environment
              + "\" runs no tests: name their classes with running(..)");
    }
    Loaded loaded = Simulated.load(environment);
    loaded.environment().requireArmed("a drill");
    Network network = Simulated.network(loaded);
    List<Misconfiguration> catalogue = selected(Catalogues.of(loaded.environment(), network));
    return new DrillRun(loaded, network, classes, names, concurrency, folder).run(catalogue);
  }

  private List<Misconfiguration> selected(List<Misconfiguration> all) {
    List<String> knownNames = all.stream().map(Misconfiguration::name).distinct().toList();
    List<String> knownTags = all.stream().map(Misconfiguration::tag).distinct().toList();
    known("misconfiguration", names, knownNames);
    known("tag", tags, knownTags);
    List<Misconfiguration> selected = new ArrayList<>();
    for (Misconfiguration one : all) {
      if ((names.isEmpty() || names.contains(one.name()))
          && (tags.isEmpty() || tags.contains(one.tag()))) {
        selected.add(onePlaceEach ? first(one) : one);
      }
    }
    return selected;
  }

  private static Misconfiguration first(Misconfiguration one) {
    return one.places().size() < 2
        ? one
        : new Misconfiguration(
            one.name(),
            one.tag(),
            one.statement(),
            one.caughtBy(),
            one.places().subList(0, 1),
            null,
            one.refused());
  }

  static void known(String kind, Set<String> asked, List<String> known) {
    for (String one : asked) {
      if (!known.contains(one)) {
        throw new IllegalArgumentException(
            "there is no " + kind + " \"" + one + "\"" + NearestName.hint(one, known));
      }
    }
  }
}
