package dev.plumbline.descriptor;

import dev.plumbline.descriptor.Problems.Place;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** What a node of a document is, and where. */
final class Nodes {

  private Nodes() {}

  /** Returns whether a node stands for no value. */
  static boolean empty(ScalarNode node) {
    return node.isPlain()
        && (node.getValue().isEmpty()
            || node.getValue().equals("~")
            || node.getValue().equals("null"));
  }

  /** Returns whether a tag is none of YAML's own. */
  static boolean foreign(Tag tag) {
    // The parser gives a plain ${NAME} a tag of its own.
    return !tag.getValue().startsWith("tag:yaml.org,2002:") && !tag.equals(Tag.ENV_TAG);
  }

  /** Returns the message of a key without a value. */
  static String noValue(String instead) {
    return "the key has no value; write " + instead;
  }

  /** Returns what a node is, in words. */
  static String found(Node node) {
    if (node instanceof ScalarNode scalar) {
      String text = scalar.getValue();
      return empty(scalar)
          ? "nothing"
          : "the text \"" + (text.length() > 60 ? text.substring(0, 60) + "…" : text) + "\"";
    }
    return node instanceof SequenceNode ? "a list" : "a mapping";
  }

  /** Returns where a node begins, under the path that is shown for it. */
  static Place place(Node node, String shown) {
    Place place = YamlComposer.place(node.getStartMark());
    return new Place(shown, place.line(), place.column());
  }
}
