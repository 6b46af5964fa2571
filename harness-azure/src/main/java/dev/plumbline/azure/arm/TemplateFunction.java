package dev.plumbline.azure.arm;

import dev.plumbline.azure.json.JsonUnknown;
import dev.plumbline.azure.json.JsonValue;

/**
 * A function of the template language.
 *
 * @param name the name as documented
 * @param least how many arguments it takes at least
 * @param most how many arguments it takes at most
 * @param lenient whether it is called although an argument is not known; others give a value that
 *     is not known either
 * @param body what it does
 */
record TemplateFunction(String name, int least, int most, boolean lenient, Body body) {

  static final int ANY = Integer.MAX_VALUE;

  /** What a function does. */
  @FunctionalInterface
  interface Body {
    JsonValue call(Arguments arguments);
  }

  JsonValue call(Arguments arguments) {
    if (!lenient) {
      JsonUnknown unknown = arguments.unknown();
      if (unknown != null) {
        return unknown;
      }
    }
    return body.call(arguments);
  }

  /** Returns how many arguments it takes, in words. */
  String arity() {
    if (most == ANY) {
      return least == 0 ? "any number of arguments" : "at least " + counted(least);
    }
    return least == most ? counted(least) : least + " to " + counted(most);
  }

  private static String counted(int count) {
    return count == 0 ? "no argument" : count == 1 ? "one argument" : count + " arguments";
  }
}
