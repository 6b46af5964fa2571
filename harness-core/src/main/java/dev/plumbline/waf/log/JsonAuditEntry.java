package dev.plumbline.waf.log;

import dev.plumbline.waf.log.AuditEntry.Message;
import dev.plumbline.waf.log.AuditEntry.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads an entry of ModSecurity's audit log in the form of SecAuditLogFormat JSON. */
final class JsonAuditEntry {

  private static final JsonMapper JSON = JsonMapper.shared();

  private JsonAuditEntry() {}

  /**
   * Reads one.
   *
   * @param header the identifying header
   * @throws IllegalArgumentException when it is not one: the message says what is wrong
   */
  static AuditEntry read(String text, String header) {
    JsonNode transaction;
    try {
      transaction = JSON.readTree(text).path("transaction");
    } catch (JacksonException e) {
      throw new IllegalArgumentException("it is not JSON: " + e.getOriginalMessage(), e);
    }
    if (!transaction.isObject() || !transaction.path("request").isObject()) {
      throw new IllegalArgumentException(
          "it has no \"transaction\" with a \"request\", which ModSecurity 3 writes with"
              + " SecAuditLogFormat JSON");
    }
    List<Message> messages = new ArrayList<>();
    for (JsonNode message : transaction.path("messages")) {
      messages.add(message(message));
    }
    return new AuditEntry(
        id(transaction.path("request").path("headers"), header),
        transaction.path("unique_id").asString(""),
        mode(transaction.path("producer").path("secrules_engine").asString("")),
        status(transaction.path("response")),
        messages);
  }

  private static String id(JsonNode headers, String header) {
    for (Map.Entry<String, JsonNode> one : headers.properties()) {
      if (one.getKey().equalsIgnoreCase(header)) {
        return one.getValue().asString("");
      }
    }
    return "";
  }

  /** Until an answer has come, the engine has 200 for its status, and no header lines. */
  private static int status(JsonNode response) {
    return response.path("headers").isEmpty() ? 0 : response.path("http_code").asInt(0);
  }

  private static Mode mode(String engine) {
    return switch (engine) {
      case "Enabled" -> Mode.ON;
      case "DetectionOnly" -> Mode.DETECTION_ONLY;
      case "Disabled" -> Mode.OFF;
      default -> Mode.UNKNOWN;
    };
  }

  private static Message message(JsonNode message) {
    JsonNode details = message.path("details");
    String match = details.path("match").asString("");
    String data = details.path("data").asString("");
    String rule = details.path("ruleId").asString("");
    String title = message.path("message").asString("");
    String part = AuditText.part(match, data);
    @Nullable Boolean denied = null;
    // as the error log has it, so that what is looked for in the one is found in the other
    String row =
        AuditText.withoutParameter(match)
            + tag("id", rule)
            + tag("msg", title)
            + (data.isEmpty() ? "" : tag("data", data));
    return new Message(
        AuditText.rule(rule), title, part, AuditText.data(match, data, part), denied, row);
  }

  private static String tag(String name, String value) {
    return " [" + name + " \"" + value.replace("\"", "\\x22") + "\"]";
  }
}
