package dev.plumbline.containers.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.containers.plan.FirewallPlace;
import dev.plumbline.network.WebFirewall;
import dev.plumbline.network.WebFirewall.Mode;
import dev.plumbline.network.WebFirewall.Rule;
import dev.plumbline.observation.FirewallRecord.Match;
import dev.plumbline.observation.Redaction;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class FirewallEntryTest {

  private static final int RULE = 942100;
  private static final String SECRET = "hunter22-of-the-north";

  private static String data(String found) {
    WebFirewall firewall =
        new WebFirewall("waf", Mode.BLOCKS, List.of(new Rule(RULE, 5)), 5, true, null, List.of());
    FirewallEntry entry =
        new FirewallEntry(new FirewallPlace("gateway", "", firewall, "waf.log"), "0".repeat(32));
    entry.add(
        new FirewallLine(
            Instant.EPOCH, "0".repeat(32), RULE, "SQL Injection", found, "ARGS:q", 0, ""));
    assertThat(entry.matches()).hasSize(1);
    Match match = entry.matches().get(0);
    return match.data();
  }

  @Test
  void what_was_found_is_shown_as_far_as_it_is_not_too_long() {
    assertThat(data("a".repeat(200))).isEqualTo("a".repeat(200));
    assertThat(data("a".repeat(201))).isEqualTo("a".repeat(200) + "…");
  }

  /** Without the ellipsis nothing tells that it is the beginning of more. */
  @Test
  void a_secret_is_taken_out_where_it_is_cut_within() {
    String before = "a".repeat(185) + " ";
    assertThat(new Redaction(List.of(SECRET)).text(data(before + SECRET)))
        .startsWith(before + Redaction.MARK)
        .doesNotContain("hunter");
  }
}
