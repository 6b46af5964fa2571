package dev.plumbline.azure.management.logs;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words of a query in the Kusto query language, one after the other. */
final class KustoTokens {

  private static final Pattern WORDS =
      Pattern.compile(
          "(?<space>\\s+|//[^\\n]*)"
              + "|(?<literal>datetime\\s*\\([^)]*\\)|timespan\\s*\\([^)]*\\))"
              + "|(?<verbatim>@\"(?:[^\"]|\"\")*\"|@'(?:[^']|'')*')"
              + "|(?<text>\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*')"
              + "|(?<time>\\d+(?:\\.\\d+)?(?:days?|d|hours?|hr?s?|h|minutes?|min|m|seconds?|sec|s|ms)\\b)"
              + "|(?<number>\\d+(?:\\.\\d+)?)"
              + "|(?<word>!?[A-Za-z_][A-Za-z0-9_]*(?:-(?:away|rename|reorder|keep)\\b)?~?)"
              + "|(?<sign>==|=~|!=|!~|<=|>=|\\.\\.|[|(),;=<>+*-])");

  /** What a word is. */
  enum Kind {
    WORD,
    TEXT,
    NUMBER,
    TIME,
    LITERAL,
    SIGN,
    END
  }

  /** A word; the value of a text is what it stands for. */
  record Token(Kind kind, String value, int at) {}

  private final List<Token> tokens = new ArrayList<>();
  private int next;

  KustoTokens(String query) {
    Matcher matcher = WORDS.matcher(query);
    int at = 0;
    while (at < query.length()) {
      if (!matcher.find(at) || matcher.start() != at) {
        throw KustoException.syntax(
            "Query could not be parsed at '" + query.charAt(at) + "' at position " + at);
      }
      add(matcher, at);
      at = matcher.end();
    }
    tokens.add(new Token(Kind.END, "", query.length()));
  }

  private void add(Matcher matcher, int at) {
    String all = matcher.group();
    if (matcher.group("space") != null) {
      return;
    }
    if (matcher.group("text") != null) {
      tokens.add(new Token(Kind.TEXT, unescaped(all.substring(1, all.length() - 1)), at));
    } else if (matcher.group("verbatim") != null) {
      String quote = all.substring(1, 2);
      String inner = all.substring(2, all.length() - 1).replace(quote + quote, quote);
      tokens.add(new Token(Kind.TEXT, inner, at));
    } else {
      Kind kind =
          matcher.group("literal") != null
              ? Kind.LITERAL
              : matcher.group("time") != null
                  ? Kind.TIME
                  : matcher.group("number") != null
                      ? Kind.NUMBER
                      : matcher.group("word") != null ? Kind.WORD : Kind.SIGN;
      tokens.add(new Token(kind, all, at));
    }
  }

  private static String unescaped(String text) {
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '\\' || i + 1 == text.length()) {
        plain.append(c);
        continue;
      }
      i++;
      plain.append(
          switch (text.charAt(i)) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            default -> text.charAt(i);
          });
    }
    return plain.toString();
  }

  Token peek() {
    return tokens.get(next);
  }

  Token take() {
    Token token = tokens.get(next);
    next = Math.min(next + 1, tokens.size() - 1);
    return token;
  }

  boolean isNext(String value) {
    Token token = peek();
    return (token.kind() == Kind.WORD || token.kind() == Kind.SIGN) && token.value().equals(value);
  }

  /** Takes the next word if it is the one. */
  boolean skip(String value) {
    boolean found = isNext(value);
    if (found) {
      take();
    }
    return found;
  }

  void expect(String value) {
    if (!skip(value)) {
      throw unexpected("'" + value + "'");
    }
  }

  String name() {
    Token token = take();
    if (token.kind() != Kind.WORD) {
      throw KustoException.syntax(
          "Query could not be parsed at '" + token.value() + "': a name is expected");
    }
    return token.value();
  }

  KustoException unexpected(String wanted) {
    Token token = peek();
    return KustoException.syntax(
        "Query could not be parsed at '"
            + (token.kind() == Kind.END ? "<EOF>" : token.value())
            + "': "
            + wanted
            + " is expected");
  }
}
