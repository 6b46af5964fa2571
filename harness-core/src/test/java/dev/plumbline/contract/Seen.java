package dev.plumbline.contract;

import dev.plumbline.servers.Result;
import dev.plumbline.testing.Golden;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a ground showed of a behaviour, as it is written down in a file for each ground: what a run
 * shows is compared with that file, and the page is made from the files.
 *
 * @param title the behaviour in words
 * @param how whether it is as on the simulation
 * @param shortly the outcomes in a few words; the reason where it is not shown
 * @param lines what was observed, in full; none where it is the same as on the simulation
 */
record Seen(String title, How how, String shortly, List<String> lines) {

  private static final String TITLE = "=== ";
  private static final String HEAD =
      """
      What was observed on this ground, behaviour by behaviour: written by a run with
      -Dplumbline.golden=write, and compared with each other one.
      """;

  Seen {
    lines = List.copyOf(lines);
  }

  /** How a ground shows a behaviour. */
  enum How {
    /** It is what others are compared with. */
    SEEN,
    /** As on the simulation. */
    SAME,
    /** Otherwise than on the simulation. */
    OTHERWISE,
    /** Not at all, for a reason. */
    NOT_HERE
  }

  /** Returns what a run has shown. */
  static List<Seen> of(Arm arm, List<Result> results) {
    List<Seen> all = new ArrayList<>();
    for (Behaviour behaviour : Behaviour.all()) {
      Optional<String> notOn = behaviour.notOn(arm);
      for (Result result : behaviour.in(results)) {
        String title = behaviour.title(result);
        if (notOn.isPresent()) {
          all.add(new Seen(title, How.NOT_HERE, notOn.get(), List.of()));
        } else if (arm == Arm.SIMULATION) {
          all.add(new Seen(title, How.SEEN, result.shortly(), result.observed()));
        } else if (result.observed().equals(onSimulation(title).lines())) {
          all.add(new Seen(title, How.SAME, "", List.of()));
        } else {
          all.add(new Seen(title, How.OTHERWISE, result.shortly(), result.observed()));
        }
      }
    }
    return all;
  }

  /** Returns what the simulation shows of a behaviour, by its file. */
  static Seen onSimulation(String title) {
    return read(Arm.SIMULATION).stream()
        .filter(seen -> seen.title().equals(title))
        .findFirst()
        .orElse(new Seen(title, How.SEEN, "", List.of()));
  }

  /** Returns what is written down of a ground. */
  static List<Seen> read(Arm arm) {
    List<Seen> all = new ArrayList<>();
    String text = Golden.text(file(arm));
    String[] sections = text.split("(?m)^" + TITLE);
    for (int i = 1; i < sections.length; i++) {
      List<String> lines = sections[i].lines().toList();
      String[] how = lines.get(1).split(": ", 2);
      all.add(
          new Seen(
              lines.get(0),
              How.valueOf(how[0]),
              how.length > 1 ? how[1] : "",
              lines.subList(2, lines.size())));
    }
    return all;
  }

  /** Compares what a run has shown with what is written down. */
  static void compare(Arm arm, List<Result> results) {
    StringBuilder text = new StringBuilder(HEAD);
    for (Seen seen : of(arm, results)) {
      text.append(TITLE).append(seen.title).append('\n').append(seen.how);
      text.append(seen.shortly.isEmpty() ? "" : ": " + seen.shortly).append('\n');
      seen.lines.forEach(line -> text.append(line).append('\n'));
    }
    Golden.compare(file(arm), text.toString());
  }

  private static String file(Arm arm) {
    return "src/test/resources/dev/plumbline/contract/seen/" + arm.title() + ".txt";
  }
}
