package dev.plumbline.environment;

import dev.plumbline.descriptor.Descriptor;
import dev.plumbline.environment.Environment.Endpoint;
import dev.plumbline.network.Networks;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The format of environment descriptors. */
final class EnvironmentDescriptor {

  static final Descriptor<Environment> FORMAT =
      Networks.withAddressTypes(Descriptor.of(Environment.class, "environment"))
          .shorthand(
              Endpoint.class,
              EnvironmentDescriptor::endpoint,
              "^" + EndpointUrl.FORM + "$",
              "a URL such as https://api.contoso.net/status or tcp://10.1.0.5:3443")
          .shorthand(
              WayOut.class,
              text -> List.of(WayUrl.parts(text)),
              "^" + WayUrl.FORM + "$",
              WayUrl.WORDS)
          .scalar(
              Resolver.class,
              Resolver::parse,
              new Resolver.OfSystem(),
              ResolverText.PATTERN,
              ResolverText.FORM)
          .check(EnvironmentChecks::check)
          .build();

  private EnvironmentDescriptor() {}

  private static List<Map<String, String>> endpoint(String url) {
    Endpoint endpoint = EndpointUrl.parse(url);
    return List.of(
        Map.of(
            "host", endpoint.host(),
            "port", Integer.toString(endpoint.port()),
            "scheme", endpoint.scheme().name().toLowerCase(Locale.ROOT),
            "path", endpoint.path()));
  }
}
