package dev.plumbline.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenResourcesTest {

  private final OpenResources open = OpenResources.ofNetwork("contoso");
  private final List<String> closed = new ArrayList<>();

  private void add(String name, Exception trouble) {
    open.add(
        () -> {
          closed.add(name);
          if (trouble != null) {
            throw trouble;
          }
        });
  }

  @Test
  void the_latest_is_closed_first_and_each_once() {
    add("first", null);
    add("second", null);
    open.requireOpen();
    open.close();
    open.close();
    assertThat(closed).containsExactly("second", "first");
  }

  @Test
  void everything_is_closed_and_the_first_trouble_carries_the_others() {
    IllegalStateException first = new IllegalStateException("first");
    IllegalStateException second = new IllegalStateException("second");
    add("one", first);
    add("two", second);
    add("three", second);
    assertThatThrownBy(open::close)
        .isSameAs(second)
        .satisfies(e -> assertThat(e.getSuppressed()).containsExactly(first));
    assertThat(closed).containsExactly("three", "two", "one");
  }

  @Test
  void a_trouble_that_is_checked_is_told_as_the_labs() {
    IOException trouble = new IOException("the disk is full");
    add("one", trouble);
    assertThatThrownBy(open::close)
        .isInstanceOf(LabException.class)
        .hasMessage("closing the lab failed: the disk is full")
        .hasCause(trouble);
  }

  @Test
  void a_trouble_that_ends_a_lab_carries_those_of_closing_it() {
    IllegalStateException why = new IllegalStateException("no port is free");
    IOException closing = new IOException("closing");
    add("one", closing);
    open.closeAfter(why);
    assertThat(why.getSuppressed()).containsExactly(closing);
    assertThatThrownBy(open::requireOpen).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void what_is_closed_says_so_and_owns_nothing_more() {
    open.close();
    assertThatThrownBy(open::requireOpen)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the lab of network \"contoso\" is closed; open another one");
    assertThatThrownBy(() -> add("late", null))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the lab of network \"contoso\" is closed; open another one");
    open.close();
    assertThat(closed).isEmpty();
  }
}
