package dev.plumbline.azure.management.logs;

/** A query that cannot be answered: its message says why, in the words of the service. */
public final class KustoException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String code;

  private KustoException(String code, String message) {
    super(message, null, false, false);
    this.code = code;
  }

  /** It is not of the language. */
  static KustoException syntax(String message) {
    return new KustoException("SyntaxError", message);
  }

  /** It names what is not there. */
  static KustoException semantic(String message) {
    return new KustoException("SemanticError", message);
  }

  /** It is right, and the simulation does not know how to answer it. */
  static KustoException notSimulated(String what) {
    return new KustoException(
        "NotSimulated",
        what
            + " is not known to the simulation, which answers: union, where, extend, project,"
            + " project-away, project-rename, distinct, summarize count(), count, take, limit, top,"
            + " sort, order; ask in these words, or ask Azure");
  }

  /** Returns the kind of the error, in the service's word: {@code "SyntaxError"}. */
  public String code() {
    return code;
  }
}
