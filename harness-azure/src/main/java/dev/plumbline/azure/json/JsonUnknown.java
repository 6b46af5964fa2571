package dev.plumbline.azure.json;

/**
 * A value that only a deployment would give: a secret, or what a resource outside the template has.
 * Everything made of it is unknown too.
 *
 * @param mark where the value is used
 * @param reason why it is not known, as the end of a sentence, for example {@code listKeys() gives
 *     a secret of the platform}
 */
public record JsonUnknown(Mark mark, String reason) implements JsonValue {

  @Override
  public JsonUnknown at(Mark other) {
    return new JsonUnknown(other, reason);
  }

  @Override
  public String described() {
    return "a value that is not known here (" + reason + ")";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JsonUnknown unknown && unknown.reason.equals(reason);
  }

  @Override
  public int hashCode() {
    return reason.hashCode();
  }
}
