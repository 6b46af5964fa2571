package dev.plumbline.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PrefixSetTest {

  @Test
  void of_prefixes_that_start_alike_the_widest_counts_whatever_their_order() {
    List<Cidr> prefixes =
        new ArrayList<>(
            Stream.of(
                    "10.0.0.0/16",
                    "10.0.0.0/8",
                    "10.0.0.0/24",
                    "10.1.0.0/16",
                    "172.16.0.0/12",
                    "2001:db8::/48",
                    "2001:db8::/32")
                .map(Cidr::of)
                .toList());
    Random random = new Random(1);
    for (int i = 0; i < 20; i++) {
      PrefixSet set = PrefixSet.of(prefixes);
      assertThat(
              Stream.of("10.77.0.4", "10.0.1.0", "10.255.255.255", "2001:db8:ffff::1")
                  .filter(a -> !set.contains(AddressBits.of(IpAddresses.parse(a)))))
          .as("%s", prefixes)
          .isEmpty();
      assertThat(set.contains(AddressBits.of(IpAddresses.parse("11.0.0.0")))).isFalse();
      assertThat(set.contains(AddressBits.of(IpAddresses.parse("2001:db9::1")))).isFalse();
      Collections.shuffle(prefixes, random);
    }
  }
}
