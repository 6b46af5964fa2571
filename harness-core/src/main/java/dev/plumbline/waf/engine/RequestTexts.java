package dev.plumbline.waf.engine;

import dev.plumbline.network.CustomRule.Variable;
import dev.plumbline.observation.HttpObservation.Header;
import dev.plumbline.waf.engine.InspectedRequest.Part;
import dev.plumbline.waf.engine.InspectedRequest.Part.Kind;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The texts of one request that custom rules look at. Each kind is taken apart once. */
final class RequestTexts {

  private final IncomingRequest request;
  private final byte[] body;
  private final Map<Variable.Part, List<Named>> known = new EnumMap<>(Variable.Part.class);

  /**
   * The texts of a request.
   *
   * @param body as much of its body as is looked at
   */
  RequestTexts(IncomingRequest request, byte[] body) {
    this.request = request;
    this.body = body;
  }

  /**
   * A text, one byte a character (ISO 8859-1).
   *
   * @param name the name of the header, argument or cookie; empty for what has none
   * @param text its text
   */
  record Named(String name, String text) {}

  /** Returns the texts that a variable stands for; empty where the request has none. */
  List<Named> of(Variable variable) {
    List<Named> all = known.computeIfAbsent(variable.part(), this::read);
    String selector = variable.selector();
    if (selector == null) {
      return all;
    }
    List<Named> selected = new ArrayList<>();
    for (Named text : all) {
      String name = readable(text.name());
      boolean fits =
          variable.part() == Variable.Part.HEADERS
              ? name.equalsIgnoreCase(selector)
              : name.equals(selector)
                  || variable.part() == Variable.Part.BODY_ARGUMENTS
                      && name.equals("json." + selector);
      if (fits) {
        selected.add(text);
      }
    }
    return selected;
  }

  /** Returns what logs call a text of a kind. */
  static String label(Variable.Part part, String name) {
    String kind =
        switch (part) {
          case CLIENT_ADDRESS -> "REMOTE_ADDR";
          case METHOD -> "REQUEST_METHOD";
          case QUERY -> "QUERY_STRING";
          case BODY_ARGUMENTS -> "ARGS_POST";
          case URI -> "REQUEST_URI";
          case HEADERS -> "REQUEST_HEADERS";
          case BODY -> "REQUEST_BODY";
          case COOKIES -> "REQUEST_COOKIES";
        };
    return name.isEmpty() ? kind : kind + ":" + name;
  }

  private List<Named> read(Variable.Part part) {
    return switch (part) {
      case CLIENT_ADDRESS -> List.of(new Named("", request.client().getHostAddress()));
      case METHOD -> List.of(new Named("", request.method()));
      case QUERY -> request.query().map(query -> List.of(new Named("", query))).orElse(List.of());
      case URI -> List.of(new Named("", request.pathAndQuery()));
      case HEADERS ->
          request.headers().stream()
              .map(header -> new Named(header.name(), header.value()))
              .toList();
      case BODY ->
          body.length == 0
              ? List.of()
              : List.of(new Named("", new String(body, StandardCharsets.ISO_8859_1)));
      case BODY_ARGUMENTS -> parts(Kind.ARGUMENT, body);
      case COOKIES -> parts(Kind.COOKIE, new byte[0]);
    };
  }

  /** Without the query, all arguments are those of the body. */
  private List<Named> parts(Kind kind, byte[] content) {
    List<Header> headers = request.headers();
    return InspectedRequest.of(request.method(), "/", headers, content).parts().stream()
        .filter(part -> part.kind() == kind)
        .map(RequestTexts::text)
        .toList();
  }

  private static Named text(Part part) {
    return new Named(part.name(), part.value());
  }

  /** Returns the characters of a text whose bytes are UTF-8; any other text as it is. */
  static String readable(String latin) {
    for (int i = 0; i < latin.length(); i++) {
      if (latin.charAt(i) >= 0x80) {
        return decoded(latin);
      }
    }
    return latin;
  }

  private static String decoded(String latin) {
    for (int i = 0; i < latin.length(); i++) {
      if (latin.charAt(i) > 0xff) {
        return latin;
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(latin.getBytes(StandardCharsets.ISO_8859_1)))
          .toString();
    } catch (CharacterCodingException e) {
      return latin;
    }
  }
}
