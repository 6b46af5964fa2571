package dev.plumbline.azure.live;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Takes an answer apart. What is missing makes it unusable: nothing is ever taken for an empty
 * list, or for a default.
 */
final class Reading {

  private final Question question;

  Reading(Question question) {
    this.question = question;
  }

  <T> T there(@Nullable T value, String name) {
    if (value == null) {
      throw Failures.broken(question, "it has no \"" + name + "\"");
    }
    return value;
  }

  /** Checks that there is something, of whatever kind. */
  void member(JsonNode in, String name) {
    if (in.path(name).isMissingNode() || in.path(name).isNull()) {
      throw Failures.broken(question, "it has no \"" + name + "\"");
    }
  }

  String text(JsonNode in, String name) {
    JsonNode value = in.path(name);
    if (!value.isString()) {
      throw Failures.broken(question, "it has no text \"" + name + "\"");
    }
    return value.asString();
  }

  String textOr(JsonNode in, String name) {
    return in.path(name).asString("");
  }

  List<JsonNode> list(JsonNode in, String name) {
    JsonNode value = in.path(name);
    if (!value.isArray()) {
      throw Failures.broken(question, "it has no list \"" + name + "\"");
    }
    List<JsonNode> all = new ArrayList<>();
    value.forEach(all::add);
    return all;
  }

  /** Returns the texts of a list without blank ones; none where the list is missing. */
  List<String> texts(JsonNode in, String name) {
    if (in.path(name).isMissingNode() || in.path(name).isNull()) {
      return List.of();
    }
    List<String> all = new ArrayList<>();
    for (JsonNode one : list(in, name)) {
      if (!one.isString()) {
        throw Failures.broken(question, "its list \"" + name + "\" has " + one + ", not a text");
      }
      all.add(one.asString());
    }
    all.removeIf(String::isBlank);
    return all;
  }

  /** Returns what a text means, where it means something. */
  <T> T meant(String text, Function<String, T> meaning) {
    try {
      return meaning.apply(text);
    } catch (IllegalArgumentException e) {
      throw Failures.broken(question, Failures.reason(e));
    }
  }

  /** Returns the enum constant that a word of Azure's stands for, in any case. */
  <E extends Enum<E>> E word(Class<E> type, String text) {
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equalsIgnoreCase(text)) {
        return constant;
      }
    }
    throw Failures.broken(question, "\"" + text + "\" is no " + type.getSimpleName());
  }

  /**
   * Azure puts a kind before the names of rules: {@code defaultSecurityRules/DenyAllInBound},
   * {@code UserRule_deny-all}.
   */
  static String ruleName(String text) {
    return text.substring(text.lastIndexOf('/') + 1).replaceFirst("^(UserRule|DefaultRule)_", "");
  }

  /** Returns the last name of an id; empty for none. */
  static String lastName(@Nullable String id) {
    return id == null ? "" : id.substring(id.lastIndexOf('/') + 1);
  }
}
