package dev.plumbline.junit;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.lab.Lab;
import dev.plumbline.vantage.Vantage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A run that is split: what runs where, and what the reports say of the rest. */
class ShardsTest {

  private static final Class<?>[] ALL = {
    ATestCases.class,
    BTestCases.class,
    CTestCases.class,
    DTestCases.class,
    ETestCases.class,
    FactoryTestCases.class,
    NestedTestCases.class,
    NoNetworkTestCases.class
  };

  /** What ran, each time it did. */
  private static final List<String> RAN = new ArrayList<>();

  @TempDir Path reports;

  @BeforeEach
  void forget() {
    RAN.clear();
  }

  static void ran(TestInfo test) {
    RAN.add(
        test.getTestClass().orElseThrow().getSimpleName()
            + "."
            + test.getTestMethod().orElseThrow().getName());
  }

  private Kit kit(int number, int count, Shard.By by) {
    return Kit.in(Kit.Mode.SEQUENTIAL, reports.resolve(Integer.toString(number)))
        .with("plumbline.shard", number + "/" + count)
        .with("plumbline.shard.by", by.label());
  }

  @ParameterizedTest
  @EnumSource
  void together_run_every_network_test_once(Shard.By by) {
    Kit.in(Kit.Mode.SEQUENTIAL, reports).launch(ALL);
    List<String> all = RAN.stream().filter(name -> !name.startsWith("NoNetwork")).toList();
    assertThat(all).hasSize(10).doesNotHaveDuplicates();
    for (int count = 1; count <= 7; count++) {
      RAN.clear();
      for (int number = 1; number <= count; number++) {
        assertThat(kit(number, count, by).launch(ALL).failures()).isEmpty();
      }
      assertThat(RAN.stream().filter(name -> !name.startsWith("NoNetwork")))
          .as("of %d shards", count)
          .containsExactlyInAnyOrderElementsOf(all);
      assertThat(RAN.stream().filter(name -> name.startsWith("NoNetwork"))).hasSize(count);
    }
  }

  @Test
  void by_vantages_keep_what_looks_first_from_one_vantage_together() {
    kit(1, 2, Shard.By.VANTAGES).launch(BTestCases.class, CTestCases.class);
    assertThat(RAN).containsExactlyInAnyOrder("BTestCases.from_inside", "CTestCases.from_both");
    RAN.clear();

    kit(2, 2, Shard.By.VANTAGES).launch(BTestCases.class, CTestCases.class);
    assertThat(RAN).containsExactly("BTestCases.from_outside");
    assertThat(units(2))
        .containsExactlyInAnyOrder(
            BTestCases.class.getName() + " from inside 1 0",
            BTestCases.class.getName() + " from outside 2 1",
            CTestCases.class.getName() + " from inside 1 0");
  }

  @Test
  void list_what_is_in_another_shard_and_skip_nothing() {
    Set<String> here = new HashSet<>();
    for (int number = 1; number <= 2; number++) {
      Kit.Launched launched =
          kit(number, 2, Shard.By.CLASSES).with("plumbline.skips", "forbidden").launch(ALL);

      assertThat(launched.failures()).isEmpty();
      assertThat(launched.session()).isEmpty();
      JsonNode report = report(number);
      assertThat(report.at("/totals/skipped").intValue()).isZero();
      assertThat(units(number)).hasSize(7);
      for (JsonNode unit : report.at("/shard/units")) {
        String name = unit.get("name").stringValue();
        boolean mine = unit.get("shard").intValue() == number;
        assertThat(unit.get("tests").intValue() > 0).as(name).isEqualTo(mine);
        if (mine) {
          assertThat(here.add(name)).as(name).isTrue();
        } else {
          assertThat(text(number, "report.html")).contains("In another shard", name);
          assertThat(text(number, "summary.md")).contains("In another shard than this one");
        }
      }
    }
    assertThat(here).hasSize(7).noneMatch(name -> name.contains("NoNetwork"));
  }

  @Test
  void without_anything_to_do_say_so_and_are_not_red() {
    int empty = new Shard(1, 2, Shard.By.CLASSES).of(ATestCases.class.getName()) == 1 ? 2 : 1;

    Kit.Launched launched =
        kit(empty, 2, Shard.By.CLASSES)
            .with("plumbline.skips", "forbidden")
            .launch(ATestCases.class);

    assertThat(launched.failures()).isEmpty();
    assertThat(launched.session()).isEmpty();
    assertThat(RAN).isEmpty();
    String nothing = "No test ran in shard " + empty + "/2: it proves nothing.";
    assertThat(text(empty, "report.html")).contains(nothing);
    assertThat(text(empty, "summary.md")).contains(nothing);
    assertThat(units(empty)).containsExactly(ATestCases.class.getName() + " " + (3 - empty) + " 0");
  }

  @Test
  void that_were_only_looked_for_make_no_report() {
    kit(1, 1, Shard.By.CLASSES).discover(ATestCases.class);

    assertThat(reports).isEmptyDirectory();
  }

  @Test
  void do_not_know_of_what_tags_leave_out() {
    Path folder = reports.resolve("1");
    Kit kit = kit(1, 2, Shard.By.CLASSES);

    kit.launchTagged("smoke", ALL);

    assertThat(folder.resolve("report.json")).exists();
    assertThat(units(1))
        .hasSize(2)
        .allMatch(
            unit ->
                unit.startsWith(DTestCases.class.getName())
                    || unit.startsWith(ETestCases.class.getName()));
    assertThat(chosen(1))
        .containsExactlyInAnyOrder(
            DTestCases.class.getName()
                + ".from_what_it_is_made_with(org.junit.jupiter.api.TestInfo)",
            ETestCases.class.getName()
                + ".once(dev.plumbline.vantage.Vantage, org.junit.jupiter.api.TestInfo)");
  }

  @Test
  void tell_which_tests_are_in_whichever_shard() {
    for (int number = 1; number <= 2; number++) {
      kit(number, 2, Shard.By.CLASSES).launch(BTestCases.class, NestedTestCases.class);

      String parameters = "(dev.plumbline.vantage.Vantage, org.junit.jupiter.api.TestInfo)";
      assertThat(chosen(number))
          .containsExactlyInAnyOrder(
              BTestCases.class.getName() + ".from_inside" + parameters,
              BTestCases.class.getName() + ".from_outside" + parameters,
              NestedTestCases.class.getName() + ".outer" + parameters,
              NestedTestCases.InnerTestCases.class.getName() + ".inner" + parameters);
    }
  }

  private List<String> chosen(int number) {
    List<String> tests = new ArrayList<>();
    for (JsonNode unit : report(number).at("/shard/units")) {
      unit.get("chosen").forEach(test -> tests.add(test.stringValue()));
    }
    return tests;
  }

  @ParameterizedTest
  @ValueSource(strings = {"3/2", "nonsense"})
  void that_do_not_exist_fail_every_class(String shard) {
    Kit.Launched launched =
        Kit.in(Kit.Mode.SEQUENTIAL, reports)
            .with("plumbline.shard", shard)
            .launch(ATestCases.class, BTestCases.class);

    assertThat(RAN).isEmpty();
    assertThat(launched.failures())
        .hasSize(2)
        .allSatisfy(
            f -> assertThat(f).hasMessageContaining("plumbline.shard=" + shard + " is no shard"));
  }

  @Test
  void fail_where_nothing_leaves_out_what_is_in_others() {
    Kit.Outcome outcome = kit(1, 2, Shard.By.CLASSES).run(ATestCases.class, BTestCases.class);

    assertThat(RAN).isEmpty();
    assertThat(outcome.failures())
        .hasSize(2)
        .allSatisfy(
            f ->
                assertThat(f)
                    .hasMessage(
                        "this run is to be shard 1/2, but what runs it does not let Plumbline choose its tests:"
                            + " run it by JUnit's launcher with the listeners and filters that the service loader finds"));
  }

  private List<String> units(int number) {
    List<String> units = new ArrayList<>();
    for (JsonNode unit : report(number).at("/shard/units")) {
      units.add(
          unit.get("name").stringValue()
              + " "
              + unit.get("shard").intValue()
              + " "
              + unit.get("tests").intValue());
    }
    return units;
  }

  private JsonNode report(int number) {
    return JsonMapper.shared().readTree(text(number, "report.json"));
  }

  private String text(int number, String file) {
    try {
      return Files.readString(reports.resolve(Integer.toString(number)).resolve(file));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @NetworkTest("stand-in")
  static class ATestCases {
    @Test
    void by_lab(Lab lab, TestInfo test) {
      ran(test);
      assertThat(lab.vantage("inside").connect("web")).isOpen();
    }
  }

  @NetworkTest("stand-in")
  static class BTestCases {
    @Test
    void from_inside(@From("inside") Vantage inside, TestInfo test) {
      ran(test);
      assertThat(inside.connect("web")).isOpen();
    }

    @Test
    void from_outside(@From("outside") Vantage outside, TestInfo test) {
      ran(test);
      assertThat(outside.connect("web")).isOpen();
    }
  }

  @NetworkTest("stand-in")
  static class CTestCases {
    @Test
    void from_both(
        @From("inside") Vantage inside, @From("outside") Vantage outside, TestInfo test) {
      ran(test);
      assertThat(inside.connect("web")).isOpen();
      assertThat(outside.connect("web")).isOpen();
    }
  }

  @NetworkTest("stand-in")
  @Tag("smoke")
  static class DTestCases {
    private final Vantage inside;

    DTestCases(@From("inside") Vantage inside) {
      this.inside = inside;
    }

    @Test
    void from_what_it_is_made_with(TestInfo test) {
      ran(test);
      assertThat(inside.connect("web")).isOpen();
    }
  }

  @NetworkTest("stand-in")
  static class ETestCases {
    @Test
    @Tag("smoke")
    void once(@From("outside") Vantage outside, TestInfo test) {
      ran(test);
      assertThat(outside.connect("web")).isOpen();
    }

    @Test
    void twice(@From("outside") Vantage outside, TestInfo test) {
      ran(test);
      assertThat(outside.connect("web")).isOpen();
    }
  }

  @NetworkTest("stand-in")
  static class NestedTestCases {
    @Test
    void outer(@From("inside") Vantage inside, TestInfo test) {
      ran(test);
      assertThat(inside.connect("web")).isOpen();
    }

    @Nested
    class InnerTestCases {
      @Test
      void inner(@From("outside") Vantage outside, TestInfo test) {
        ran(test);
        assertThat(outside.connect("web")).isOpen();
      }
    }
  }

  @NetworkTest("stand-in")
  static class FactoryTestCases {
    @TestFactory
    List<DynamicTest> made(Lab lab, TestInfo test) {
      ran(test);
      return List.of(
          DynamicNetworkTest.of(
              "one", lab, own -> assertThat(own.vantage("inside").connect("web")).isOpen()));
    }
  }

  static class NoNetworkTestCases {
    @Test
    void runs_everywhere(TestInfo test) {
      ran(test);
    }
  }
}
