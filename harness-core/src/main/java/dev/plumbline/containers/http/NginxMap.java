package dev.plumbline.containers.http;

/** A variable of nginx that follows from another text: the first expression that fits decides. */
final class NginxMap {

  private final StringBuilder lines = new StringBuilder();

  private NginxMap(String source, String variable) {
    // Asked anew each time: a request goes through several places, and what it is changes there.
    lines.append("  map ").append(NginxText.open(source)).append(' ').append(variable);
    lines.append(" {\n    volatile;\n");
  }

  /**
   * Begins one.
   *
   * @param source the text, with variables
   * @param variable the variable's name, with its dollar sign
   */
  static NginxMap of(String source, String variable) {
    return new NginxMap(source, variable);
  }

  /** Adds what holds for a text that an expression is found in, with regard to case. */
  NginxMap when(String expression, String value) {
    return line("~" + expression, value);
  }

  /** Adds what holds for a text that an expression is found in, without regard to case. */
  NginxMap whenAnyCase(String expression, String value) {
    return line("~*" + expression, value);
  }

  /** Adds what holds for no text at all, in which nginx looks for no expression. */
  NginxMap whenEmpty(String value) {
    return line("", value);
  }

  /** Adds what holds otherwise, and ends the map. */
  String otherwise(String value) {
    return lines + "    default " + NginxText.open(value) + ";\n  }\n";
  }

  private NginxMap line(String key, String value) {
    lines.append("    ").append(NginxText.open(key)).append(' ');
    lines.append(NginxText.open(value)).append(";\n");
    return this;
  }
}
