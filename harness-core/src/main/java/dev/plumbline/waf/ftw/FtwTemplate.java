package dev.plumbline.waf.ftw;

import dev.plumbline.descriptor.Problems;
import dev.plumbline.descriptor.YamlFields;
import dev.plumbline.descriptor.YamlValue;
import dev.plumbline.descriptor.YamlValue.Field;
import dev.plumbline.descriptor.YamlValue.Fields;
import dev.plumbline.descriptor.YamlValue.Text;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The request that tests with a payload share: what a file says under {@code template}, and what a
 * test says instead.
 */
final class FtwTemplate {

  private static final List<String> KEYS =
      List.of(
          "dest_addr",
          "port",
          "protocol",
          "uri",
          "version",
          "method",
          "headers",
          "data",
          "autocomplete_headers",
          "stop_magic",
          "save_cookie");

  private FtwTemplate() {}

  /**
   * Returns what is sent, as a stage would say it.
   *
   * @param ofFile the template of the file; null for none
   * @param ofTest the template of the test, which comes first key by key; null for none
   * @param place what stands for it where both say nothing
   */
  static Fields input(
      @Nullable YamlValue ofFile,
      @Nullable YamlValue ofTest,
      String pathOfTest,
      YamlValue place,
      Problems problems) {
    Map<String, Field> all = new LinkedHashMap<>();
    add(all, ofFile, "template", problems);
    add(all, ofTest, pathOfTest, problems);
    return new Fields(List.copyOf(all.values()), place.line(), place.column());
  }

  private static void add(
      Map<String, Field> all, @Nullable YamlValue template, String path, Problems problems) {
    if (template == null) {
      return;
    }
    YamlFields.of(template, path, problems, KEYS);
    if (template instanceof Fields mapping) {
      for (Field field : mapping.fields()) {
        Text key = field.key();
        if (key.text().equals("headers")) {
          // A stage has a mapping under this name; here it is a list.
          key = new Text("ordered_headers", true, key.line(), key.column());
        }
        if (KEYS.contains(field.key().text())) {
          all.put(key.text(), new Field(key, field.value()));
        }
      }
    }
  }
}
