package dev.plumbline.azure.arm;

import dev.plumbline.azure.json.JsonNumber;
import dev.plumbline.azure.json.JsonValue;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;

/**
 * {@code format()}: .NET's composite format strings ({@code {index[,alignment][:format]}}), with
 * its invariant culture.
 */
final class CompositeFormat {

  private static final int WIDEST = 10_000;

  private CompositeFormat() {}

  static JsonValue format(Arguments args) {
    String format = args.text(0);
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      boolean doubled = i + 1 < format.length() && format.charAt(i + 1) == c;
      if ((c == '{' || c == '}') && doubled) {
        out.append(c);
        i++;
      } else if (c == '{') {
        int end = format.indexOf('}', i);
        if (end < 0) {
          throw args.wrong("the item that begins at character " + (i + 1) + " has no \"}\"");
        }
        item(format.substring(i + 1, end), args, out);
        i = end;
      } else if (c == '}') {
        throw args.wrong("\"}\" at character " + (i + 1) + " closes nothing; a brace is \"}}\"");
      } else {
        out.append(c);
      }
    }
    return StringFunctions.string(out.toString());
  }

  private static void item(String item, Arguments args, StringBuilder out) {
    int colon = item.indexOf(':');
    String spec = colon < 0 ? "" : item.substring(colon + 1);
    String head = colon < 0 ? item : item.substring(0, colon);
    int comma = head.indexOf(',');
    int index = number(comma < 0 ? head : head.substring(0, comma), item, args);
    int width = comma < 0 ? 0 : number(head.substring(comma + 1), item, args);
    if (index < 0 || index + 1 >= args.size()) {
      throw args.wrong("the item {" + item + "} has no argument; there are " + (args.size() - 1));
    }
    if (Math.abs(width) > WIDEST) {
      throw args.wrong("the item {" + item + "} is wider than " + WIDEST);
    }
    JsonValue value = args.get(index + 1);
    String text =
        value instanceof JsonNumber number && !spec.isEmpty()
            ? number(number.decimal(), spec, args)
            : StringFunctions.text(value);
    String pad = " ".repeat(Math.max(0, Math.abs(width) - text.length()));
    out.append(width > 0 ? pad : "").append(text).append(width < 0 ? pad : "");
  }

  private static int number(String text, String item, Arguments args) {
    try {
      return Integer.parseInt(text.strip());
    } catch (NumberFormatException e) {
      throw args.wrong("the item {" + item + "} has no number; a brace is \"{{\"");
    }
  }

  /** Formats a number by a standard specifier such as {@code D4}, or by a custom one. */
  static String number(BigDecimal value, String spec, Arguments args) {
    char kind = Character.toUpperCase(spec.charAt(0));
    String rest = spec.substring(1);
    if (!Character.isLetter(kind) || !rest.matches("\\d{0,3}")) {
      return custom(value, spec, args);
    }
    int precision = rest.isEmpty() ? -1 : Integer.parseInt(rest);
    switch (kind) {
      case 'D':
        String digits = value.abs().toBigInteger().toString();
        return (value.signum() < 0 ? "-" : "") + padded(digits, precision);
      case 'X':
        String hex = Long.toHexString(value.longValue());
        return padded(spec.charAt(0) == 'X' ? hex.toUpperCase(Locale.ROOT) : hex, precision);
      case 'F':
        return fixed(value, precision);
      case 'N':
        return pattern("#,##0", precision < 0 ? 2 : precision).format(value);
      case 'P':
        return pattern("#,##0", precision < 0 ? 2 : precision).format(value.movePointRight(2))
            + " %";
      case 'G', 'R':
        return value.stripTrailingZeros().toPlainString();
      default:
        throw args.wrong(
            "the format \""
                + spec
                + "\" is not supported; supported: D, X, F, N, P, G and custom"
                + " formats of 0 and #");
    }
  }

  private static String padded(String digits, int precision) {
    return "0".repeat(Math.max(0, precision - digits.length())) + digits;
  }

  private static String fixed(BigDecimal value, int precision) {
    return value.setScale(precision < 0 ? 2 : precision, RoundingMode.HALF_UP).toPlainString();
  }

  private static DecimalFormat pattern(String whole, int precision) {
    DecimalFormat format =
        new DecimalFormat(
            precision == 0 ? whole : whole + "." + "0".repeat(precision),
            DecimalFormatSymbols.getInstance(Locale.ROOT));
    format.setRoundingMode(RoundingMode.HALF_UP);
    return format;
  }

  private static String custom(BigDecimal value, String spec, Arguments args) {
    if (!spec.matches("[^0#.,%]*[0#.,]+%?[^0#.,%]*")) {
      throw args.wrong("the format \"" + spec + "\" is not supported");
    }
    int first = 0;
    while ("0#.,".indexOf(spec.charAt(first)) < 0) {
      first++;
    }
    int last = first;
    while (last < spec.length() && "0#.,%".indexOf(spec.charAt(last)) >= 0) {
      last++;
    }
    try {
      DecimalFormat format =
          new DecimalFormat(
              spec.substring(first, last), DecimalFormatSymbols.getInstance(Locale.ROOT));
      format.setRoundingMode(RoundingMode.HALF_UP);
      return spec.substring(0, first) + format.format(value) + spec.substring(last);
    } catch (IllegalArgumentException e) {
      throw args.wrong("the format \"" + spec + "\" is not supported");
    }
  }
}
