package dev.plumbline.junit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a run is done here: the jobs of a pipeline split its test classes, or its vantages.
 *
 * @param number which one, from 1
 * @param count how many there are
 * @param by what is split
 */
record Shard(int number, int count, By by) {

  static final String PROPERTY = "plumbline.shard";
  static final String COUNT_PROPERTY = "plumbline.shards";
  static final String BY_PROPERTY = "plumbline.shard.by";

  /** What Kubernetes tells each pod of an indexed job: its index, from 0. */
  static final String INDEX_VARIABLE = "JOB_COMPLETION_INDEX";

  private static final Pattern TEXT = Pattern.compile("([0-9]{1,4})\\s*/\\s*([0-9]{1,4})");

  /** What is split. */
  enum By {
    CLASSES,
    VANTAGES;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Returns the shard that a run asks for; empty where it is not split.
   *
   * @param settings the settings of the run, by name
   * @param index which shard this is as Kubernetes tells it; null where it does not
   * @throws IllegalArgumentException when it asks for what is no shard
   */
  static Optional<Shard> asked(
      Function<String, Optional<String>> settings, @Nullable String index) {
    By by = settings.apply(BY_PROPERTY).map(Shard::by).orElse(By.CLASSES);
    Optional<String> count = settings.apply(COUNT_PROPERTY);
    Optional<Shard> named = settings.apply(PROPERTY).map(text -> parsed(text, by));
    if (named.isPresent() && count.isPresent() && number(count.get()) != named.get().count()) {
      throw new IllegalArgumentException(
          PROPERTY
              + "="
              + named.get()
              + " and "
              + COUNT_PROPERTY
              + "="
              + count.get()
              + " contradict each other: leave one of them out");
    }
    return named.or(() -> count.map(text -> indexed(text, index, by)));
  }

  /**
   * Returns the shard that this run asks for; empty where it is not split.
   *
   * @param configuration JUnit's configuration parameters, by name
   * @throws IllegalArgumentException when it asks for what is no shard
   */
  static Optional<Shard> asked(Function<String, Optional<String>> configuration) {
    return asked(name -> Settings.text(configuration, name), System.getenv(INDEX_VARIABLE));
  }

  private static By by(String text) {
    return Arrays.stream(By.values())
        .filter(each -> each.label().equalsIgnoreCase(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    BY_PROPERTY
                        + "="
                        + text
                        + " is not one of "
                        + Arrays.stream(By.values())
                            .map(By::label)
                            .collect(Collectors.joining(", "))));
  }

  private static Shard parsed(String text, By by) {
    Matcher matcher = TEXT.matcher(text);
    if (matcher.matches()) {
      int number = Integer.parseInt(matcher.group(1));
      int count = Integer.parseInt(matcher.group(2));
      if (number >= 1 && number <= count) {
        return new Shard(number, count, by);
      }
    }
    throw new IllegalArgumentException(
        PROPERTY
            + "="
            + text
            + " is no shard: write its number, from 1, and how many there are, such as 2/5");
  }

  private static Shard indexed(String text, @Nullable String index, By by) {
    int count = number(text);
    if (count < 1) {
      throw new IllegalArgumentException(
          COUNT_PROPERTY + "=" + text + " is not a number of shards: write 1 or more");
    }
    int zeroBased = index == null ? -1 : number(index.strip());
    if (zeroBased < 0 || zeroBased >= count) {
      throw new IllegalArgumentException(
          COUNT_PROPERTY
              + "="
              + count
              + " takes which shard this is from the environment variable "
              + INDEX_VARIABLE
              + " that Kubernetes sets in indexed jobs, 0 to "
              + (count - 1)
              + ", but that is "
              + (index == null ? "not set" : "\"" + index + "\"")
              + ". Elsewhere write "
              + PROPERTY
              + "=1/"
              + count);
    }
    return new Shard(zeroBased + 1, count, by);
  }

  private static int number(String text) {
    return text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : -1;
  }

  /**
   * Returns the number of the shard that a name belongs to: by nothing but the name and the count,
   * so that jobs which know nothing of each other agree.
   */
  int of(String name) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
      return Math.floorMod(ByteBuffer.wrap(hash).getLong(), count) + 1;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Returns the number of the shard that the vantage at a place in its environment's list belongs
   * to.
   */
  int ofVantage(int place) {
    return place % count + 1;
  }

  @Override
  public String toString() {
    return number + "/" + count;
  }
}
