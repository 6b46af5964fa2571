package dev.plumbline.azure.contract;

import dev.plumbline.junit.DynamicNetworkTest;
import dev.plumbline.lab.Lab;
import dev.plumbline.vantage.Vantage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.function.ThrowingConsumer;

/** The tests of one chapter of a contract, in the making. */
final class Chapter {

  private final Subject subject;
  private final String title;
  private final List<DynamicNode> tests = new ArrayList<>();

  Chapter(Subject subject, String title) {
    this.subject = subject;
    this.title = title;
  }

  /**
   * Adds a test of what the description of the network says: its title tells, since nobody looks.
   */
  Chapter described(String name, ThrowingConsumer<Lab> body) {
    tests.add(DynamicNetworkTest.of(name + " (by the description)", subject.lab(), body));
    return this;
  }

  /**
   * Adds a test from each vantage; one that fails when there is no vantage, since what nobody looks
   * at does not hold.
   *
   * @param where the kind of place, in words, for the failure's remedy
   */
  Chapter from(List<String> vantages, String where, String name, BiConsumer<Lab, Vantage> body) {
    if (vantages.isEmpty()) {
      tests.add(
          DynamicNetworkTest.of(
              name,
              subject.lab(),
              lab -> {
                throw new AssertionError(
                    "Nobody looks from "
                        + where
                        + ": environment "
                        + lab.environment().name()
                        + " has no vantage there. Add one under vantages, with its segment.");
              }));
    }
    for (String vantage : vantages) {
      tests.add(
          DynamicNetworkTest.of(
              name + " (from " + vantage + ")",
              subject.lab(),
              lab -> body.accept(lab, lab.vantage(vantage))));
    }
    return this;
  }

  Chapter add(Chapter inner) {
    tests.add(inner.node());
    return this;
  }

  DynamicNode node() {
    if (tests.isEmpty()) {
      throw new IllegalStateException("\"" + title + "\" has no test, so it would prove nothing");
    }
    return DynamicContainer.dynamicContainer(title, tests);
  }
}
