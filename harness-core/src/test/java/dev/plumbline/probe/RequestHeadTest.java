package dev.plumbline.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RequestHeadTest {

  /** What heads are made of, and what breaks them. */
  private static final String[] PIECES = {
    "GET",
    "/a",
    "HTTP/1.1",
    " ",
    " ",
    "\t",
    "\r\n",
    "\r\n",
    "\n",
    "\r",
    ":",
    ": ",
    "Host",
    "HOST",
    "host",
    "User-Agent",
    "user-agent ",
    "x",
    "\u001c",
    "\u000b",
    "\u00a0",
    "\u0085",
    "\u00ff",
  };

  @Test
  void says_of_any_bytes_what_the_same_rules_say_as_patterns() {
    Random random = new Random(4);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(24); n > 0; n--) {
        text.append(PIECES[random.nextInt(PIECES.length)]);
      }
      RequestHead head = RequestHead.of(text.toString());
      Naive naive = new Naive(text.toString());
      assertThat(head.isEnded()).as("the end of %s", text).isEqualTo(naive.end >= 0);
      assertThat(head.end())
          .as("the end of %s", text)
          .isEqualTo(naive.end < 0 ? text.length() : naive.end);
      assertThat(head.method()).as("the method of %s", text).isEqualTo(naive.word(0));
      assertThat(head.target()).as("the target of %s", text).isEqualTo(naive.word(1));
      assertThat(head.value("host")).as("the host of %s", text).isEqualTo(naive.line("host"));
      assertThat(head.value("User-Agent"))
          .as("the agent of %s", text)
          .isEqualTo(naive.line("user-agent"));
    }
  }

  @Test
  void a_long_head_without_a_colon_is_read_once() {
    String lines = "x\n".repeat(1 << 20);
    assertThat(RequestHead.of(lines + "Host: a\r\n\r\nbody").value("host")).isEqualTo("a");
  }

  /** The same, written down with patterns. */
  private static final class Naive {
    private static final Pattern END = Pattern.compile("\\A[\r\n]*+(?s:.*?)\n(?=\r?\n)");

    private final int end;
    private final String head;

    Naive(String text) {
      Matcher matcher = END.matcher(text);
      end = matcher.find() ? matcher.end() : -1;
      head = end < 0 ? text : text.substring(0, end);
    }

    String word(int index) {
      String[] words = head.strip().split("\\s+", 3);
      return words.length > index ? words[index] : "";
    }

    @Nullable String line(String name) {
      for (String line : head.split("\r?\n")) {
        int colon = line.indexOf(':');
        if (colon > 0 && line.substring(0, colon).strip().toLowerCase(Locale.ROOT).equals(name)) {
          return line.substring(colon + 1).strip();
        }
      }
      return null;
    }
  }
}
