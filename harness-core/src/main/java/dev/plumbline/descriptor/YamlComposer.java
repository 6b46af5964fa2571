package dev.plumbline.descriptor;

import dev.plumbline.descriptor.Problems.Place;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.parser.Parser;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** Reads one YAML document into nodes with marks, within bounds. */
final class YamlComposer {

  /** How deep collections may be nested; the deepest descriptor of ours needs less than twenty. */
  private static final int DEPTH = 64;

  private YamlComposer() {}

  static Node compose(String text, Problems problems) {
    LoadSettings settings =
        LoadSettings.builder()
            .setAllowDuplicateKeys(true)
            .setAllowNonScalarKeys(true)
            .setMaxAliasesForCollections(1_000)
            .setCodePointLimit(Integer.MAX_VALUE)
            .build();
    try {
      Parser parser = new Bounded(new ParserImpl(settings, new StreamReader(settings, text)));
      Optional<Node> node = new Composer(settings, parser).getSingleNode();
      if (node.isPresent()) {
        return node.get();
      }
      problems.addAt("", new Place("", 0, 0), "the file is empty");
    } catch (TooDeep e) {
      problems.addAt("", e.place, "collections are nested more than " + DEPTH + " deep here");
    } catch (MarkedYamlEngineException e) {
      problems.addAt("", place(e.getProblemMark().or(e::getContextMark)), explained(e));
    } catch (ReaderException e) {
      problems.addAt(
          "",
          place(text, e.getPosition()),
          String.format("the character U+%04X is not allowed in YAML", e.getCodePoint()));
    } catch (YamlEngineException e) {
      problems.addAt("", new Place("", 0, 0), "this is not YAML: " + e.getMessage());
    }
    problems.throwIfAny();
    throw new IllegalStateException("a problem was added above");
  }

  static Place place(Optional<Mark> mark) {
    return mark.map(found -> new Place("", found.getLine() + 1, found.getColumn() + 1))
        .orElse(new Place("", 0, 0));
  }

  private static Place place(String text, int position) {
    String before = text.substring(0, Math.min(position, text.length()));
    return new Place(
        "",
        (int) before.chars().filter(c -> c == '\n').count() + 1,
        before.length() - before.lastIndexOf('\n'));
  }

  private static String explained(MarkedYamlEngineException e) {
    String problem = String.valueOf(e.getProblem());
    if (problem.contains("TAB")) {
      return "a tab stands here; YAML is indented with spaces";
    }
    if (problem.contains("another document")) {
      return "a second document begins here (---); a descriptor is one document";
    }
    if (problem.contains("undefined alias")) {
      return problem + "; an alias such as *name stands for what was marked &name further up";
    }
    String context = e.getContext();
    return "this is not YAML: " + (context == null ? "" : context + ": ") + problem;
  }

  /** Ends the reading of a document that is nested too deeply, before the stack does. */
  private static final class TooDeep extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final transient Place place;

    TooDeep(Place place) {
      super(null, null, false, false);
      this.place = place;
    }
  }

  /** Counts how deep events are nested. */
  private static final class Bounded implements Parser {
    private final Parser parser;
    private int depth;

    Bounded(Parser parser) {
      this.parser = parser;
    }

    @Override
    public boolean checkEvent(Event.ID choice) {
      return parser.checkEvent(choice);
    }

    @Override
    public Event peekEvent() {
      return parser.peekEvent();
    }

    @Override
    public Event next() {
      Event event = parser.next();
      Event.ID kind = event.getEventId();
      if (kind == Event.ID.MappingStart || kind == Event.ID.SequenceStart) {
        if (++depth > DEPTH) {
          throw new TooDeep(place(event.getStartMark()));
        }
      } else if (kind == Event.ID.MappingEnd || kind == Event.ID.SequenceEnd) {
        depth--;
      }
      return event;
    }

    @Override
    public boolean hasNext() {
      return parser.hasNext();
    }
  }
}
