package dev.plumbline;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import dev.plumbline.observation.Observation;
import dev.plumbline.testing.Observations;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/**
 * Which package may use which. A package that the table does not have fails, so that its place is
 * decided, not drifted to.
 */
class ArchitectureTest {

  /**
   * The classes beside {@link Observation}, wherever the build puts them; tests and other modules
   * are elsewhere.
   */
  private static final JavaClasses PRODUCTION =
      new ClassFileImporter()
          .importUrl(Observation.class.getProtectionDomain().getCodeSource().getLocation());

  /** Package of ours → the packages of ours that it may use. */
  private static final Map<String, Set<String>> MAY_USE = new LinkedHashMap<>();

  static {
    MAY_USE.put("descriptor", Set.of());
    MAY_USE.put("observation", Set.of());
    MAY_USE.put("probe", Set.of("observation"));
    MAY_USE.put("network", Set.of("descriptor"));
    // which formats of firewalls' logs there are, their providers say
    MAY_USE.put("environment", Set.of("descriptor", "network", "waf"));
    MAY_USE.put("waf", Set.of("probe", "observation", "network", "descriptor"));
    MAY_USE.put(
        "vantage", Set.of("probe", "observation", "environment", "network", "descriptor", "waf"));
    // A lab looks at itself for a baseline: it drives its vantages, and what a baseline holds of
    // what they saw is for the package baseline to say.
    MAY_USE.put(
        "lab",
        Set.of(
            "vantage",
            "probe",
            "observation",
            "environment",
            "network",
            "descriptor",
            "waf",
            "baseline"));
    // whom the vantages of a lab trust is for its authority to say
    MAY_USE.put("pki", Set.of("network", "vantage"));
    MAY_USE.put(
        "sim", Set.of("lab", "vantage", "pki", "network", "observation", "environment", "waf"));
    MAY_USE.put(
        "containers",
        Set.of("lab", "vantage", "pki", "network", "observation", "environment", "probe", "waf"));
    MAY_USE.put("live", Set.of("lab", "vantage", "network", "observation", "environment"));
    // addresses that rotate do so within prefixes, which are a thing of networks
    MAY_USE.put("baseline", Set.of("observation", "environment", "network"));
    // a drill changes descriptions, tells an inconclusive test from others, has a report, and keeps
    // baselines from being written
    MAY_USE.put(
        "drill",
        Set.of(
            "baseline",
            "environment",
            "network",
            "descriptor",
            "observation",
            "assertion",
            "report",
            "vantage"));
    // an exclusion of a firewall is named by its description
    // A baseline's Surveyed is the door to a lab: assertions have it look, and know no vantage
    MAY_USE.put("assertion", Set.of("observation", "environment", "network", "waf", "baseline"));
    // the command that merges reads durations as descriptors do
    MAY_USE.put("report", Set.of("observation", "environment", "descriptor"));
    MAY_USE.put(
        "junit",
        Set.of(
            "descriptor",
            "observation",
            "probe",
            "environment",
            "network",
            "vantage",
            "lab",
            "waf",
            "baseline",
            "drill",
            "assertion",
            "report"));
    // A contract is a JUnit interface: its tests are what it is for.
    MAY_USE.put(
        "contract",
        Set.of(
            "junit",
            "assertion",
            "lab",
            "vantage",
            "waf",
            "probe",
            "observation",
            "environment",
            "network"));
  }

  /** Library's packages → the only packages of ours that may use it. */
  private static final Map<String, Set<String>> LIBRARIES = new LinkedHashMap<>();

  static {
    // A drill runs test classes by JUnit's launcher.
    LIBRARIES.put("org.junit..", Set.of("junit", "contract", "drill"));
    LIBRARIES.put("org.opentest4j..", Set.of("junit", "drill"));
    LIBRARIES.put("io.netty..", Set.of("sim"));
    LIBRARIES.put("org.apache.sshd..", Set.of("live"));
    LIBRARIES.put("org.testcontainers..", Set.of("containers"));
    LIBRARIES.put("com.github.dockerjava..", Set.of("containers"));
    LIBRARIES.put("org.assertj..", Set.of("assertion", "junit", "contract", "drill"));
    LIBRARIES.put("org.xbill..", Set.of("vantage", "sim", "network", "containers"));
    LIBRARIES.put("okhttp3.tls..", Set.of("pki"));
    LIBRARIES.put("com.azure..", Set.of());
  }

  @Test
  void every_package_has_its_place_in_the_table() {
    Set<String> packages = new TreeSet<>();
    PRODUCTION.forEach(c -> packages.add(packageOf(c)));
    assertThat(packages).isSubsetOf(MAY_USE.keySet()).contains("observation", "assertion", "sim");
  }

  @Test
  void packages_use_only_the_packages_the_table_allows() {
    assertThat(forbiddenEdges(PRODUCTION)).isEmpty();
  }

  @Test
  void the_table_has_no_cycle() {
    Set<String> settled = new TreeSet<>();
    boolean more = true;
    while (more) {
      more = false;
      for (Map.Entry<String, Set<String>> entry : MAY_USE.entrySet()) {
        more |= settled.containsAll(entry.getValue()) && settled.add(entry.getKey());
      }
    }
    assertThat(settled).containsExactlyInAnyOrderElementsOf(MAY_USE.keySet());
  }

  @Test
  void rooms_of_a_package_have_no_cycle() {
    for (String rooms : List.of("containers", "waf")) {
      SlicesRuleDefinition.slices()
          .matching("dev.plumbline." + rooms + ".(*)..")
          .should()
          .beFreeOfCycles()
          .allowEmptyShould(false)
          .check(PRODUCTION);
    }
  }

  @Test
  void nothing_but_contracts_uses_junit_and_assertions_use_no_vantage_lab_or_simulation() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.plumbline.junit..", "dev.plumbline.contract..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.plumbline.junit..")
        .allowEmptyShould(false)
        .check(PRODUCTION);
    noClasses()
        .that()
        .resideInAPackage("dev.plumbline.assertion..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.plumbline.vantage..", "dev.plumbline.lab..", "dev.plumbline.sim..")
        .allowEmptyShould(false)
        .check(PRODUCTION);
  }

  @Test
  void a_library_is_used_only_where_the_table_allows() {
    for (Map.Entry<String, Set<String>> library : LIBRARIES.entrySet()) {
      onlyIn(library.getKey(), library.getValue()).check(PRODUCTION);
    }
  }

  @Test
  void the_rules_can_fail() {
    assertThat(forbiddenEdges(new ClassFileImporter().importClasses(Observations.class)))
        .anyMatch(edge -> edge.contains("dev.plumbline.observation.Journal"));
    JavaClasses usesJunit = new ClassFileImporter().importClasses(ArchitectureTest.class);
    assertThatCode(() -> onlyIn("org.junit..", Set.of("junit")).check(usesJunit))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("ArchitectureTest");
    assertThatCode(() -> onlyIn("org.junit..", Set.of("junit")).check(none()))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("failed to check any classes");
  }

  @Test
  void every_package_is_null_marked() {
    Set<String> packages = new TreeSet<>();
    PRODUCTION.forEach(c -> packages.add(c.getPackageName()));
    assertThat(packages).isNotEmpty();
    for (String name : packages) {
      assertThat(PRODUCTION.getPackage(name).isAnnotatedWith(NullMarked.class))
          .as("package-info of %s has @NullMarked", name)
          .isTrue();
    }
  }

  @Test
  void extensions_are_hidden_behind_annotations() {
    List<String> open = new ArrayList<>();
    for (JavaClass c : PRODUCTION) {
      if (c.getPackageName().startsWith("dev.plumbline.junit")
          && c.getSimpleName().endsWith("Extension")
          && c.getModifiers().contains(JavaModifier.PUBLIC)) {
        open.add(c.getName());
      }
    }
    assertThat(open).isEmpty();
  }

  private static ArchRule onlyIn(String library, Set<String> packages) {
    String[] names = packages.stream().map(p -> "dev.plumbline." + p + "..").toArray(String[]::new);
    return noClasses()
        .that()
        .resideOutsideOfPackages(names)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .allowEmptyShould(false);
  }

  private static JavaClasses none() {
    return new ClassFileImporter().importClasses(List.of());
  }

  private static List<String> forbiddenEdges(JavaClasses classes) {
    List<String> edges = new ArrayList<>();
    for (JavaClass from : classes) {
      Set<String> allowed = MAY_USE.getOrDefault(packageOf(from), Set.of());
      from.getDirectDependenciesFromSelf().stream()
          .filter(d -> d.getTargetClass().getPackageName().startsWith("dev.plumbline."))
          .filter(d -> !packageOf(d.getTargetClass()).equals(packageOf(from)))
          .filter(d -> !allowed.contains(packageOf(d.getTargetClass())))
          .forEach(d -> edges.add(d.getDescription()));
    }
    return edges;
  }

  /** Returns the first part of the package below ours. */
  private static String packageOf(JavaClass c) {
    String below = c.getPackageName().replaceFirst("^dev\\.plumbline\\.?", "");
    int dot = below.indexOf('.');
    return dot < 0 ? below : below.substring(0, dot);
  }
}
