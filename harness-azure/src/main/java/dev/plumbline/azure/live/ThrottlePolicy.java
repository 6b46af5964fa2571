package dev.plumbline.azure.live;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpPipelineNextPolicy;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.HttpPipelinePolicy;
import dev.plumbline.azure.platform.AzurePlatformException.Kind;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Asks again where Azure says to wait: 429, and 503 with Retry-After (RFC 9110 section 10.2.3).
 * Never longer in all than the deadline, nor more than a few times: then it says so.
 */
final class ThrottlePolicy implements HttpPipelinePolicy {

  private static final int MOST_TRIES = 6;

  /** Where 429 does not say how long, the wait of the first time; it doubles. */
  private static final Duration UNTOLD = Duration.ofSeconds(2);

  private final Duration longest;

  ThrottlePolicy(Duration longest) {
    this.longest = longest;
  }

  @Override
  public Mono<HttpResponse> process(HttpPipelineCallContext context, HttpPipelineNextPolicy next) {
    return tried(next, 1, Duration.ZERO);
  }

  private Mono<HttpResponse> tried(HttpPipelineNextPolicy next, int time, Duration waited) {
    return next.clone()
        .process()
        .flatMap(
            response -> {
              Duration told = retryAfter(response.getHeaderValue(HttpHeaderName.RETRY_AFTER));
              boolean throttled = response.getStatusCode() == 429;
              if (!throttled && (response.getStatusCode() != 503 || told == null)) {
                return Mono.just(response);
              }
              if (time == MOST_TRIES && !throttled) {
                return Mono.just(response);
              }
              response.close();
              Duration wait = told == null ? UNTOLD.multipliedBy(1L << (time - 1)) : told;
              Duration all = waited.plus(wait);
              if (time == MOST_TRIES || all.compareTo(longest) > 0) {
                return Mono.error(
                    new Stopped(
                        Kind.THROTTLED,
                        "%d, try %d of %d; it wants a wait of %d s, and %d s of the %d s for waiting are over"
                            .formatted(
                                response.getStatusCode(),
                                time,
                                MOST_TRIES,
                                wait.toSeconds(),
                                waited.toSeconds(),
                                longest.toSeconds())));
              }
              Mono<HttpResponse> again = tried(next, time + 1, all);
              return wait.isZero() ? again : Mono.delay(wait).then(again);
            });
  }

  /** Returns the seconds, or the time until the date, that a header tells; null for neither. */
  static @Nullable Duration retryAfter(@Nullable String header) {
    if (header == null || header.isBlank()) {
      return null;
    }
    String text = header.strip();
    if (text.matches("\\d{1,9}")) {
      return Duration.ofSeconds(Long.parseLong(text));
    }
    try {
      Duration until =
          Duration.between(
              ZonedDateTime.now(), ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME));
      return until.isNegative() ? Duration.ZERO : until;
    } catch (DateTimeException e) {
      return null;
    }
  }
}
