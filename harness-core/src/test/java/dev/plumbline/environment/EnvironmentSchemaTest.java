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
        "{ground: live}",
        "{name: a, ground: live, vantages: {}, endpoints: {}, flavour: sweet}",
        "{name: a, ground: nowhere, vantages: {}}",
        "{name: a, ground: live, vantages: [inside]}",
        "{name: a, ground: live, vantages: {inside: {segmnt: hub}}}",
        "{name: a, ground: live, vantages: {inside: {address: 10.1.0}}}",
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
