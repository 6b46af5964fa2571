package dev.plumbline.azure.live;

import dev.plumbline.azure.document.BackendHealth;
import dev.plumbline.azure.platform.AzurePlatformException;
import dev.plumbline.azure.platform.PlatformAnswer;
import dev.plumbline.observation.Diagnosis;
import dev.plumbline.observation.Journal;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.PlatformObservation;
import dev.plumbline.observation.Provenance;
import dev.plumbline.observation.Timings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Azure itself, asked what it says of a network: by the Azure SDK, over its interfaces for
 * management. Nothing is ever changed.
 *
 * <pre><code class='java'>
 * try (AzurePlatform azure =
 *     AzurePlatform.of("00000000-0000-0000-0000-000000000000").resourceGroup("contoso").open()) {
 *   BackendHealth health = azure.in(lab.scope()).backendHealth("contoso-gateway").value();
 * }
 * </code></pre>
 *
 * <p>Every answer is recorded in the journal with when it was asked and how long it took. A
 * question that could not be asked, or that Azure gave no usable answer to, is recorded too, and
 * throws an {@link AzurePlatformException}: nothing is known then.
 *
 * <p>Resources are given by their ids, or by bare names in the first resource group. Safe for use
 * by many threads.
 */
public final class AzurePlatform implements AutoCloseable {

  /** What stands in the place of a vantage. */
  public static final String VANTAGE = "Azure";

  private final ArmConnection connection;
  private final PlatformSettings settings;
  private final Journal.Scope scope;

  private AzurePlatform(ArmConnection connection, PlatformSettings settings, Journal.Scope scope) {
    this.connection = connection;
    this.settings = settings;
    this.scope = scope;
    scope.journal().secrets(settings.credential().secrets());
  }

  /**
   * Returns how a subscription is asked, to be completed and opened.
   *
   * @param subscription its id
   */
  public static AzurePlatformBuilder of(String subscription) {
    return new AzurePlatformBuilder(subscription);
  }

  static AzurePlatform open(PlatformSettings settings) {
    return new AzurePlatform(
        new ArmConnection(settings), settings, new Journal().scope(VANTAGE, ""));
  }

  /**
   * Returns this platform, recording in a part of a journal: that of a test is {@code lab.scope()}.
   * Everything else is shared: closing one closes both.
   */
  public AzurePlatform in(Journal.Scope other) {
    return new AzurePlatform(connection, settings, other);
  }

  /**
   * Returns the backend health of an application gateway. The gateway probes its backends for it,
   * which takes up to a minute.
   *
   * @param gateway the gateway, by name or id
   * @throws AzurePlatformException when there is no answer
   */
  public PlatformAnswer<BackendHealth> backendHealth(String gateway) {
    BackendHealthCall call = new BackendHealthCall(new Ids(settings), gateway);
    return asked(call.question(), () -> call.ask(connection), BackendHealthCall::told);
  }

  private <T> PlatformAnswer<T> asked(
      Question question, Supplier<T> call, Function<T, Saying> says) {
    int number = scope.nextNumber();
    Instant begun = Instant.now();
    long start = System.nanoTime();
    try {
      T value = call.get();
      Saying saying = says.apply(value);
      return new PlatformAnswer<>(
          value,
          recorded(
              number,
              question,
              begun,
              start,
              new Outcome.Told(saying.line()),
              saying.line(),
              saying.facts()));
    } catch (AzurePlatformException e) {
      String message = scope.journal().redaction().text(String.valueOf(e.getMessage()));
      recorded(number, question, begun, start, new Outcome.NotTold(message), "", List.of());
      throw new AzurePlatformException(e.kind(), message);
    }
  }

  private PlatformObservation recorded(
      int number,
      Question question,
      Instant begun,
      long start,
      Outcome outcome,
      String says,
      List<String> facts) {
    Provenance provenance =
        new Provenance(
            number,
            VANTAGE,
            question.subject(),
            begun,
            new Timings(Map.of(), Duration.ofNanos(System.nanoTime() - start)),
            new Diagnosis(facts, null, null),
            scope);
    return scope.record(
        new PlatformObservation(provenance, outcome, question.subject(), says), Journal.Role.CHECK);
  }

  /** Closes the connections. Closing twice is harmless. */
  @Override
  public void close() {
    connection.close();
  }
}
