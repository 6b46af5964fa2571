package dev.plumbline.observation;

/** What a web application firewall did with a request, as far as it is proved. */
public enum WafVerdict {
  /** It answered in place of what is behind it. */
  BLOCKED("blocked"),
  /** It looked at the request, found nothing in it and let it pass. */
  PASSED("passed"),
  /** It found something in the request and let it pass. */
  LOGGED_ONLY("only logged"),
  /** Nothing of this is proved. */
  UNDECIDABLE("undecidable");

  private final String label;

  WafVerdict(String label) {
    this.label = label;
  }

  /** Returns the words used in messages. */
  public String label() {
    return label;
  }
}
