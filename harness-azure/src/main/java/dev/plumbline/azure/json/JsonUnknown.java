package dev.plumbline.azure.json;

import dev.plumbline.descriptor.DescriptorException;

/**
 * A value that only a deployment would give: a secret, or what a resource outside the template has.
 * Everything made of it is unknown too.
 *
 * @param mark where the value is used
 * @param reason why it is not known, as the end of a sentence, for example {@code listKeys() gives
 *     a secret of the platform}
 */
public record JsonUnknown(Mark mark, String reason) implements JsonValue {

  /** What the message of {@link #refuse} begins with. */
  public static final String NEEDED = "needed for the network, but ";

  /** Returns the refusal to go on without the value. */
  public DescriptorException refuse() {
    return mark.refuse(
        NEEDED
            + described()
            + "; write the value itself here, pass it as a parameter, or add the file that"
            + " describes the resource it comes from");
  }

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
