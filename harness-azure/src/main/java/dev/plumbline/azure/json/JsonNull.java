package dev.plumbline.azure.json;

/** JSON's null. */
public record JsonNull(Mark mark) implements JsonValue {

  @Override
  public JsonNull at(Mark other) {
    return new JsonNull(other);
  }

  @Override
  public String described() {
    return "null";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JsonNull;
  }

  @Override
  public int hashCode() {
    return 0;
  }
}
