package dev.plumbline.sim;

import dev.plumbline.lab.LabException;
import dev.plumbline.observation.AccessRecord;
import dev.plumbline.observation.HttpObservation.Header;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one host has served. */
final class AccessLog {

  private final HostLog<AccessRecord> lines;

  AccessLog(String host) {
    this.lines =
        new HostLog<>(
            "host \"%s\" has served more than %d requests, and its access log keeps no more: what came later would look as if it had never been served. Ask in a lab of its own, before so many are served"
                .formatted(host, HostLog.KEPT));
  }

  /**
   * Adds a request and its answer; {@link Answer#CLOSE} for none.
   *
   * @param cipher the cipher suite; null for plain HTTP
   */
  void add(Received request, Answer answer, @Nullable String cipher) {
    AccessNote note = request.note();
    lines.add(
        new AccessRecord(
            note.id,
            note.time,
            request.peer().text(),
            request.peer().port(),
            request.port(),
            note.service(),
            request.method(),
            request.target(),
            request.version(),
            request.headers(),
            answer.status(),
            request.method().length()
                + request.target().length()
                + 12
                + size(request.headers())
                + request.body().length,
            sent(request, answer),
            Duration.ofNanos(System.nanoTime() - note.began),
            request.tls(),
            cipher,
            request.sni(),
            note.forwarded(),
            note.failure()));
  }

  private static long sent(Received request, Answer answer) {
    if (answer == Answer.CLOSE) {
      return 0;
    }
    // What a backend said of its answer's length is said anew.
    List<Header> own =
        answer.headers().stream()
            .filter(h -> !h.name().equalsIgnoreCase("Content-Length"))
            .toList();
    return 17 + size(own) + (request.method().equals("HEAD") ? 0 : answer.body().length);
  }

  private static long size(List<Header> headers) {
    return 2 + headers.stream().mapToLong(h -> h.name().length() + h.value().length() + 4).sum();
  }

  /**
   * Returns the lines, oldest first.
   *
   * @throws LabException when there were more than are kept
   */
  List<AccessRecord> lines() {
    return lines.lines();
  }
}
