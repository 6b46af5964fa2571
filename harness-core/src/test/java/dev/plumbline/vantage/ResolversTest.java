package dev.plumbline.vantage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.environment.Resolver;
import dev.plumbline.network.IpAddresses;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.Section;
import org.xbill.DNS.config.ResolverConfigProvider;

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
  void the_system_is_what_the_machine_is_set_up_to_ask_not_what_a_property_says() {
    String before = System.getProperty("dns.server");
    System.setProperty("dns.server", "192.0.2.53");
    try {
      ResolverConfig.refresh();
      assertThat(Resolvers.servers(List.of(new Resolver.OfSystem())))
          .extracting(Resolver.Server::address)
          .doesNotContain(IpAddresses.parse("192.0.2.53"));
    } finally {
      if (before == null) {
        System.clearProperty("dns.server");
      } else {
        System.setProperty("dns.server", before);
      }
      ResolverConfig.refresh();
    }
  }

  @Test
  void a_machine_that_names_no_server_has_none() {
    assertThat(Resolvers.first(List.of(new Source(true, null), new Source(true, null)))).isEmpty();
  }

  @Test
  void the_first_source_that_names_servers_counts() {
    InetSocketAddress one = new InetSocketAddress("10.1.0.4", 53);
    InetSocketAddress other = new InetSocketAddress("10.1.0.5", 53);
    assertThat(
            Resolvers.first(
                List.of(
                    new Source(false, other),
                    new Source(true, null),
                    new Source(true, one),
                    new Source(true, other))))
        .extracting(Resolver.Server::address)
        .containsExactly(one.getAddress());
  }

  /** A source of servers. */
  private record Source(boolean isEnabled, @Nullable InetSocketAddress server)
      implements ResolverConfigProvider {

    @Override
    public void initialize() {
      // It knows already.
    }

    @Override
    public List<InetSocketAddress> servers() {
      return server == null ? List.of() : List.of(server);
    }

    @Override
    public List<Name> searchPaths() {
      return List.of();
    }
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
