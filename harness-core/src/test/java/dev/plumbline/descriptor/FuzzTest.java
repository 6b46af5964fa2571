package dev.plumbline.descriptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.plumbline.network.Networks;
import dev.plumbline.testing.Schemas;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Mutated documents give a value or one error with problems, and never run on. */
class FuzzTest {

  private static final long SEED = 20_240_229;
  private static final int MUTANTS = 2_000;
  private static final String[] PIECES = {
    "",
    " ",
    "\n",
    "\t",
    ":",
    "-",
    "- ",
    "[",
    "]",
    "{",
    "}",
    "\"",
    "'",
    "|",
    ">",
    "&a ",
    "*a",
    "!x ",
    "<<: ",
    "#",
    "---\n",
    "...\n",
    "%YAML 1.2\n",
    "? ",
    "${",
    "${X}",
    "${X:y}",
    "~",
    "null",
    "true",
    "0",
    "-1",
    "99999999999",
    "10.0.0.0/8",
    "::",
    "\u0000",
    "\uD800",
    "\uFEFF",
    "\u2028",
    "\u00e9",
    "@",
    "`",
    ",",
    "\\",
    "1s",
    "->",
    "  name: x\n",
    "&b [*b]",
    "*b"
  };

  @Test
  void mutated_networks_give_a_value_or_a_descriptor_exception() {
    String original = Schemas.resource("dev/plumbline/network/complete.yaml");
    Random random = new Random(SEED);
    AtomicReference<String> current = new AtomicReference<>("");
    int[] refused = new int[1];
    assertTimeoutPreemptively(
        Duration.ofMinutes(5),
        () -> {
          for (int i = 0; i < MUTANTS; i++) {
            current.set(mutated(original, random));
            refused[0] += refuses(current.get()) ? 1 : 0;
          }
        },
        () -> "with seed " + SEED + " this does not end:\n" + current.get());
    // Neither all accepted nor all refused: the mutants reach the reader and the checks.
    assertThat(refused[0]).isBetween(MUTANTS / 4, MUTANTS - 1);
  }

  private static boolean refuses(String mutant) {
    try {
      Networks.read(Source.of("mutant.yaml", mutant));
      return false;
    } catch (DescriptorException e) {
      assertThat(e.problems()).isNotEmpty();
      return true;
    } catch (RuntimeException | StackOverflowError e) {
      return fail("with seed " + SEED + " this fails:\n" + mutant, e);
    }
  }

  private static String mutated(String text, Random random) {
    StringBuilder mutant = new StringBuilder(text);
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes && mutant.length() > 0; i++) {
      int at = random.nextInt(mutant.length());
      int kind = random.nextInt(8);
      if (kind < 3) {
        mutant.insert(at, PIECES[random.nextInt(PIECES.length)]);
      } else if (kind < 5) {
        mutant.replace(
            at,
            Math.min(mutant.length(), at + 1 + random.nextInt(6)),
            PIECES[random.nextInt(PIECES.length)]);
      } else if (kind == 5) {
        mutant.delete(at, Math.min(mutant.length(), at + 1 + random.nextInt(20)));
      } else if (kind == 6) {
        int from = random.nextInt(mutant.length());
        mutant.insert(
            at, mutant.substring(from, Math.min(mutant.length(), from + random.nextInt(200))));
      } else {
        mutant.setLength(at);
      }
    }
    return mutant.toString();
  }
}
