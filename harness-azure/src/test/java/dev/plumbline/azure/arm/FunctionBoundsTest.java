package dev.plumbline.azure.arm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.azure.json.JsonUnknown;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Functions at the bounds of what they take, and of what is known. */
class FunctionBoundsTest {

  /** Addresses are written as RFC 5952 recommends; two addresses make a link (RFC 3021, 6164). */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          length(range(0, 10000))                            | 10000
          cidrSubnet('10.144.0.0/20', 20, 0)                 | "10.144.0.0/20"
          cidrSubnet('10.144.0.0/31', 32, 1)                 | "10.144.0.1/32"
          cidrSubnet('2001:db8:0:1:1:1:1:0/112', 112, 0)     | "2001:db8:0:1:1:1:1:0/112"
          cidrSubnet('2001:0:0:1:0:0:1:0/112', 112, 0)       | "2001::1:0:0:1:0/112"
          cidrSubnet('2001:0:0:1:0:0:0:0/64', 64, 0)         | "2001:0:0:1::/64"
          parseCidr('10.0.0.0/31')                           | {"network":"10.0.0.0","netmask":"255.255.255.254","firstUsable":"10.0.0.0","lastUsable":"10.0.0.1","cidr":31}
          parseCidr('10.0.0.0/30').broadcast                 | "10.0.0.3"
          cidrHost('10.0.0.0/31', 0)                         | "10.0.0.0"
          cidrHost('10.0.0.0/31', 1)                         | "10.0.0.1"
          cidrHost('2001:db8::/127', 1)                      | "2001:db8::1"
          split('abc', '')                                   | ["abc"]
          less(2, 2)                                         | false
          lessOrEquals(2, 2)                                 | true
          greater(2, 2)                                      | false
          greaterOrEquals(2, 2)                              | true
          greaterOrEquals('b', 'a')                          | true
          mul(4611686018427387903, 2)                        | 9223372036854775806
          """)
  void the_last_is_taken(String expression, String expected) {
    assertThat(Expressions.value(expression)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          range(0, 10001)                  | a range has 0 to 10000 numbers, found 10001
          range(0, -1)                     | a range has 0 to 10000 numbers, found -1
          cidrSubnet('10.0.0.0/24', 23, 0) | the new length has to be 24 to 32, found 23
          cidrSubnet('10.0.0.0/24', 33, 0) | the new length has to be 24 to 32, found 33
          cidrHost('10.0.0.0/30', 2)       | has no host of index 2
          cidrHost('10.0.0.0/31', 2)       | has no host of index 2
          mul(4611686018427387904, 2)      | the result does not fit into 64 bits
          add(9223372036854775807, 1)      | the result does not fit into 64 bits
          """)
  void the_next_is_refused(String expression, String message) {
    assertThatThrownBy(() -> Expressions.value(expression)).hasMessageContaining(message);
  }

  /** What only the platform knows is neither equal nor missing: nothing follows from it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "equals('a', %s)",
        "equals(%s, 'a')",
        "equals(createArray('a'), createArray(%s))",
        "contains(createArray('b', %s), 'a')",
        "if(equals('a', %s), 'yes', 'no')"
      })
  void a_comparison_with_what_is_not_known_is_not_known(String expression) {
    String unknown = "reference(resourceId('other', 'A.B/c', 'x'), '2024-01-01').ip";
    assertThat(Expressions.deployment(expression.formatted(unknown), "").outputs().get("result"))
        .isInstanceOf(JsonUnknown.class);
  }
}
