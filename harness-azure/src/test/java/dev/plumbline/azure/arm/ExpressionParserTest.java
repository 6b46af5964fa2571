package dev.plumbline.azure.arm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpressionParserTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          'it''s ''quoted'''                             | "it's 'quoted'"
          -7                                             | -7
          concat ( 'a' , 'b' )                           | "ab"
          CONCAT('a', Concat('b'))                       | "ab"
          json('{"a":[{"b":"c"}]}').a[0].b               | "c"
          json('{"a":[{"b":"c"}]}')['A'][sub(1, 1)]['b'] | "c"
          json('{"a-b":1}')['a-b']                       | 1
          json('{"a":1}').?b                             | null
          json('{"a":1}').?b.?c                          | null
          json('{"a":1}')[?'b']                          | null
          createArray(1)[?3]                             | null
          json('{"a":1}').?a                             | 1
          '[not(an(expression))]'                        | "[not(an(expression))]"
          """)
  void reads_texts_numbers_calls_and_ways_into_values(String expression, String expected) {
    assertThat(Expressions.value(expression)).isEqualTo(expected);
  }

  @Test
  void an_expression_may_stand_on_several_lines() {
    assertThat(Expressions.value("concat(\n  'a',\r\n\t'b'\n)")).isEqualTo("\"ab\"");
  }

  @Test
  void a_text_that_is_no_expression_stays_as_it_is_and_a_doubled_bracket_is_one() {
    assertThat(List.of("[[", "[unclosed", "closed]", " [concat('a')]", "[concat('a')] ", "[", ""))
        .allSatisfy(
            text -> {
              assertThat(Expression.isExpression(text)).isFalse();
              assertThat(Expression.unescaped(text)).isEqualTo(text);
            });
    assertThat(Expression.isExpression("[[escaped]")).isFalse();
    assertThat(Expression.unescaped("[[escaped]")).isEqualTo("[escaped]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          [concat('a']              | the expression ends at character 12: a comma or the closing bracket
          [concat('a', )]           | ")" stands at character 14: a function, a text in single quotes or a number
          [concat('a)]              | the text that begins here has no closing quote
          [concat('a') 'b']         | "'" stands at character 14: nothing more is expected
          [true]                    | "true" needs brackets, as in true(), or quotes, as in 'true'
          [concat('a').]            | a name is expected
          [concat('a')[0]           | "]" is expected
          [99999999999999999999]    | is no integer of 64 bits
          [a.b.c]                   | "a.b.c" needs brackets
          ["double"]                | a function, a text in single quotes or a number
          """)
  void what_cannot_be_parsed_is_said_with_its_place(String expression, String message) {
    String text = expression.endsWith("]") ? expression : expression + "]";
    assertThatThrownBy(() -> ExpressionParser.parse(text))
        .isInstanceOf(ExpressionException.class)
        .hasMessageContaining(message);
  }

  @Test
  void calls_nested_too_deep_are_refused_and_not_a_crash() {
    String deep = "concat(".repeat(5000) + "'a'" + ")".repeat(5000);
    assertThatThrownBy(() -> ExpressionParser.parse("[" + deep + "]"))
        .hasMessageContaining("calls are nested more than 250 deep");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          conact('a')         | there is no function conact(); did you mean concat()?
          frobnicate('a')     | there is no function frobnicate()
          length()            | length() takes one argument, found 0
          substring('a')      | substring() takes 2 to 3 arguments, found 1
          equals(1, 2, 3)     | equals() takes 2 arguments, found 3
          parameters('nome')  | "nome" is not a parameter; allowed: name, size; did you mean "name"?
          variables('siez')   | "siez" is not a variable; allowed: zone
          contoso.nothing(1)  | "contoso.nothing" is not a function of the template
          """)
  void names_that_stand_for_nothing_are_refused_before_anything_is_evaluated(
      String expression, String message) {
    String sections =
        ", \"parameters\": {\"name\": {\"type\": \"string\", \"defaultValue\": \"x\"},"
            + " \"size\": {\"type\": \"int\", \"defaultValue\": 1}},"
            + " \"variables\": {\"zone\": 1}";
    assertThatThrownBy(() -> Expressions.deployment("if(true(), 1, " + expression + ")", sections))
        .hasMessageContaining("net.json is not a valid ARM template: 1 problem")
        .hasMessageContaining("net.json:1:")
        .hasMessageContaining(" outputs.result.value: the expression [if(true(), 1, ")
        .hasMessageContaining(message);
  }
}
