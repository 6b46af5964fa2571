package dev.plumbline.descriptor;

import dev.plumbline.descriptor.YamlValue.Field;
import dev.plumbline.descriptor.YamlValue.Fields;
import dev.plumbline.descriptor.YamlValue.Items;
import dev.plumbline.descriptor.YamlValue.Text;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Makes values of nodes: the parser's own types stay in this package. */
final class YamlTree {

  /** How many values a document may have, counting those that aliases repeat. */
  private static final int BUDGET = 500_000;

  private final Problems problems;
  private final Set<Node> open = Collections.newSetFromMap(new IdentityHashMap<>());
  private int made;

  private YamlTree(Problems problems) {
    this.problems = problems;
  }

  /** Returns the value of a node; what is written twice or means nothing is refused. */
  static YamlValue of(Node root, String what, String file) {
    YamlTree tree = new YamlTree(new Problems(what, file, Map.of(), Map.of()));
    YamlValue value = tree.value(root, "");
    tree.problems.throwIfAny();
    return value;
  }

  private YamlValue value(Node node, String path) {
    Problems.Place place = Nodes.place(node, path);
    if (++made > BUDGET || !open.add(node)) {
      problems.addAt(
          path,
          place,
          made > BUDGET
              ? "the document has more than " + BUDGET + " values"
              : "the value holds itself, by an alias");
      problems.throwIfAny();
    }
    try {
      if (Nodes.foreign(node.getTag())) {
        problems.addAt(path, place, "the tag " + node.getTag().getValue() + " means nothing here");
      }
      if (node instanceof ScalarNode scalar) {
        return text(scalar, place);
      }
      if (node instanceof SequenceNode sequence) {
        List<YamlValue> items = new ArrayList<>();
        for (Node item : sequence.getValue()) {
          items.add(value(item, path + "[" + items.size() + "]"));
        }
        return new Items(items, place.line(), place.column());
      }
      return fields((MappingNode) node, place, path);
    } finally {
      open.remove(node);
    }
  }

  private Fields fields(MappingNode mapping, Problems.Place place, String path) {
    List<Field> fields = new ArrayList<>();
    Map<String, Integer> lines = new HashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      Problems.Place at = Nodes.place(tuple.getKeyNode(), path);
      if (!(tuple.getKeyNode() instanceof ScalarNode scalar)) {
        problems.addAt(
            path, at, "a key is " + Nodes.found(tuple.getKeyNode()) + "; keys are texts");
        continue;
      }
      Text key = text(scalar, at);
      String below = path.isEmpty() ? key.text() : path + "." + key.text();
      Integer earlier = lines.putIfAbsent(key.text(), at.line());
      if (earlier != null) {
        problems.addAt(
            below,
            new Problems.Place(below, at.line(), at.column()),
            "the key is written twice, first in line " + earlier + "; keep one of them");
        continue;
      }
      fields.add(new Field(key, value(tuple.getValueNode(), below)));
    }
    return new Fields(fields, place.line(), place.column());
  }

  private static Text text(ScalarNode scalar, Problems.Place place) {
    return new Text(scalar.getValue(), scalar.isPlain(), place.line(), place.column());
  }
}
