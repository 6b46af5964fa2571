package dev.plumbline.waf.engine;

import dev.plumbline.waf.engine.InspectedRequest.Part;
import dev.plumbline.waf.engine.InspectedRequest.Part.Kind;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * The text of an XML body: of the root element and all in it, CDATA and internal entities among it.
 * Nothing is ever fetched: what is outside the body is empty. Entities that grow without end are an
 * error.
 *
 * <p>Of XML that is not well-formed there is the text before the mistake: up to the last mark
 * before it, or up to it where it is a character that XML forbids. So much the engine has, too.
 */
final class XmlText {

  /** Entities may give so many characters, and be looked up so often. */
  private static final int LIMIT = 100_000;

  private static final String LIMITS = "http://www.oracle.com/xml/jaxp/properties/";

  private static final Pattern ENCODING =
      Pattern.compile("^(?:\u00ef\u00bb\u00bf)?<\\?xml[^>]*?encoding\\s*=\\s*[\"']([\\w.-]+)");

  private static final XMLInputFactory XML = factory();

  private XmlText() {}

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(LIMITS + "totalEntitySizeLimit", LIMIT);
    factory.setProperty(LIMITS + "entityExpansionLimit", LIMIT);
    factory.setXMLResolver((id, system, base, namespace) -> InputStream.nullInputStream());
    return factory;
  }

  /** Adds the text of a body; false when it is not well-formed, and then the text before that. */
  static boolean read(byte[] body, List<Part> parts) {
    StringBuilder text = new StringBuilder();
    boolean open = false;
    boolean whole = false;
    try {
      XMLStreamReader reader = XML.createXMLStreamReader(new StringReader(characters(body)));
      while (reader.hasNext() && text.length() <= body.length + LIMIT) {
        switch (reader.next()) {
          case XMLStreamConstants.START_ELEMENT -> open = true;
          case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
              text.append(
                  reader.getTextCharacters(), reader.getTextStart(), reader.getTextLength());
          case XMLStreamConstants.END_DOCUMENT -> whole = true;
          default -> {
            // comments and the like are no text
          }
        }
      }
    } catch (XMLStreamException | CharacterCodingException | RuntimeException e) {
      // for some bodies the JDK's reader throws others, as do encodings that are not known
      whole = false;
    }
    if (open) {
      parts.add(
          new Part(
              Kind.XML,
              "/*",
              new String(
                  text.toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1)));
    }
    return whole;
  }

  /**
   * The JDK's reader would write of broken characters to the standard error stream: it is given
   * whole ones.
   */
  private static String characters(byte[] body) throws CharacterCodingException {
    boolean wide = body.length > 1 && (body[0] & 0xfe) == 0xfe && (body[1] & 0xfe) == 0xfe;
    Charset charset = StandardCharsets.UTF_16;
    if (!wide) {
      String start = new String(body, 0, Math.min(body.length, 200), StandardCharsets.ISO_8859_1);
      Matcher declared = ENCODING.matcher(start);
      charset = declared.find() ? Charset.forName(declared.group(1)) : StandardCharsets.UTF_8;
    }
    String text = charset.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    return untilForbidden(text.startsWith("\ufeff") ? text.substring(1) : text);
  }

  /** A mark that is none in place of what is forbidden: the reader hands out the text before it. */
  private static String untilForbidden(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' && c != '\t' && c != '\n' && c != '\r' || c == '\ufffe' || c == '\uffff') {
        return text.substring(0, i) + "<!";
      }
    }
    return text;
  }
}
