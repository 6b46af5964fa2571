package dev.plumbline.assertion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.plumbline.observation.HealthObservation.Backend;
import dev.plumbline.observation.HttpObservation;
import dev.plumbline.observation.Journal;
import dev.plumbline.observation.Observation;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Outcome.CertificateProblem;
import dev.plumbline.observation.Phase;
import dev.plumbline.observation.ReachabilityMatrix;
import dev.plumbline.observation.ReachabilityMatrix.Cell;
import dev.plumbline.observation.ReachabilityMatrix.Reach;
import dev.plumbline.testing.Observations;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A vantage that is broken proves nothing, whatever is expected of what it did not see. */
class BrokenVantageTest {

  private static final Outcome BROKEN =
      new Outcome.VantageFailed("the SOCKS5 proxy 127.0.0.1:1080 cannot be reached");

  private final Observations outside = Observations.from("outside");

  static Stream<AbstractNetworkAssert<?, ?>> assertions() {
    Observations outside = Observations.from("outside");
    // What would be a control for each of them, were it not for the vantage.
    outside.tcp("10.1.0.9:443", new Outcome.Open());
    outside.resolved("www.contoso.net", "10.1.0.9");
    outside.answer("https://api.contoso.net/", "10.1.0.5:443", 200, List.of(), "");
    HttpObservation exchange =
        outside.http("https://api.contoso.net/", "10.1.0.5:443", BROKEN, null, null, List.of());
    return Stream.of(
        new DnsAssert(outside.dns("api.contoso.net", "A", "168.63.129.16", BROKEN, null)),
        new TcpAssert(outside.tcp("10.1.0.5:443", BROKEN)),
        new TlsAssert(outside.tls("10.1.0.5:443", "api.contoso.net", BROKEN)),
        new HttpAssert(exchange),
        new HealthAssert(
            outside.health(
                "probe", BROKEN, new Backend("10.1.0.5:443", false, "not asked", 1, exchange))));
  }

  @ParameterizedTest
  @MethodSource("assertions")
  void no_assertion_of_any_kind_passes(AbstractNetworkAssert<?, ?> judged) throws Exception {
    List<String> tried = new ArrayList<>();
    for (Method method : judged.getClass().getMethods()) {
      if (isOfOurs(method)) {
        Object[] arguments =
            Arrays.stream(method.getParameterTypes()).map(BrokenVantageTest::some).toArray();
        if (method.getName().equals("hasJson")) {
          arguments[0] = "/name";
        }
        tried.add(method.getName());
        Throwable thrown =
            catchThrowable(
                () -> {
                  try {
                    method.invoke(judged, arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                });
        assertThat(thrown)
            .as(method.toString())
            .isInstanceOf(InconclusiveError.class)
            .hasMessageContaining("the vantage outside is broken")
            .hasMessageContaining("127.0.0.1:1080 cannot be reached");
      }
    }
    assertThat(tried).as("the assertions that were tried").hasSizeGreaterThan(1);
  }

  /** The public methods that judge; those that prepare an assertion return before anything is. */
  private static boolean isOfOurs(Method method) {
    return method.getDeclaringClass().getName().startsWith("dev.plumbline.assertion.")
        && !AbstractNetworkAssert.class.equals(method.getDeclaringClass())
        && AbstractNetworkAssert.class.isAssignableFrom(method.getReturnType())
        && !Modifier.isStatic(method.getModifiers())
        && !method.isBridge();
  }

  private static Object some(Class<?> type) {
    if (type == String.class || type == Object.class) {
      return "10.0.0.0/8";
    } else if (type == String[].class) {
      return new String[] {"10.0.0.5"};
    } else if (type == int.class) {
      return 200;
    } else if (type == int[].class) {
      return new int[] {200};
    } else if (type == Duration.class) {
      return Duration.ofSeconds(1);
    } else if (type == Phase.class) {
      return Phase.RESPONSE;
    } else if (type == CertificateProblem.class) {
      return CertificateProblem.EXPIRED;
    }
    throw new IllegalArgumentException("say here what to give for a " + type);
  }

  @ParameterizedTest
  @MethodSource("assertions")
  void what_users_say_themselves_does_not_pass_either(AbstractNetworkAssert<?, ?> judged) {
    assertThatThrownBy(() -> judged.matches(any -> true))
        .isInstanceOf(InconclusiveError.class)
        .hasMessageContaining("the vantage outside is broken");
    assertThatThrownBy(() -> judged.isNotEqualTo("something else"))
        .isInstanceOf(InconclusiveError.class);
    assertThatThrownBy(() -> judged.doesNotMatch(any -> true))
        .isInstanceOf(InconclusiveError.class);
  }

  @ParameterizedTest
  @EnumSource(Reach.class)
  void no_cell_of_a_matrix_is_shown(Reach expected) {
    outside.tcp("10.1.0.9:443", new Outcome.Open());
    Cell cell = new Cell("outside", "gateway:443", expected, outside.tcp("10.1.0.5:443", BROKEN));
    assertThat(cell.agrees()).isFalse();
    assertThatThrownBy(
            () ->
                new ReachabilityMatrixAssert(
                        new ReachabilityMatrix(
                            List.of("outside"), List.of("gateway:443"), List.of(cell)))
                    .isAsExpected())
        .isInstanceOf(InconclusiveError.class)
        .hasMessageContaining("1 cell not seen, since a vantage is broken")
        .hasMessageContaining("127.0.0.1:1080 cannot be reached");
  }

  @Test
  void it_is_no_control_and_has_none() {
    Observation broken = outside.tcp("10.1.0.5:443", BROKEN);
    Observation dropped = outside.tcp("10.1.0.6:443", new Outcome.TimedOut(Phase.CONNECT));
    Journal journal = outside.scope().journal();
    assertThat(journal.controlFor(dropped)).isEmpty();
    outside.tcp("10.1.0.9:443", new Outcome.Open());
    assertThat(journal.controlFor(dropped)).isPresent();
    assertThat(journal.controlFor(broken)).isEmpty();
  }

  @Test
  void it_is_not_the_resolver_that_is_unreachable() {
    assertThat(BROKEN).isNotInstanceOf(Outcome.ResolverUnreachable.class);
    assertThat(new Outcome.ResolverUnreachable(BROKEN).vantageFailure()).isNotNull();
    assertThat(new Outcome.ResolverUnreachable(new Outcome.Refused()).vantageFailure()).isNull();
  }
}
