package dev.plumbline.azure.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.network.Cidr;
import dev.plumbline.network.IpAddresses;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrefixesTest {

  private static final List<Cidr> EXCLUDED =
      List.of(Cidr.of("10.1.0.0/16"), Cidr.of("168.63.129.16"));

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, true",
    "10.0.255.255, true",
    "10.1.0.0, false",
    "10.1.255.255, false",
    "10.2.0.0, true",
    "168.63.129.15, true",
    "168.63.129.16, false",
    "168.63.129.17, true",
    "255.255.255.255, true",
    "2001:db8::1, true"
  })
  void everything_but_the_excluded_prefixes_is_held_to_the_address(String address, boolean held) {
    assertThat(
            Prefixes.allBut(EXCLUDED).stream()
                .anyMatch(p -> p.contains(IpAddresses.parse(address))))
        .isEqualTo(held);
  }

  @Test
  void the_prefixes_do_not_overlap() {
    List<Cidr> rest = Prefixes.allBut(EXCLUDED);
    for (Cidr one : rest) {
      assertThat(rest).filteredOn(other -> other.overlaps(one)).containsExactly(one);
    }
  }

  @Test
  void nothing_remains_when_everything_is_excluded() {
    assertThat(Prefixes.allBut(List.of(Cidr.of("0.0.0.0/0"), Cidr.of("::/0")))).isEmpty();
  }
}
