package dev.plumbline.azure.arm;

import dev.plumbline.azure.json.JsonNumber;
import dev.plumbline.azure.json.JsonValue;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Functions for dates (ARM reference: Date). */
final class DateFunctions {

  private static final String COMPACT = "yyyyMMdd'T'HHmmss'Z'";
  private static final Pattern DURATION =
      Pattern.compile("([-+]?)P(?=.)((?:\\d+[YMWD])*)(?:(T(?:\\d+(?:[.,]\\d+)?[HMS])+))?");

  private DateFunctions() {}

  static void addTo(Functions all) {
    all.add("utcNow", 0, 1, DateFunctions::utcNow);
    all.add("dateTimeAdd", 2, 3, DateFunctions::dateTimeAdd);
    all.add(
        "dateTimeFromEpoch",
        1,
        1,
        args -> StringFunctions.string(Instant.ofEpochSecond(args.integer(0)).toString()));
    all.add(
        "dateTimeToEpoch", 1, 1, args -> JsonNumber.of(parsed(args.text(0), args).toEpochSecond()));
  }

  private static JsonValue utcNow(Arguments args) {
    ZonedDateTime now = args.scope().around().now().atZone(ZoneOffset.UTC);
    return StringFunctions.string(
        args.size() == 0
            ? DateTimeFormatter.ofPattern(COMPACT, Locale.ROOT).format(now)
            : formatted(now, args.text(0), args));
  }

  private static JsonValue dateTimeAdd(Arguments args) {
    ZonedDateTime base = parsed(args.text(0), args);
    Matcher duration = DURATION.matcher(args.text(1));
    if (!duration.matches()) {
      throw args.expected(1, "a duration of ISO 8601, as in P3Y, -P9D or PT1H");
    }
    boolean minus = duration.group(1).equals("-");
    Period days = duration.group(2).isEmpty() ? Period.ZERO : Period.parse("P" + duration.group(2));
    Duration time =
        duration.group(3) == null ? Duration.ZERO : Duration.parse("P" + duration.group(3));
    ZonedDateTime sum = minus ? base.minus(days).minus(time) : base.plus(days).plus(time);
    return StringFunctions.string(
        formatted(sum, args.size() == 3 ? args.text(2) : "M/d/yyyy h:mm:ss tt", args));
  }

  private static ZonedDateTime parsed(String text, Arguments args) {
    String iso =
        text.strip()
            .replaceFirst("^(\\d{4})(\\d\\d)(\\d\\d)T(\\d\\d)(\\d\\d)(\\d\\d)", "$1-$2-$3T$4:$5:$6")
            .replaceFirst("^(\\d{4}-\\d\\d-\\d\\d) ", "$1T");
    try {
      if (iso.matches("\\d{4}-\\d\\d-\\d\\d")) {
        return LocalDate.parse(iso).atStartOfDay(ZoneOffset.UTC);
      } else if (iso.matches("\\d{1,2}/\\d{1,2}/\\d{4} .*")) {
        return LocalDateTime.parse(
                iso, DateTimeFormatter.ofPattern("M/d/yyyy h:mm:ss a", Locale.ROOT))
            .atZone(ZoneOffset.UTC);
      }
      return iso.matches(".*(Z|[-+]\\d\\d:?\\d\\d)$")
          ? OffsetDateTime.parse(iso).atZoneSameInstant(ZoneOffset.UTC)
          : LocalDateTime.parse(iso).atZone(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      throw args.expected(0, "a time of ISO 8601, as in 2020-04-07 14:53:14Z");
    }
  }

  /** Formats by .NET's standard and custom format strings, with its invariant culture. */
  private static String formatted(ZonedDateTime time, String format, Arguments args) {
    String custom =
        switch (format) {
          case "d" -> "MM/dd/yyyy";
          case "D" -> "dddd, dd MMMM yyyy";
          case "t" -> "HH:mm";
          case "T" -> "HH:mm:ss";
          case "f" -> "dddd, dd MMMM yyyy HH:mm";
          case "F", "U" -> "dddd, dd MMMM yyyy HH:mm:ss";
          case "g" -> "MM/dd/yyyy HH:mm";
          case "G" -> "MM/dd/yyyy HH:mm:ss";
          case "m", "M" -> "MMMM dd";
          case "o", "O" -> "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'";
          case "r", "R" -> "ddd, dd MMM yyyy HH:mm:ss 'GMT'";
          case "s" -> "yyyy-MM-dd'T'HH:mm:ss";
          case "u" -> "yyyy-MM-dd HH:mm:ss'Z'";
          case "y", "Y" -> "yyyy MMMM";
          default -> format;
        };
    try {
      return DateTimeFormatter.ofPattern(pattern(custom), Locale.ENGLISH).format(time);
    } catch (IllegalArgumentException e) {
      throw args.wrong("the format \"" + format + "\" is not supported");
    }
  }

  private static String pattern(String custom) {
    StringBuilder pattern = new StringBuilder();
    for (int i = 0; i < custom.length(); ) {
      char c = custom.charAt(i);
      int end = i + 1;
      if (c == '\'' || c == '"') {
        end = custom.indexOf(c, end);
        end = end < 0 ? custom.length() : end;
        pattern.append('\'').append(custom, i + 1, end).append('\'');
        i = end + 1;
        continue;
      }
      while (end < custom.length() && custom.charAt(end) == c) {
        end++;
      }
      String run = custom.substring(i, end);
      pattern.append(
          switch (c) {
            case 'd' -> run.length() > 3 ? "EEEE" : run.length() == 3 ? "EEE" : run;
            case 't' -> "a";
            case 'f', 'F' -> "S".repeat(run.length());
            case 'z', 'K' -> "XXX";
            case '%' -> "";
            case 'M', 'y', 'H', 'h', 'm', 's' -> run;
            default -> Character.isLetter(c) ? "'" + run + "'" : run;
          });
      i = end;
    }
    return pattern.toString();
  }
}
