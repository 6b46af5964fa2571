package dev.plumbline.azure.read;

import dev.plumbline.azure.json.JsonArray;
import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonString;
import dev.plumbline.azure.json.JsonValue;
import dev.plumbline.descriptor.Source;
import java.util.Locale;
import java.util.regex.Pattern;

/** What is in a file. */
enum FileFormat {
  /** An ARM template. */
  TEMPLATE,
  /** A template's parameters. */
  PARAMETERS,
  /** Terraform's JSON of a plan or state. */
  TERRAFORM,
  /** Resources as the command line and the interface for management show them. */
  RESOURCES,
  /** A document with the top-level key {@code azure}, written by hand. */
  DOCUMENT,
  /** Bicep, which is compiled to a template first. */
  BICEP,
  /** JSON of another kind. */
  OTHER_JSON,
  /** Anything else. */
  OTHER;

  /** What is read, for messages. */
  static final String READ =
      "read are ARM templates, JSON of az (show, list, graph query), terraform show -json of a plan"
          + " or state, and YAML with the top-level key azure";

  private static final Pattern BICEP_LINE =
      Pattern.compile(
          "(?m)^\\s*(targetScope\\s*=|param\\s+\\w+\\s+\\w+|resource\\s+\\w+\\s+'|module\\s+\\w+\\s+'|var\\s+\\w+\\s*=|output\\s+\\w+\\s+\\w+\\s*=|@(description|secure|allowed)\\()");

  /** Returns whether a text looks like JSON, with or without comments. */
  static boolean isJson(String text) {
    String start = text.stripLeading();
    while (start.startsWith("//") || start.startsWith("/*")) {
      int end = start.startsWith("//") ? start.indexOf('\n') : start.indexOf("*/");
      if (end < 0) {
        return false;
      }
      start = start.substring(end + (start.startsWith("//") ? 1 : 2)).stripLeading();
    }
    return start.startsWith("{") || start.startsWith("[");
  }

  /** Returns the format of a text that is no JSON. */
  static FileFormat ofText(Source source) {
    String text = source.text();
    if (source.name().endsWith(".bicep") || BICEP_LINE.matcher(text).find()) {
      return BICEP;
    }
    return source.keys().contains("azure") ? DOCUMENT : OTHER;
  }

  /** Returns the format of JSON. */
  static FileFormat of(JsonValue root) {
    if (root instanceof JsonArray) {
      return RESOURCES;
    } else if (!(root instanceof JsonObject)) {
      return OTHER_JSON;
    }
    JsonObject object = (JsonObject) root;
    String schema =
        object.value("$schema") instanceof JsonString text
            ? text.value().toLowerCase(Locale.ROOT)
            : "";
    if (schema.contains("deploymentparameters")) {
      return PARAMETERS;
    } else if (schema.contains("deploymenttemplate")
        || object.has("resources") && (object.has("contentVersion") || object.has("$schema"))) {
      return TEMPLATE;
    } else if (object.has("format_version") || object.has("terraform_version")) {
      return TERRAFORM;
    } else if (object.has("azure")) {
      return DOCUMENT;
    } else if (object.value("id") instanceof JsonString
        || object.value("value") instanceof JsonArray
        || object.value("data") instanceof JsonArray) {
      return RESOURCES;
    }
    return object.has("parameters") && object.has("contentVersion") ? PARAMETERS : OTHER_JSON;
  }

  /**
   * Returns whether a text is one of the formats in JSON, judged by its beginning and some words,
   * so that a large file is not taken apart twice.
   */
  static boolean looksLikeResources(String text) {
    return isJson(text)
        && (text.contains("deploymentTemplate.json")
            || text.contains("eploymentTemplate.json#")
            || text.contains("\"format_version\"")
            || text.contains("\"/subscriptions/")
            || text.contains("\"contentVersion\"")
            || text.contains("\"Microsoft."));
  }
}
