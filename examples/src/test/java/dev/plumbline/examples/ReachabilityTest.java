package dev.plumbline.examples;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;

import dev.plumbline.junit.From;
import dev.plumbline.junit.NetworkTest;
import dev.plumbline.lab.Lab;
import dev.plumbline.vantage.Vantage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What can be reached from where, and nothing else. */
@NetworkTest("contoso")
class ReachabilityTest {

  @Tag("smoke")
  @Test
  void management_is_closed_to_the_internet(@From("internet") Vantage outside) {
    assertThat(outside.connect("apim-management")).isDropped();
  }

  @Test
  void there_is_no_way_from_the_internet_to_the_private_vip(@From("internet") Vantage outside) {
    assertThat(outside.connect("10.1.0.5", 443)).hasNoRoute();
  }

  @Test
  void nothing_else_is_reachable(Lab lab) {
    assertThat(
            lab.reachability(
                """
                                | api  | portal | apim-vip | apim-management | 10.1.0.5:22
                internet        | open | open   | no route | dropped         | no route
                partner-subnet  | open | open   | no route | dropped         | no route
                on-premises     | open | open   | open     | dropped         | dropped
                workload-subnet | open | open   | open     | dropped         | dropped
                """))
        .isAsExpected();
  }
}
