package dev.plumbline.lab;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static dev.plumbline.assertion.NetworkAssertions.eventually;
import static dev.plumbline.assertion.NetworkAssertions.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.assertion.InconclusiveError;
import dev.plumbline.assertion.NetworkSoftAssertions;
import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Ground;
import dev.plumbline.network.Networks;
import dev.plumbline.observation.DnsObservation;
import dev.plumbline.observation.Journal;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Watched;
import dev.plumbline.observation.Watched.Gap;
import dev.plumbline.observation.Watched.Kind;
import dev.plumbline.testing.ManualTime;
import dev.plumbline.testing.Observations;
import dev.plumbline.vantage.Vantage;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WatchTest {

  private static final Duration OFTEN = Duration.ofMillis(1);

  private final Journal journal = new Journal();
  private final Lab lab =
      FakeProvider.opening(
          new FakeRealisation(),
          () ->
              Lab.open(
                  Environment.builder("contoso")
                      .ground(Ground.CONTAINERS)
                      .vantage("inside")
                      .vantage("outside")
                      .network("in code")
                      .build(),
                  Networks.singleGateway(),
                  journal));

  @AfterEach
  void close() {
    lab.close();
  }

  /** Something that is up or down, and counts who has looked since it last changed. */
  private final class Service implements Consumer<Vantage> {
    private volatile boolean up = true;
    private volatile CountDownLatch looked = new CountDownLatch(1);

    @Override
    public void accept(Vantage vantage) {
      CountDownLatch now = looked;
      boolean is = up;
      Observations seen = Observations.in(lab.scope(), vantage.name());
      try {
        if (is) {
          assertThat(seen.resolved("a.net", "10.1.0.5")).isPrivate();
        } else {
          assertThat(seen.resolved("a.net", "20.1.0.5")).isPrivate();
        }
      } finally {
        now.countDown();
      }
    }

    /** Changes it, and returns when it was looked at since. */
    void set(boolean up) {
      this.up = up;
      CountDownLatch next = new CountDownLatch(1);
      looked = next;
      await(next);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Watched during(Watch watch, Consumer<Watching> change) {
    Watching watching = watch.start(new ManualTime());
    change.accept(watching);
    return watching.stop();
  }

  @Test
  void looks_before_beside_and_after_a_change_from_each_place() {
    Service service = new Service();
    Watched seen =
        during(
            lab.watch(OFTEN).from("inside", service).from("outside", service), Watching::awaitLook);

    assertThat(seen.places())
        .extracting(Watched.Place::vantage)
        .containsExactly("inside", "outside");
    assertThat(seen.places()).allMatch(place -> place.looks() >= 3);
    assertThat(seen).hasNoGap().hasNoGapLongerThan(Duration.ofSeconds(1));
    assertThat(journal.watched()).hasSize(1);
  }

  @Test
  void finds_what_was_down_meanwhile_with_its_observations_in_the_journal() {
    Service service = new Service();
    Watched seen =
        during(
            lab.watch(OFTEN).from("inside", service),
            watching -> {
              service.set(false);
              service.set(true);
            });

    Gap gap = seen.places().get(0).gaps().get(0);
    assertThat(seen.places().get(0).gaps()).hasSize(1);
    assertThat(gap.kind()).isEqualTo(Kind.DOWN);
    assertThat(gap.reason()).isEqualTo("resolved");
    assertThat(journal.entries())
        .extracting(e -> e.observation().number())
        .contains(gap.first(), gap.last());
    assertThatThrownBy(() -> assertThat(seen).hasNoGap()).isExactlyInstanceOf(AssertionError.class);
  }

  @Test
  void keeps_what_changed_and_forgets_the_rest() {
    Service service = new Service();
    int[] looks = {0};
    Watched seen =
        lab.watch(Duration.ofSeconds(1))
            .from(
                "inside",
                vantage -> {
                  service.up = looks[0] < 2_000 || looks[0] > 4_000;
                  looks[0]++;
                  service.accept(vantage);
                })
            .holdsFor(Duration.ofSeconds(10_000));

    assertThat(seen.places().get(0).looks()).isEqualTo(10_001);
    assertThat(seen.took()).isEqualTo(Duration.ofSeconds(10_000));
    // the first, both sides of both changes, and the last
    assertThat(journal.entries())
        .extracting(e -> e.observation().number())
        .containsExactly(1, 2_000, 2_001, 4_001, 4_002, 10_001);
    assertThat(seen.places().get(0).gaps())
        .extracting(Gap::describe)
        .containsExactly(
            "down from 33 min 19 s to 1 h 6 min (33 min 22 s at most, 2001 looks), #2001 to #4001: resolved");
  }

  @Test
  void keeps_only_so_many_looks_of_what_flaps() {
    Service service = new Service();
    int[] looks = {0};
    Watched seen =
        lab.watch(Duration.ofSeconds(1))
            .from(
                "inside",
                vantage -> {
                  service.up = looks[0]++ % 2 == 0;
                  service.accept(vantage);
                })
            .holdsFor(Duration.ofSeconds(5_000));

    assertThat(seen.places().get(0).looks()).isEqualTo(5_001);
    assertThat(seen.places().get(0).gapsLeftOut()).isEqualTo(2_500 - Tally.GAPS_KEPT);
    assertThat(journal.entries()).hasSizeLessThan(110);
  }

  @Test
  void a_look_that_asserts_nothing_sees_nothing() {
    Watched seen =
        lab.watch(OFTEN)
            .from(
                "inside",
                vantage -> Observations.in(lab.scope(), "inside").resolved("a.net", "10.1.0.5"))
            .holdsFor(Duration.ofMillis(3));

    assertThatThrownBy(() -> assertThat(seen).hasNoGapLongerThan(Duration.ofHours(1)))
        .isExactlyInstanceOf(InconclusiveError.class)
        .hasMessageContaining("the look asserted nothing of what it observed");
  }

  @Test
  void a_look_that_does_not_throw_what_failed_sees_nothing() {
    Watched seen =
        lab.watch(OFTEN)
            .from(
                "inside",
                vantage -> {
                  DnsObservation name =
                      Observations.in(lab.scope(), "inside").resolved("a.net", "20.1.0.5");
                  assertThat(name).resolvesOnlyTo("20.1.0.5");
                  assertThatThrownBy(() -> assertThat(name).isPrivate())
                      .isInstanceOf(AssertionError.class);
                })
            .holdsFor(Duration.ofMillis(3));

    assertThatThrownBy(() -> assertThat(seen).hasNoGapLongerThan(Duration.ofHours(1)))
        .isExactlyInstanceOf(InconclusiveError.class)
        .hasMessageContaining("an assertion failed and the look did not throw it: resolved");
  }

  @Test
  void waiting_in_a_look_is_refused_since_it_hides_what_is_down_meanwhile() {
    Watch watch =
        lab.watch(OFTEN)
            .from(
                "inside",
                vantage ->
                    eventually(within(Duration.ofMinutes(1)), () -> new Service().accept(vantage)));

    assertThatThrownBy(() -> watch.during(() -> {}))
        .isExactlyInstanceOf(IllegalStateException.class)
        .hasMessage(
            "eventually(..) inside of a look of watch(..): it would wait until what is down is up again, and hide the gap. Assert it at once; the watch looks again, and hasNoGapLongerThan(..) says how long it may be down");
  }

  @Test
  void soft_assertions_from_outside_are_refused_in_a_look_which_would_be_as_expected() {
    NetworkSoftAssertions softly = new NetworkSoftAssertions();
    Watch watch =
        lab.watch(OFTEN)
            .from(
                "inside",
                vantage ->
                    softly
                        .assertThat(
                            Observations.in(lab.scope(), "inside").resolved("a.net", "20.1.0.5"))
                        .isPrivate());

    assertThatThrownBy(() -> watch.during(() -> {}))
        .isExactlyInstanceOf(IllegalStateException.class)
        .hasMessage(
            "what these soft assertions collect is thrown after the look of watch(..), which would be as expected whatever they find. Use NetworkSoftAssertions.assertSoftly(..) inside of it, or NetworkAssertions.assertThat(..)");
  }

  @Test
  void soft_assertions_that_are_thrown_in_the_look_are_the_looks() {
    Service service = new Service();
    Watched seen =
        during(
            lab.watch(OFTEN)
                .from(
                    "inside",
                    vantage ->
                        NetworkSoftAssertions.assertSoftly(
                            softly -> {
                              DnsObservation name =
                                  Observations.in(lab.scope(), "inside")
                                      .resolved("a.net", service.up ? "10.1.0.5" : "20.1.0.5");
                              softly.assertThat(name).isPrivate();
                            })),
            watching -> {
              watching.awaitLook();
              service.up = false;
              watching.awaitLook();
              service.up = true;
            });

    assertThat(seen.places().get(0).gaps()).extracting(Gap::kind).containsExactly(Kind.DOWN);
  }

  @Test
  void a_change_that_was_over_before_anybody_looked_is_not_seen() {
    Watched seen =
        during(lab.watch(Duration.ofHours(1)).from("inside", new Service()), watching -> {});

    assertThatThrownBy(() -> assertThat(seen).hasNoGapLongerThan(Duration.ofHours(2)))
        .isExactlyInstanceOf(InconclusiveError.class)
        .hasMessage(
            """
            [#2 watched from 1 place for 0 s, every 1 h]
            INCONCLUSIVE:  it was not seen all the time, so it may have been down
            Expected:      no gap longer than 2 h
              a.net A from inside: 2 of 2 looks as expected
                no look was begun during the change: let it last until watching.awaitLook(), or look more often""");
  }

  @Test
  void a_change_that_waits_for_a_look_is_seen_from_each_place() {
    Service service = new Service();
    Watched seen =
        lab.watch(OFTEN)
            .from("inside", service)
            .from("outside", service)
            .during(
                watching -> {
                  service.up = false;
                  watching.awaitLook();
                  service.up = true;
                });

    assertThat(seen.places())
        .allSatisfy(
            place -> {
              assertThat(place.changeMissed()).isFalse();
              assertThat(place.gaps()).anyMatch(gap -> gap.kind() == Kind.DOWN);
            });
  }

  @Test
  void looks_that_are_further_apart_than_a_gap_may_be_prove_nothing_of_it() {
    Watched seen =
        lab.watch(Duration.ofSeconds(3))
            .from("inside", new Service())
            .holdsFor(Duration.ofSeconds(9));

    assertThat(seen).hasNoGap().hasNoGapLongerThan(Duration.ofSeconds(3));
    assertThatThrownBy(() -> assertThat(seen).hasNoGapLongerThan(Duration.ofMillis(100)))
        .isExactlyInstanceOf(InconclusiveError.class)
        .hasMessageContaining("up to 3 s between looks that were as expected");
  }

  @Test
  void a_place_that_has_looked_its_last_misses_nothing_while_another_is_still_looking() {
    ManualTime time = new ManualTime();
    AtomicReference<Thread> fast = new AtomicReference<>();
    AtomicBoolean last = new AtomicBoolean();
    Service service = new Service();
    Watching watching =
        lab.watch(OFTEN)
            .from(
                "inside",
                vantage -> {
                  fast.set(Thread.currentThread());
                  service.accept(vantage);
                })
            .from(
                "outside",
                vantage -> {
                  if (last.get()) {
                    join(fast.get());
                    time.pass(Duration.ofMinutes(1));
                  }
                  service.accept(vantage);
                })
            .start(time);
    watching.awaitLook();
    last.set(true);
    Watched seen = watching.stop();

    assertThat(seen.took()).isGreaterThanOrEqualTo(Duration.ofMinutes(1));
    assertThat(seen.places().get(0).gaps()).isEmpty();
    assertThat(seen.places().get(1).gaps()).extracting(Gap::kind).containsOnly(Kind.UNSEEN);
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void an_inconclusive_look_sees_nothing_and_is_not_up() {
    Watched seen =
        lab.watch(OFTEN)
            .from(
                "inside",
                vantage ->
                    assertThat(Observations.in(lab.scope(), "inside").nxDomain("a.net"))
                        .isNxDomain())
            .holdsFor(Duration.ofMillis(3));

    assertThat(seen.places().get(0).asExpected()).isZero();
    assertThatThrownBy(() -> assertThat(seen).hasNoGapLongerThan(Duration.ofHours(1)))
        .isExactlyInstanceOf(InconclusiveError.class);
  }

  @Test
  void a_look_has_its_control_in_itself_since_another_one_saw_another_network() {
    AtomicInteger looks = new AtomicInteger();
    Consumer<Vantage> look =
        vantage -> {
          Observations inside = Observations.in(lab.scope(), "inside");
          // The second look, with a good one before and after it, sees nothing but negatives.
          if (looks.incrementAndGet() != 2) {
            inside.resolved("b.net", "10.1.0.5");
          }
          assertThat(inside.nxDomain("a.net")).isNxDomain();
        };
    Watched seen = during(lab.watch(OFTEN).from("inside", look), Watching::awaitLook);

    Watched.Place place = seen.places().get(0);
    assertThat(place.looks()).isGreaterThanOrEqualTo(3);
    assertThat(place.asExpected()).isEqualTo(place.looks() - 1);
    assertThatThrownBy(() -> assertThat(seen).hasNoGap())
        .isExactlyInstanceOf(InconclusiveError.class);
  }

  @Test
  void a_look_has_its_control_in_itself_also_where_a_connection_had_opened() {
    Observations inside = Observations.in(lab.scope(), "inside");
    inside.tls("10.1.0.5:443", "a.net", new Outcome.HandshakeCompleted());
    Watched seen =
        lab.watch(OFTEN)
            .from(
                "inside",
                vantage ->
                    assertThat(
                            inside.tls(
                                "10.1.0.5:443", "b.net", new Outcome.TlsAlert("unrecognized_name")))
                        .refusesSni())
            .holdsFor(Duration.ofMillis(3));

    assertThat(seen.places().get(0).asExpected()).isZero();
  }

  @Test
  void what_a_look_throws_beside_failed_assertions_ends_the_watch_before_the_change() {
    AtomicInteger changes = new AtomicInteger();
    IllegalArgumentException misuse = new IllegalArgumentException("no such endpoint");
    Watch watch =
        lab.watch(OFTEN)
            .from(
                "inside",
                vantage -> {
                  throw misuse;
                });

    assertThatThrownBy(() -> watch.during(changes::incrementAndGet)).isSameAs(misuse);
    assertThat(changes).hasValue(0);
    assertThatThrownBy(() -> watch.holdsFor(Duration.ofSeconds(1))).isSameAs(misuse);
  }

  @Test
  void what_a_later_look_throws_is_thrown_in_the_end() {
    Service service = new Service();
    IllegalStateException closed = new IllegalStateException("closed");
    CountDownLatch thrown = new CountDownLatch(1);
    AtomicInteger looks = new AtomicInteger();
    Watch watch =
        lab.watch(OFTEN)
            .from(
                "inside",
                vantage -> {
                  service.accept(vantage);
                  if (looks.incrementAndGet() > 1) {
                    thrown.countDown();
                    throw closed;
                  }
                });

    assertThatThrownBy(() -> watch.during(() -> await(thrown))).isSameAs(closed);
  }

  @Test
  void what_the_change_throws_is_thrown_and_nobody_looks_any_more() {
    IllegalStateException broken = new IllegalStateException("the change failed");
    Service service = new Service();

    assertThatThrownBy(
            () ->
                lab.watch(OFTEN)
                    .from("inside", service)
                    .during(
                        () -> {
                          throw broken;
                        }))
        .isSameAs(broken);
    assertThat(journal.watched()).hasSize(1);
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().startsWith("plumbline-watch"));
  }

  @Test
  void stopping_twice_gives_the_same() {
    Watching watching = lab.watch(OFTEN).from("inside", new Service()).start();

    Watched seen = watching.stop();
    watching.close();

    assertThat(watching.stop()).isSameAs(seen);
    assertThat(journal.watched()).hasSize(1);
  }

  @Test
  void in_a_lab_whose_clock_stands_still_it_is_looked_twice_and_nothing_is_proved() {
    Lab shared = lab.readOnly("other tests look at it too");
    Watched seen =
        shared
            .watch(Duration.ofSeconds(1))
            .from("inside", new Service())
            .holdsFor(Duration.ofHours(1));

    assertThat(seen.places().get(0).looks()).isEqualTo(2);
    assertThat(seen.took()).isZero();
    assertThat(seen.note())
        .isEqualTo(
            "no time has passed: the clock of lab contoso stands still: other tests look at it too");
    assertThatThrownBy(() -> assertThat(seen).hasNoGap())
        .isExactlyInstanceOf(InconclusiveError.class)
        .hasMessageContaining("no time has passed: the clock of lab contoso stands still");
  }

  @Test
  void what_cannot_be_watched_is_refused() {
    assertThatThrownBy(() -> lab.watch(Duration.ZERO))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessage("watch(PT0S) would look without a pause; give one, for example ofSeconds(1)");
    assertThatThrownBy(() -> lab.watch(OFTEN).during(() -> {}))
        .isExactlyInstanceOf(IllegalStateException.class)
        .hasMessage(
            "nothing is watched: say from where, watch(..).from(\"internet\", outside -> assertThat(outside.get(url)).hasStatus(200))");
    assertThatThrownBy(() -> lab.watch(OFTEN).from("nowhere", vantage -> {}))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> lab.watch(OFTEN).from("inside", vantage -> {}).holdsFor(Duration.ZERO))
        .hasMessage("holdsFor(PT0S) leaves no time to look");
  }
}
