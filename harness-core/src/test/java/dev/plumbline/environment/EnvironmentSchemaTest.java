package dev.plumbline.environment;

import dev.plumbline.testing.Golden;
import dev.plumbline.testing.Schemas;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentSchemaTest {

  private static final String SCHEMA =
      EnvironmentDescriptor.FORMAT.schema(
          "urn:dev.plumbline:environment", "An environment of Plumbline");

  @Test
  void the_schema_that_is_shipped_is_that_of_the_records() {
    Golden.compare("src/main/resources/dev/plumbline/schema/environment.schema.json", SCHEMA);
  }

  @Test
  void the_schema_accepts_a_document_with_every_key() {
    Schemas.assertAccepts(SCHEMA, Schemas.resource("dev/plumbline/environment/complete.yaml"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "direct",
        "'socks5://proxy.contoso.net:1080'",
        "'http://ops:hunter2@[fd00::4]:3128'",
        "'http://${USER}:${PASSWORD}@proxy.contoso.net:3128'",
        "'ssh://ops@jump.contoso.net'",
        "'ssh://ops@[fd00::5]:2222'",
        "{ssh: ops@jump, identity: [id_ed25519, id_rsa], passphrase: hunter2, known-hosts: hosts}",
        "{socks5: 'proxy:1080', user: ops, password: '${PASSWORD}'}"
      })
  void the_schema_accepts_every_way_out(String via) {
    Schemas.assertAccepts(
        SCHEMA,
        "{name: a, ground: live, vantages: {here: {resolver: 10.1.0.4, via: " + via + "}}}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{ground: live}",
        "{name: a, ground: live, vantages: {}, endpoints: {}, flavour: sweet}",
        "{name: a, ground: nowhere, vantages: {}}",
        "{name: a, ground: live, vantages: [inside]}",
        "{name: a, ground: live, vantages: {inside: {segmnt: hub}}}",
        "{name: a, ground: live, vantages: {inside: {address: 10.1.0}}}",
        "{name: a, ground: live, vantages: {inside: {via: jump}}}",
        "{name: a, ground: live, vantages: {inside: {via: 'socks5://proxy'}}}",
        "{name: a, ground: live, vantages: {inside: {via: {shh: ops@jump}}}}",
        "{name: a, ground: live, endpoints: {api: ftp://api.contoso.net}}",
        "{name: a, ground: live, endpoints: {api: {port: 443}}}",
        "{name: a, ground: live, guards: {concurrency: many}}",
        "{name: a, ground: live, guards: {faults: perhaps}}",
        "{name: a, ground: live, timeouts: {probe: 5}}",
        "{name: a, ground: live, timeouts: {probe: 5 s}}",
        "{name: a, ground: live, timeouts: {probe: ''}}",
        "{name: a, ground: live, trust: {file: ca.pem}}"
      })
  void the_schema_refuses_what_the_reader_refuses(String document) {
    Schemas.assertRefuses(SCHEMA, document);
  }
}
