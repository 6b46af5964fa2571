package dev.plumbline.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedirectedUrlTest {

  @ParameterizedTest
  @CsvSource({
    "https://new.test,          ,     ,    https://new.test",
    "https://new.test/,         /a/b, ,    https://new.test/a/b",
    "https://new.test,          /a,   q=1, https://new.test/a?q=1",
    "https://new.test/s/,       /,    ,    https://new.test/s/",
    "https://new.test/s?own=1,  /a,   ,    https://new.test/s/a?own=1",
    "https://new.test/s?own=1,  ,     q=1, https://new.test/s?own=1&q=1",
    "https://new.test?own=1,    /a,   q=1, https://new.test/a?own=1&q=1",
    "https://new.test/s?,       /a,   q=1, https://new.test/s/a?q=1",
    "https://new.test/s#top,    /a,   q=1, https://new.test/s/a?q=1#top",
    "https://new.test/s?o=1#t,  /a,   q=1, https://new.test/s/a?o=1&q=1#t",
    "https://new.test/#/s?o=1,  ,     q=1, https://new.test/?q=1#/s?o=1"
  })
  void path_and_query_stand_where_they_belong(
      String url, @Nullable String path, @Nullable String query, String location) {
    assertThat(Paths.redirected(url, path, query)).isEqualTo(location);
  }
}
