package dev.plumbline.vantage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.network.IpAddresses;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Section;

class ResolversTest {

  @ParameterizedTest
  @ValueSource(strings = {"NOERROR", "NXDOMAIN", "FORMERR", "YXDOMAIN"})
  void an_answer_counts_also_one_that_there_is_nothing(String rcode) {
    assertThat(Resolvers.serves(rcode)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"SERVFAIL", "NOTIMP", "REFUSED"})
  void after_a_server_that_cannot_or_will_not_the_next_is_asked(String rcode) {
    assertThat(Resolvers.serves(rcode)).isFalse();
  }

  @Test
  void addresses_are_those_of_the_answer_section_whatever_their_names() throws IOException {
    Name asked = Name.fromString("a.test.");
    Name other = Name.fromString("b.test.");
    Message answer = new Message();
    answer.addRecord(new CNAMERecord(asked, DClass.IN, 1, other), Section.ANSWER);
    answer.addRecord(
        new ARecord(other, DClass.IN, 1, IpAddresses.parse("10.1.0.5")), Section.ANSWER);
    answer.addRecord(
        new AAAARecord(other, DClass.IN, 1, IpAddresses.parse("2001:db8::5")), Section.ANSWER);
    answer.addRecord(
        new ARecord(other, DClass.IN, 1, IpAddresses.parse("10.9.9.9")), Section.ADDITIONAL);
    assertThat(Resolvers.addresses(answer))
        .containsExactly(IpAddresses.parse("10.1.0.5"), IpAddresses.parse("2001:db8::5"));
  }
}
