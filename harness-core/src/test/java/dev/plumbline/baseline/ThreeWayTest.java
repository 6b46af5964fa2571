package dev.plumbline.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.baseline.ThreeWay.Fate;
import dev.plumbline.environment.Ground;
import dev.plumbline.observation.HttpObservation.Header;
import dev.plumbline.observation.Outcome;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ThreeWayTest {

  private static final Recording BEFORE = new SampleNetwork().survey();

  private static SampleNetwork moved() {
    return new SampleNetwork().answering(300, "203.0.113.11");
  }

  private static List<String> fates(ThreeWay change) {
    return change.rows().stream()
        .filter(r -> r.fate() != Fate.UNCHANGED)
        .map(r -> r.fate() + " " + r.seen().subject() + " " + r.seen().what())
        .toList();
  }

  @Test
  void a_change_is_as_intended_or_not_or_not_done_or_otherwise() {
    Recording intended = moved().headers(new Header("Server", "envoy")).survey();
    assertThat(fates(ThreeWay.of(BEFORE, BEFORE, BEFORE))).isEmpty();
    assertThat(fates(ThreeWay.of(BEFORE, intended, intended)))
        .containsExactly("AS_INTENDED api A", "AS_INTENDED api http header server");
    assertThat(
            fates(ThreeWay.of(BEFORE, moved().management(SampleNetwork.OPEN).survey(), intended)))
        .containsExactly(
            "AS_INTENDED api A",
            "NOT_DONE api http header server",
            "NOT_INTENDED management connect");
    assertThat(
            fates(
                ThreeWay.of(
                    BEFORE, new SampleNetwork().answering(300, "203.0.113.12").survey(), intended)))
        .containsExactly("OTHERWISE api A", "NOT_DONE api http header server");
  }

  @Test
  void what_is_gone_or_new_is_meant_or_not_as_well() {
    Recording with = new SampleNetwork().headers(new Header("Via", "1.1 edge")).survey();
    assertThat(fates(ThreeWay.of(BEFORE, with, with)))
        .containsExactly("AS_INTENDED api http header server", "AS_INTENDED api http header via");
    assertThat(fates(ThreeWay.of(BEFORE, BEFORE, with)))
        .containsExactly("NOT_DONE api http header server", "NOT_DONE api http header via");
    assertThat(fates(ThreeWay.of(BEFORE, with, BEFORE)))
        .containsExactly("NOT_INTENDED api http header server", "NOT_INTENDED api http header via");
  }

  @Test
  void what_was_not_seen_is_neither_done_nor_left_undone() {
    assertThat(
            fates(
                ThreeWay.of(
                    BEFORE, new SampleNetwork().withoutResolver().survey(), moved().survey())))
        .containsExactly("UNSEEN api A");
    assertThat(
            fates(
                ThreeWay.of(
                    BEFORE,
                    BEFORE,
                    moved().management(new Outcome.VantageFailed("proxy gone")).survey())))
        .containsExactly("NOT_DONE api A", "NOT_FORETOLD management connect");
  }

  @Test
  void an_intention_recorded_elsewhere_is_what_differs_between_its_two_recordings() {
    Recording live =
        new SampleNetwork().on(Ground.LIVE).headers(new Header("Server", "real")).survey();
    Recording after =
        new SampleNetwork()
            .on(Ground.LIVE)
            .headers(new Header("Server", "real"))
            .answering(300, "203.0.113.11")
            .survey();
    assertThat(fates(ThreeWay.of(live, after, moved().survey())))
        .containsExactly("AS_INTENDED api A", "NOT_DONE api http header server");
    assertThat(fates(ThreeWay.of(live, after, BEFORE, moved().survey())))
        .containsExactly("AS_INTENDED api A");
  }

  @Test
  void files_are_compared_as_labs_are(@TempDir Path directory) {
    BEFORE.write(directory.resolve("before.json"));
    moved().survey().write(directory.resolve("after.json"));
    Recording after = Recording.read(directory.resolve("after.json"));
    assertThat(fates(ThreeWay.of(Recording.read(directory.resolve("before.json")), after, after)))
        .containsExactly("AS_INTENDED api A");
  }
}
