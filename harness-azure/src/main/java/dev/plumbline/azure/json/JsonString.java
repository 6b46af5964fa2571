package dev.plumbline.azure.json;

/** A text. */
public record JsonString(Mark mark, String value) implements JsonValue {

  private static final int SHOWN = 60;

  @Override
  public JsonString at(Mark other) {
    return new JsonString(other, value);
  }

  @Override
  public String described() {
    return "the text \""
        + (value.length() > SHOWN ? value.substring(0, SHOWN) + "…" : value)
        + "\"";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JsonString text && text.value.equals(value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }
}
