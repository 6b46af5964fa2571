package dev.plumbline.report;

import dev.plumbline.observation.Redaction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Takes secrets out of every text of a report. */
record RedactedTree(Redaction redaction) {

  /**
   * Returns a tree in which every text is as it may be shown; the headers of messages are known by
   * their place.
   */
  JsonNode tree(JsonNode node) {
    if (node instanceof ObjectNode object) {
      ObjectNode clean = JsonNodeFactory.instance.objectNode();
      object
          .properties()
          .forEach(
              e ->
                  clean.set(
                      e.getKey(),
                      e.getKey().equals("headers")
                          ? headers(e.getValue())
                          : e.getKey().equals("body") && object.path("truncated").asBoolean(false)
                              ? JsonNodeFactory.instance.stringNode(
                                  redaction.beginning(e.getValue().stringValue()))
                              : tree(e.getValue())));
      return clean;
    }
    if (node instanceof ArrayNode array) {
      ArrayNode clean = JsonNodeFactory.instance.arrayNode();
      array.forEach(each -> clean.add(tree(each)));
      return clean;
    }
    return node.isString()
        ? JsonNodeFactory.instance.stringNode(redaction.text(node.stringValue()))
        : node;
  }

  private ArrayNode headers(JsonNode lines) {
    ArrayNode clean = JsonNodeFactory.instance.arrayNode();
    for (JsonNode line : lines) {
      String name = line.get("name").stringValue();
      clean
          .addObject()
          .put("name", redaction.text(name))
          .put("value", redaction.header(name, line.get("value").stringValue()));
    }
    return clean;
  }
}
