package dev.plumbline.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.network.Network.Zone;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

class ZoneRecordsTest {

  private static Zone zone(String... records) {
    return new Zone(
        "contoso.net", List.of(), List.of(), List.of(records), Duration.ofSeconds(300), false);
  }

  private static List<String> texts(Zone zone) {
    return ZoneRecords.parse(zone).stream()
        .map(record -> record.toString().replaceAll("\\s+", " "))
        .toList();
  }

  @Test
  void reads_names_relative_to_the_zone_and_at_signs_as_the_zone() {
    assertThat(
            texts(
                zone(
                    "@ NS ns",
                    "www 60 A 10.1.0.5",
                    "other.example.net.contoso.net. TXT \"a b\"",
                    "* IN CNAME www")))
        .containsExactly(
            "contoso.net. 300 IN SOA ns.contoso.net. hostmaster.invalid. 1 3600 600 86400 300",
            "contoso.net. 300 IN NS ns.contoso.net.",
            "www.contoso.net. 60 IN A 10.1.0.5",
            "other.example.net.contoso.net. 300 IN TXT \"a b\"",
            "*.contoso.net. 300 IN CNAME www.contoso.net.");
  }

  @Test
  void makes_a_soa_and_a_name_server_where_there_are_none() {
    assertThat(texts(zone()))
        .containsExactly(
            "contoso.net. 300 IN SOA ns.invalid. hostmaster.invalid. 1 3600 600 86400 300",
            "contoso.net. 300 IN NS ns.invalid.");
  }

  @Test
  void keeps_the_soa_that_is_there_and_puts_it_first() {
    assertThat(texts(zone("www A 10.1.0.5", "@ 5 SOA a b 1 2 3 4 5")).get(0))
        .isEqualTo("contoso.net. 5 IN SOA a.contoso.net. b.contoso.net. 1 2 3 4 5");
  }

  @Test
  void counts_a_record_once_and_gives_a_record_set_one_time_to_live() {
    assertThat(
            texts(zone("@ NS n.", "www 60 A 10.1.0.5", "WWW 70 A 10.1.0.5", "www 80 A 10.1.0.6"))
                .subList(2, 4))
        .containsExactly("www.contoso.net. 60 IN A 10.1.0.5", "www.contoso.net. 60 IN A 10.1.0.6");
    assertThat(ZoneRecords.parse(zone("www 60 A 10.1.0.5", "WWW 70 A 10.1.0.5"))).hasSize(3);
  }

  @Test
  void copies_a_record_without_changing_the_case_of_names_in_its_data() throws Exception {
    Record alias = ZoneRecords.parse(zone("api CNAME WwW")).get(2);
    Record copy = ZoneRecords.copy(alias, Name.fromString("x.contoso.net."), 7);
    assertThat(copy.toString().replaceAll("\\s+", " "))
        .isEqualTo("x.contoso.net. 7 IN CNAME WwW.contoso.net.");
    assertThat(copy.toWire(Section.ANSWER)).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          www A 10.0.0.300                  | 10.0.0.300
          www A                             | expected an address; a line is: name [ttl] type data
          www                               | expected a string; a line is: name [ttl] type data
          www NOSUCHTYPE x                  | NOSUCHTYPE
          www CH TXT "x"                    | its class is CH; only IN is allowed
          www.fabrikam.org. A 10.0.0.1      | www.fabrikam.org. is not within the zone; a name without a final dot is relative to it
          www SOA a b 1 2 3 4 5             | a zone has one SOA record, at @
          @ CNAME www                       | the zone itself has SOA and NS records, so it can have no CNAME record
          $INCLUDE /etc/passwd              | a line is: name [ttl] type data; the name of the zone itself is @
          $ORIGIN example.                  | a line is: name [ttl] type data; the name of the zone itself is @
          ; nothing                         | it holds no record
          first CNAME second                | first.contoso.net. has more than one CNAME record
          www CNAME api                     | www.contoso.net. has a CNAME record, so it can have no other (RFC 1034 section 3.6.2)
          www A 1.2.3.4 5.6.7.8             | 5.6.7.8
          """)
  void names_the_line_that_is_wrong(String line, String problem) {
    Zone zone = zone("first CNAME www", "www TXT \"x\"", line, "last A 10.0.0.1");
    assertThat(ZoneRecords.problems(zone))
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.line()).isEqualTo(2);
              assertThat(found.message()).contains(problem).doesNotContain("<none>");
            });
    assertThatThrownBy(() -> ZoneRecords.parse(zone))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("zone contoso.net, records[2] \"" + line + "\": ")
        .hasMessageContaining(problem);
  }

  @Test
  void lists_all_problems_at_once() {
    assertThat(ZoneRecords.problems(zone("www A x", "ok A 10.0.0.1", " A 10.0.0.1", "")))
        .extracting(ZoneRecords.Problem::line)
        .containsExactly(0, 2, 3);
    Zone misnamed = new Zone("a..b", List.of(), List.of(), List.of(), Duration.ofSeconds(1), false);
    assertThat(ZoneRecords.problems(misnamed))
        .extracting(ZoneRecords.Problem::line)
        .containsExactly(-1);
  }

  @Test
  void a_network_is_not_built_with_a_zone_that_no_server_could_read() {
    assertThatThrownBy(
            () ->
                Network.builder("n")
                    .segment("a", "10.0.0.0/24")
                    .zone("contoso.net", "www CH TXT \"x\"")
                    .build())
        .hasMessageContaining("zones[0].records[0]: its class is CH; only IN is allowed");
  }
}
