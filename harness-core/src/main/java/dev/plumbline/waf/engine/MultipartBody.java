package dev.plumbline.waf.engine;

import dev.plumbline.waf.engine.InspectedRequest.BodyError;
import dev.plumbline.waf.engine.InspectedRequest.File;
import dev.plumbline.waf.engine.InspectedRequest.Part;
import dev.plumbline.waf.engine.InspectedRequest.Part.Kind;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A multipart body (RFC 7578) as an engine takes it apart: fields are arguments, without the ends
 * of their lines; files are kept apart.
 */
final class MultipartBody {

  private final RequestParser into;
  private boolean unusual;

  MultipartBody(RequestParser into) {
    this.into = into;
  }

  /** Reads a body of a type, which names the boundary. */
  void read(String type, byte[] body) {
    int at = type.toLowerCase(Locale.ROOT).indexOf("boundary=");
    String boundary = at < 0 ? "" : boundary(type.substring(at + "boundary=".length()));
    if (boundary.isEmpty()) {
      into.unread.add("the body of parts without a boundary");
      if (at < 0) {
        // an empty one is none, but ModSecurity does not mind
        unusual = true;
        into.errors.add(BodyError.INVALID_MULTIPART);
      }
    } else if (!parts(new String(body, StandardCharsets.ISO_8859_1), boundary)) {
      into.unread.add("the last part of the body, which has no end");
      into.errors.add(BodyError.INVALID_MULTIPART);
    }
    if (unusual) {
      into.errors.add(BodyError.UNUSUAL_MULTIPART);
    }
  }

  private String boundary(String value) {
    if (value.startsWith("\"")) {
      unusual = true;
      int end = value.indexOf('"', 1);
      return end < 0 ? "" : value.substring(1, end);
    }
    int end = value.indexOf(';');
    String bare = end < 0 ? value : value.substring(0, end);
    unusual |= !bare.equals(bare.strip());
    return bare.strip();
  }

  /** Returns whether the body has its end. */
  private boolean parts(String body, String boundary) {
    String mark = "--" + boundary;
    Open part = null;
    boolean ended = false;
    for (int at = 0; at < body.length(); ) {
      int end = body.indexOf('\n', at);
      int next = end < 0 ? body.length() : end + 1;
      String line = body.substring(at, next);
      String content = withoutEnd(line);
      at = next;
      if (!ended && content.startsWith(mark)) {
        unusual |= line.endsWith("\n") && !line.endsWith("\r\n");
        if (part != null) {
          part.close();
        }
        ended = content.startsWith("--", mark.length());
        part = ended ? null : new Open();
      } else if (part == null) {
        unusual = true;
      } else {
        part.line(line, content);
      }
    }
    return ended || body.isEmpty();
  }

  private static String withoutEnd(String line) {
    if (line.endsWith("\r\n")) {
      return line.substring(0, line.length() - 2);
    }
    return line.endsWith("\n") ? line.substring(0, line.length() - 1) : line;
  }

  /** A part whose end has not come. */
  private final class Open {
    private final StringBuilder disposition = new StringBuilder();
    private final StringBuilder field = new StringBuilder();
    private final StringBuilder raw = new StringBuilder();
    private boolean inHead = true;

    void line(String line, String content) {
      if (!inHead) {
        field.append(content);
        raw.append(line);
      } else if (content.isEmpty()) {
        inHead = false;
        unusual |= !line.endsWith("\r\n");
      } else if (content.toLowerCase(Locale.ROOT).startsWith("content-disposition:")) {
        disposition.append(content.substring("content-disposition:".length()));
      }
    }

    void close() {
      Map<String, String> parameters = parameters(disposition.toString());
      String name = parameters.get("name");
      if (name == null) {
        unusual = true;
        return;
      }
      String fileName = parameters.get("filename");
      if (fileName == null) {
        into.parts.add(new Part(Kind.ARGUMENT, name, field.toString()));
      } else {
        into.files.add(new File(name, fileName, withoutEnd(raw.toString())));
      }
    }
  }

  /** Values may be quoted, with quotes and backslashes escaped in them. */
  private static Map<String, String> parameters(String disposition) {
    Map<String, String> parameters = new HashMap<>();
    int at = disposition.indexOf(';');
    while (at >= 0 && at < disposition.length()) {
      at++;
      int equals = disposition.indexOf('=', at);
      if (equals < 0) {
        break;
      }
      String name = disposition.substring(at, equals).strip().toLowerCase(Locale.ROOT);
      StringBuilder value = new StringBuilder();
      at = equals + 1;
      if (at < disposition.length() && disposition.charAt(at) == '"') {
        for (at++; at < disposition.length() && disposition.charAt(at) != '"'; at++) {
          if (disposition.charAt(at) == '\\'
              && at + 1 < disposition.length()
              && "\"\\".indexOf(disposition.charAt(at + 1)) >= 0) {
            at++;
          }
          value.append(disposition.charAt(at));
        }
      } else {
        while (at < disposition.length() && disposition.charAt(at) != ';') {
          value.append(disposition.charAt(at++));
        }
      }
      parameters.putIfAbsent(name, value.toString());
      at = disposition.indexOf(';', at);
    }
    return parameters;
  }
}
