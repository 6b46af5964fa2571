package dev.plumbline.azure.json;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * A number.
 *
 * @param mark where it is written
 * @param value a {@link Long} for an integer of 64 bits, otherwise a {@link BigDecimal}
 */
public record JsonNumber(Mark mark, Number value) implements JsonValue {

  /** Returns a number without a place in a file. */
  public static JsonNumber of(Number value) {
    if (value instanceof Long || value instanceof BigDecimal) {
      return new JsonNumber(Mark.NOWHERE, value);
    } else if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
      return new JsonNumber(Mark.NOWHERE, value.longValue());
    }
    return new JsonNumber(
        Mark.NOWHERE,
        value instanceof BigInteger big
            ? new BigDecimal(big)
            : BigDecimal.valueOf(value.doubleValue()));
  }

  /** Returns whether it is an integer that fits into 64 bits. */
  public boolean isInteger() {
    return value instanceof Long;
  }

  @Override
  public JsonNumber at(Mark other) {
    return new JsonNumber(other, value);
  }

  @Override
  public String described() {
    return "the number " + text();
  }

  /** Returns its digits. */
  public String text() {
    if (value instanceof BigDecimal decimal) {
      BigDecimal least = decimal.stripTrailingZeros();
      // An exponent may stand for more zeros than fit into a text.
      return Math.abs((long) least.scale()) > 400 ? least.toString() : least.toPlainString();
    }
    return value.toString();
  }

  /** Returns the exact value. */
  public BigDecimal decimal() {
    return value instanceof BigDecimal decimal ? decimal : BigDecimal.valueOf(value.longValue());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JsonNumber number && number.decimal().compareTo(decimal()) == 0;
  }

  @Override
  public int hashCode() {
    return Double.hashCode(value.doubleValue());
  }
}
