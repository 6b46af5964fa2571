package dev.plumbline.azure.json;

/** True or false. */
public record JsonBoolean(Mark mark, boolean value) implements JsonValue {

  @Override
  public JsonBoolean at(Mark other) {
    return new JsonBoolean(other, value);
  }

  @Override
  public String described() {
    return String.valueOf(value);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JsonBoolean bool && bool.value == value;
  }

  @Override
  public int hashCode() {
    return Boolean.hashCode(value);
  }
}
