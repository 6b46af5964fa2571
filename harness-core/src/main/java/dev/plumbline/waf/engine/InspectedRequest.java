package dev.plumbline.waf.engine;

import dev.plumbline.observation.HttpObservation.Header;
import java.util.List;
import java.util.Objects;

/**
 * A request as a web application firewall takes it apart.
 *
 * <p>Texts hold one byte a character (ISO 8859-1). Arguments come from the query; from form bodies;
 * from the fields of multipart bodies, which lose the ends of their lines; and from the leaves of
 * JSON bodies, which are named {@code json.a.b} and {@code json.a.array_0}. They are
 * percent-decoded once where they are percent-encoded. Cookies stay as they came. XML is one text:
 * that of all elements, without attributes, comments and marks.
 *
 * <p>It follows ModSecurity 3.0.9 behind nginx, whose own view of some 9,000 requests it is
 * measured beside.
 *
 * @param method the method
 * @param headers the header lines
 * @param parts arguments, cookies and the text of XML; each kind in the order in which it came
 * @param files the files of a multipart body; no rule looks into them
 * @param unread what could not be taken apart, each in a few words; rules see nothing of it
 * @param bodyErrors what is wrong with the body; an engine refuses such a request, whatever is in
 *     it
 */
public record InspectedRequest(
    String method,
    List<Header> headers,
    List<Part> parts,
    List<File> files,
    List<String> unread,
    List<BodyError> bodyErrors) {

  /** Copies the lists. */
  public InspectedRequest {
    headers = List.copyOf(headers);
    parts = List.copyOf(parts);
    files = List.copyOf(files);
    unread = List.copyOf(unread);
    bodyErrors = List.copyOf(bodyErrors);
  }

  /**
   * Takes a request apart.
   *
   * @param target the request target in any form; a fragment does not count
   * @param body the body, no longer in chunks; empty for none or for one that is not to be looked
   *     at
   */
  public static InspectedRequest of(
      String method, String target, List<Header> headers, byte[] body) {
    return new RequestParser(headers).parsed(method, target, body);
  }

  /** A named text in a request. */
  public static final class Part {

    private final Kind kind;
    private final Text name;
    private final Text value;

    /**
     * Makes one.
     *
     * @param kind where it is
     * @param name its name
     * @param value its text
     */
    public Part(Kind kind, String name, String value) {
      this.kind = kind;
      this.name = new Text(name);
      this.value = new Text(value);
    }

    /** Where a text is. */
    public enum Kind {
      /** In the query or the body. */
      ARGUMENT,
      /** In a cookie. */
      COOKIE,
      /** In an XML body; there is one such part, named {@code /*}. */
      XML
    }

    /** Returns where it is. */
    public Kind kind() {
      return kind;
    }

    /** Returns its name. */
    public String name() {
      return name.raw();
    }

    /** Returns its text. */
    public String value() {
      return value.raw();
    }

    Text nameText() {
      return name;
    }

    Text valueText() {
      return value;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Part part
          && kind == part.kind
          && name().equals(part.name())
          && value().equals(part.value());
    }

    @Override
    public int hashCode() {
      return Objects.hash(kind, name(), value());
    }

    @Override
    public String toString() {
      return kind + " " + name + "=" + value;
    }
  }

  /**
   * A file in a multipart body.
   *
   * @param field the name of its field
   * @param name the name that the client gave it
   * @param content what is in it
   */
  public record File(String field, String name, String content) {

    /** Returns how many bytes it has. */
    public int size() {
      return content.length();
    }
  }

  /** What can be wrong with a body or with the number of arguments. */
  public enum BodyError {
    /**
     * JSON that breaks off, is none, is not UTF-8, is nested more than 512 deep, or has leaves
     * behind the thousandth argument.
     */
    INVALID_JSON(200002),
    /** XML that is not well-formed; an empty body is none. */
    INVALID_XML(200002),
    /** A multipart body without a boundary, or without its end. */
    INVALID_MULTIPART(200002),
    /** A multipart body that can be read, but is not as strict as it ought to be. */
    UNUSUAL_MULTIPART(200003),
    /** A thousand arguments or more; those of query, form and JSON behind them are not read. */
    TOO_MANY_ARGUMENTS(200007);

    private final int rule;

    BodyError(int rule) {
      this.rule = rule;
    }

    /**
     * Returns the number of the rule in ModSecurity's recommended configuration that refuses it.
     */
    public int rule() {
      return rule;
    }
  }
}
