package dev.plumbline.azure.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.descriptor.DescriptorException;
import dev.plumbline.descriptor.Problem;
import dev.plumbline.descriptor.Source;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonReaderTest {

  private final List<Problem> notes = new ArrayList<>();

  private JsonObject read(String text) {
    return (JsonObject) JsonReader.read(Source.of("net.json", text), notes::add);
  }

  @Test
  void comments_trailing_commas_and_texts_of_several_lines_are_read() {
    JsonObject read =
        read(
            """
            \uFEFF// a comment
            {
              /* another
                 one */
              "list": [1, 2, ],
              "text": "one // no comment
            two", // and one behind a value
              'quotes': 'so',
            }
            """);

    assertThat(read.json())
        .isEqualTo("{\"list\":[1,2],\"text\":\"one // no comment\\ntwo\",\"quotes\":\"so\"}");
    assertThat(notes).isEmpty();
  }

  @Test
  void every_value_knows_its_file_its_line_its_column_and_its_path() {
    JsonObject read = read("{\n  \"a\": [\n    {\"b.c\": true}\n  ]\n}");

    JsonObject inner = (JsonObject) ((JsonArray) read.members().iterator().next().value()).get(0);
    JsonValue value = inner.members().iterator().next().value();
    assertThat(value.mark()).hasToString("net.json:3:13 a[0]['b.c']");
    assertThat(inner.mark()).hasToString("net.json:3:5 a[0]");
  }

  @Test
  void names_are_found_without_regard_to_case_and_keep_their_writing() {
    JsonObject read = read("{\"addressPrefix\": \"10.0.0.0/8\"}");

    assertThat(read.text("AddressPREFIX")).isEqualTo("10.0.0.0/8");
    assertThat(read.names()).containsExactly("addressPrefix");
  }

  @Test
  void integers_stay_integers_and_large_numbers_keep_their_digits() {
    assertThat(read("{\"a\": 9007199254740993, \"b\": 1.50, \"c\": 1e3}").json())
        .isEqualTo("{\"a\":9007199254740993,\"b\":1.5,\"c\":1000}");
  }

  @Test
  void the_last_of_two_members_of_one_name_counts_and_that_is_said() {
    JsonObject read = read("{\"priority\": 100,\n \"Priority\": 200}");

    assertThat(read.text("priority")).isEqualTo("200");
    assertThat(notes)
        .extracting(Problem::toString)
        .containsExactly("net.json:2:2 Priority: \"Priority\" is also in line 1; the last counts");
  }

  @Test
  void an_error_of_syntax_names_line_and_column() {
    assertThatThrownBy(() -> read("{\n  \"a\": 1\n  \"b\": 2\n}"))
        .isInstanceOf(DescriptorException.class)
        .hasMessageContaining("net.json is not valid JSON")
        .hasMessageContaining("net.json:3:");
    assertThatThrownBy(() -> read("")).hasMessageContaining("the file is empty");
    assertThatThrownBy(() -> read("{} {}")).hasMessageContaining("net.json:1:4");
    assertThatThrownBy(() -> read("{\"a\": [1")).hasMessageContaining("net.json:1:");
    assertThatThrownBy(() -> read("[".repeat(1000)))
        .isInstanceOf(DescriptorException.class)
        .hasMessageContaining("net.json:1:50");
  }

  @Test
  void what_is_laid_over_an_object_goes_into_the_elements_of_its_arrays() {
    JsonObject nic = read("{\"ipConfigurations\": [{\"name\": \"a\"}, {\"name\": \"b\"}]}");

    assertThat(
            nic.overlaid(read("{\"ipConfigurations\": [{\"ip\": \"10.0.0.4\"}], \"x\": 1}")).json())
        .isEqualTo(
            "{\"ipConfigurations\":[{\"name\":\"a\",\"ip\":\"10.0.0.4\"},{\"name\":\"b\"}],\"x\":1}");
  }
}
