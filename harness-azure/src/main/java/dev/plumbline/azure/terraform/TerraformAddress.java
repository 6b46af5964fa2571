package dev.plumbline.azure.terraform;

import java.util.ArrayList;
import java.util.List;

/** Addresses and references of Terraform, taken apart; keys may have any character in them. */
final class TerraformAddress {

  private TerraformAddress() {}

  /** Returns the names of a reference and its indices, each of which is {@code [0]} or the like. */
  static List<String> steps(String reference) {
    List<String> steps = new ArrayList<>();
    StringBuilder step = new StringBuilder();
    boolean index = false;
    boolean quoted = false;
    for (int i = 0; i < reference.length(); i++) {
      char c = reference.charAt(i);
      if (index) {
        step.append(c);
        if (c == '\\' && quoted && i + 1 < reference.length()) {
          step.append(reference.charAt(++i));
        } else if (c == '"') {
          quoted = !quoted;
        } else if (c == ']' && !quoted) {
          index = false;
          add(steps, step);
        }
      } else if (c == '.') {
        add(steps, step);
      } else if (c == '[') {
        add(steps, step);
        step.append(c);
        index = true;
      } else {
        step.append(c);
      }
    }
    add(steps, step);
    return steps;
  }

  private static void add(List<String> steps, StringBuilder step) {
    if (step.length() > 0) {
      steps.add(step.toString());
      step.setLength(0);
    }
  }

  /** Returns the names of the calls that lead to a module, from the root. */
  static List<String> calls(String module) {
    return steps(module).stream().filter(s -> !s.equals("module") && !s.startsWith("[")).toList();
  }

  /** Returns the index of the last call of a module's address; empty for none. */
  static String index(String module) {
    List<String> steps = steps(module);
    String last = steps.isEmpty() ? "" : steps.get(steps.size() - 1);
    return last.startsWith("[") ? last : "";
  }

  /** Returns the module that calls a module; empty for the root. */
  static String outer(String module) {
    return first(module, calls(module).size() - 1);
  }

  /** Returns the address of the first calls of a module's address. */
  static String first(String module, int calls) {
    StringBuilder address = new StringBuilder();
    int count = 0;
    for (String step : steps(module)) {
      if (step.startsWith("[")) {
        address.append(step);
      } else if (step.equals("module")) {
        if (++count > calls) {
          break;
        }
        address.append(address.length() == 0 ? "" : ".").append(step);
      } else {
        address.append('.').append(step);
      }
    }
    return address.toString();
  }
}
