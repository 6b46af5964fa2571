package dev.plumbline.waf.log;

import dev.plumbline.waf.log.AuditEntry.Message;
import dev.plumbline.waf.log.AuditEntry.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Puts entries of ModSecurity's audit log together, line by line, in the form of SecAuditLogFormat
 * Native: sections between boundaries, as both version 2 and version 3 write them.
 *
 * <p>Within an entry only boundaries of its own id count, as bodies may hold anything. One that was
 * never ended gives way to the next that begins outside a body.
 */
final class SectionedAuditEntries {

  private static final Pattern BOUNDARY =
      Pattern.compile("-{2,3}([0-9A-Za-z@]{6,})-{1,3}([A-Z])--\r?");

  /** Sections of bodies: of the request, of its parts without files, of the answer, of files. */
  private static final String BODIES = "CIEJ";

  private final String header;

  private String boundary = "";
  private char section;
  private String transaction = "";
  private String id = "";
  private Mode mode = Mode.UNKNOWN;
  private boolean intercepted;
  private int status;

  /** Until an answer has come, the engine has 200 for its status, and no header lines. */
  private boolean answered;

  private List<Message> messages = new ArrayList<>();

  SectionedAuditEntries(String header) {
    this.header = header;
  }

  /** Returns whether no entry has begun that is not ended. */
  boolean isBetween() {
    return boundary.isEmpty();
  }

  /** Returns whether a line begins an entry. */
  static boolean begins(String line) {
    Matcher matcher = BOUNDARY.matcher(line);
    return matcher.matches() && matcher.group(2).equals("A");
  }

  /** Takes a line; returns an entry when it is the last of one. */
  Optional<AuditEntry> add(String line) {
    Matcher matcher = line.startsWith("--") ? BOUNDARY.matcher(line) : null;
    if (matcher != null && matcher.matches()) {
      String of = matcher.group(1);
      char begins = matcher.group(2).charAt(0);
      if (of.equals(boundary)) {
        section = begins;
        return begins == 'Z' ? Optional.of(end()) : Optional.empty();
      }
      if (begins == 'A' && (boundary.isEmpty() || BODIES.indexOf(section) < 0)) {
        begin(of);
        return Optional.empty();
      }
    }
    if (!boundary.isEmpty()) {
      take(line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
    }
    return Optional.empty();
  }

  private void begin(String of) {
    boundary = of;
    section = 'A';
    transaction = "";
    id = "";
    mode = Mode.UNKNOWN;
    intercepted = false;
    status = 0;
    answered = false;
    messages = new ArrayList<>();
  }

  private AuditEntry end() {
    boundary = "";
    if (intercepted && messages.stream().noneMatch(m -> Boolean.TRUE.equals(m.denied()))) {
      messages.add(new Message(0, "Action: Intercepted", "", "", true, "Action: Intercepted"));
    }
    return new AuditEntry(id, transaction, mode, answered ? status : 0, messages);
  }

  private void take(String line) {
    switch (section) {
      case 'A' -> {
        int bracket = line.indexOf("] ");
        if (line.startsWith("[") && bracket > 0) {
          transaction = line.substring(bracket + 2).split(" ", 2)[0];
        }
      }
      case 'B' -> {
        int colon = line.indexOf(':');
        if (colon > 0 && line.substring(0, colon).equalsIgnoreCase(header)) {
          id = line.substring(colon + 1).strip();
        }
      }
      case 'F' -> {
        if (line.startsWith("HTTP/") && status == 0) {
          String[] words = line.split(" ", 3);
          status = words.length > 1 ? AuditText.rule(words[1]) : 0;
        } else if (line.indexOf(':') > 0) {
          answered = true;
        }
      }
      case 'H' -> trailer(line);
      default -> {
        // bodies and the like: nothing that is looked for
      }
    }
  }

  private void trailer(String line) {
    if (line.startsWith("ModSecurity: ")) {
      message(line.substring("ModSecurity: ".length()));
    } else if (line.startsWith("Message: ")) {
      message(line.substring("Message: ".length()));
    } else if (line.startsWith("Action: Intercepted")) {
      intercepted = true;
    } else if (line.startsWith("Engine-Mode: ")) {
      mode =
          switch (line.substring("Engine-Mode: ".length()).strip()) {
            case "\"ENABLED\"" -> Mode.ON;
            case "\"DETECTION_ONLY\"" -> Mode.DETECTION_ONLY;
            case "\"DISABLED\"" -> Mode.OFF;
            default -> Mode.UNKNOWN;
          };
    }
  }

  private void message(String text) {
    int tags = startOfTags(text);
    String match = text.substring(0, tags);
    String rule = tag(text, tags, "id");
    String data = tag(text, tags, "data");
    String part = AuditText.part(match, data);
    boolean denied = text.startsWith("Access denied");
    messages.add(
        new Message(
            AuditText.rule(rule),
            tag(text, tags, "msg"),
            part,
            AuditText.data(match, data, part),
            denied,
            AuditText.withoutParameter(text)));
  }

  /**
   * The tags are the last thing in a message. What stands before them is payload, too, which may
   * look like a tag; in the tags themselves quotes are written as {@code \x22}.
   */
  private static int startOfTags(String text) {
    int start = text.length();
    int end = text.length();
    while (end >= 2 && text.charAt(end - 1) == ']' && text.charAt(end - 2) == '"') {
      int quote = text.lastIndexOf('"', end - 3);
      int bracket = quote < 0 ? -1 : text.lastIndexOf('[', quote);
      if (bracket < 0 || quote - bracket < 3 || text.charAt(quote - 1) != ' ') {
        break;
      }
      start = bracket;
      end = bracket > 0 && text.charAt(bracket - 1) == ' ' ? bracket - 1 : 0;
    }
    // the path may hold a quote as it is: then the tags before it are found by the first of them
    int file = text.lastIndexOf(" [file \"", start);
    return file < 0 ? start : file + 1;
  }

  private static String tag(String text, int from, String name) {
    String opening = "[" + name + " \"";
    int start = text.indexOf(opening, from);
    int end = start < 0 ? -1 : text.indexOf("\"]", start + opening.length());
    @Nullable String value = end < 0 ? null : text.substring(start + opening.length(), end);
    return value == null ? "" : value;
  }
}
