package dev.plumbline.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.plumbline.network.Network.PortRange;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "255.255.255.255",
        "10.1.0.5",
        "::",
        "::1",
        "1::",
        "fd00::4",
        "2001:db8:0:0:0:0:0:1",
        "2001:DB8::A",
        "::ffff:10.0.0.1",
        "1:2:3:4:5:6:7::",
        "::2:3:4:5:6:7:8",
        "64:ff9b::192.0.2.33",
        "1:2:3:4:5:6:192.0.2.33"
      })
  void an_address_literal_stands_for_what_the_platform_reads(String literal)
      throws UnknownHostException {
    // The platform's parser asks no resolver for literals; ours asks none for anything.
    assertThat(IpAddresses.parse(literal)).isEqualTo(InetAddress.getByName(literal));
  }

  @ParameterizedTest
  @CsvSource({
    "2001:db8:0:0:0:0:0:1, 2001:db8::1",
    "2001:DB8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
    "fd00:0:0:0:0:0:0:0, fd00::",
    "0:0:0:0:0:0:0:1, ::1",
    "::, ::",
    "1:2:3:4:5:6:0:0, 1:2:3:4:5:6::",
    "10.1.0.5, 10.1.0.5"
  })
  void an_address_is_written_as_short_as_servers_do(String address, String text) {
    assertThat(IpAddresses.text(IpAddresses.parse(address))).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "1", "10.1", "10.1.0", "10.1.0.256", "10.1.0.5.", ".10.1.0.5", "10.1.0.05", "010.1.0.5",
            "0x0a.1.0.5", "10.1.0.5:443", "10.1.0.5/32", " 10.1.0.5",
        "localhost", "api.contoso.net", "dead.beef", ":", ":::", "1:2:3:4:5:6:7",
            "1:2:3:4:5:6:7:8:9", "1::2::3", "12345::", "g::1", "fe80::1%eth0", "[::1]", "::1.2.3",
        "1.2.3.4::", "::1.2.3.4:5", "1:2:3:4:5:6:7:1.2.3.4", "1:2:3:4:5:6:7:8::", "٣.1.0.5"
      })
  void anything_else_is_refused_and_not_resolved(String text) {
    assertThat(IpAddresses.isLiteral(text)).isFalse();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IpAddresses.parse(text))
        .withMessage("\"" + text + "\" is not an IP address");
  }

  @ParameterizedTest
  @CsvSource({
    "10.1.0.0/24, 10.1.0.0, true", "10.1.0.0/24, 10.1.0.255, true", "10.1.0.0/24, 10.1.1.0, false",
        "10.1.0.0/24, 10.0.255.255, false",
    "10.1.0.128/25, 10.1.0.127, false", "10.1.0.128/25, 10.1.0.128, true",
        "0.0.0.0/0, 255.255.255.255, true", "0.0.0.0/0, ::1, false",
    "10.1.0.5, 10.1.0.5, true", "10.1.0.5, 10.1.0.4, false", "10.1.0.4/31, 10.1.0.5, true",
        "10.1.0.4/31, 10.1.0.6, false",
    "fc00::/7, fdff::1, true", "fc00::/7, fe00::1, false",
        "2001:db8::/65, 2001:db8:0:0:7fff::, true", "2001:db8::/65, 2001:db8:0:0:8000::, false",
    "::/0, fd00::1, true", "::/0, 10.0.0.1, false", "fd00::1/128, fd00::1, true"
  })
  void a_prefix_holds_the_addresses_whose_first_bits_are_its_own(
      String prefix, String address, boolean within) {
    assertThat(Cidr.of(prefix).contains(IpAddresses.parse(address))).isEqualTo(within);
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.1.0.0/16, true",
    "10.1.0.0/16, 10.0.0.0/8, true",
    "10.0.0.0/16, 10.1.0.0/16, false",
    "10.0.0.0/8, 10.0.0.0/8, true",
    "0.0.0.0/0, 192.168.0.0/16, true",
    "0.0.0.0/0, fd00::/8, false",
    "10.0.0.0/25, 10.0.0.128/25, false"
  })
  void prefixes_overlap_when_one_holds_the_other(String one, String other, boolean overlap) {
    assertThat(Cidr.of(one).overlaps(Cidr.of(other))).isEqualTo(overlap);
    assertThat(Cidr.of(other).overlaps(Cidr.of(one))).isEqualTo(overlap);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "10.0.0.0/33 | \"10.0.0.0/33\" has a prefix length that is not within 0 to 32",
        "fd00::/129 | \"fd00::/129\" has a prefix length that is not within 0 to 128",
        "10.0.0.1/24 | 10.0.0.1/24 has bits set beyond the prefix; the network is 10.0.0.0/24",
        "10.0.0.0/ | \"10.0.0.0/\" is not an address prefix such as 10.1.0.0/24 or an address",
        "10.0.0.0/-1 | \"10.0.0.0/-1\" is not an address prefix such as 10.1.0.0/24 or an address",
        "10.0.0.0/08 | \"10.0.0.0/08\" is not an address prefix such as 10.1.0.0/24 or an address",
        "10.0.0.0/8/8 | \"10.0.0.0/8/8\" is not an address prefix such as 10.1.0.0/24 or an address",
        "/8 | \"/8\" is not an address prefix such as 10.1.0.0/24 or an address",
        "hub/8 | \"hub/8\" is not an address prefix such as 10.1.0.0/24 or an address"
      })
  void a_prefix_that_is_none_is_refused_with_the_reason(String text, String message) {
    assertThatIllegalArgumentException().isThrownBy(() -> Cidr.of(text)).withMessage(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "443", "65535", "0-65535", "80-80", "1024-65535"})
  void a_range_of_ports_is_written_as_it_is_read(String text) {
    assertThat(PortRange.of(text)).hasToString(text.equals("80-80") ? "80" : text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "-1", "65536", "99999", "80-", "-80", "80-79", "1-65536", "80,443", "https", " 80",
        "1-2-3", "000080"
      })
  void a_range_of_ports_that_is_none_is_refused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> PortRange.of(text));
  }

  @Test
  void a_range_of_ports_holds_its_ends_and_what_lies_between() {
    PortRange range = PortRange.of("80-90");
    assertThat(
            new boolean[] {
              range.contains(79),
              range.contains(80),
              range.contains(85),
              range.contains(90),
              range.contains(91)
            })
        .containsExactly(false, true, true, true, false);
  }

  @ParameterizedTest
  @CsvSource({
    "api.contoso.net, true",
    "a, true",
    "api.contoso.net., true",
    "_dmarc.contoso.net, true",
    "xn--bcher-kva.example, true",
    "API-1.Contoso.NET, true",
    "10.1.0.5, false",
    "'', false",
    "., false",
    "-a.net, false",
    "a-.net, false",
    "a..b, false",
    "a b, false",
    "*.contoso.net, false",
    "api.contoso.net:443, false"
  })
  void a_host_name_has_labels_of_letters_digits_and_hyphens(String text, boolean isOne) {
    assertThat(HostNames.isHostName(text)).isEqualTo(isOne);
  }
}
