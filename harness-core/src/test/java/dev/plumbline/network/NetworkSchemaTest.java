package dev.plumbline.network;

import dev.plumbline.testing.Golden;
import dev.plumbline.testing.Schemas;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkSchemaTest {

  private static final String SCHEMA =
      NetworkDescriptor.FORMAT.schema(
          "urn:dev.plumbline:network", "A network description of Plumbline");

  @Test
  void the_schema_that_is_shipped_is_that_of_the_records() {
    Golden.compare("src/main/resources/dev/plumbline/schema/network.schema.json", SCHEMA);
  }

  @Test
  void the_schema_accepts_a_document_with_every_key() {
    Schemas.assertAccepts(SCHEMA, Schemas.resource("dev/plumbline/network/complete.yaml"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "segments: []",
        "{name: a, segmnts: []}",
        "{name: a, segments: [{prefixes: 10.0.0.0/24}]}",
        "{name: a, segments: [{name: hub, prefixes: 10.0.0/24}]}",
        "{name: a, segments: [{name: hub, prefixes: [10.0.0.0/8/8]}]}",
        "{name: a, segments: [{name: hub, resolver: dns.contoso.net}]}",
        "{name: a, segments: [{name: hub, internet: yes}]}",
        "{name: a, links: hub to spoke}",
        "{name: a, links: [{from: hub, to: spoke, latency: 5}]}",
        "{name: a, hosts: {web: {segment: hub}}}",
        "{name: a, hosts: [{name: web, segment: hub, listeners: [{port: https}]}]}",
        "{name: a, hosts: [{name: web, segment: hub, listeners: [{port: 443, http: {on-unknown-host: teapot}}]}]}",
        "{name: a, segments: [{name: hub, rules: {name: nsg, inbound: [{name: r, priority: 1, action: deny}]}}]}",
        "{name: a, segments: [{name: hub, rules: {name: nsg, inbound: [{name: r, priority: 1, action: drop, ports: 80+443}]}}]}"
      })
  void the_schema_refuses_what_the_reader_refuses(String document) {
    Schemas.assertRefuses(SCHEMA, document);
  }
}
