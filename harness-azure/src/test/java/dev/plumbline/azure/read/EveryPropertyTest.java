package dev.plumbline.azure.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.azure.arm.ArmResource;
import dev.plumbline.azure.arm.ArmTemplates;
import dev.plumbline.azure.arm.DeploymentOptions;
import dev.plumbline.azure.arm.ResourceTypes;
import dev.plumbline.azure.arm.Template;
import dev.plumbline.azure.compile.AzureCompiler;
import dev.plumbline.azure.json.JsonArray;
import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonReader;
import dev.plumbline.azure.json.JsonString;
import dev.plumbline.azure.json.JsonValue;
import dev.plumbline.azure.json.Mark;
import dev.plumbline.descriptor.DescriptorException;
import dev.plumbline.descriptor.Problem;
import dev.plumbline.descriptor.Problems;
import dev.plumbline.descriptor.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every property that is read of a network with a resource of nearly every kind, broken in turn:
 * nothing is lost without a word. Which properties are read is what the resources remember.
 */
class EveryPropertyTest {

  /** A property that is read: of which resource, where in it, and its value. */
  private record Place(int resource, List<Object> path, JsonValue value) {

    String name() {
      return (String) path.get(path.size() - 1);
    }
  }

  /** What is said at a place of the files. */
  private record Said(String path, String message) {}

  private List<ArmResource> resources = List.of();
  private Set<Said> before = Set.of();
  private final List<Place> places = new ArrayList<>();

  @BeforeEach
  void read() throws IOException {
    Path file = TopologyFormatsTest.file("estate.template.json");
    JsonObject root =
        (JsonObject) JsonReader.read(Files.readString(file), Mark.of("estate.template.json"));
    resources =
        ArmTemplates.deploy(
                new Template(root, Source.of(file)),
                new LinkedHashSet<>(),
                DeploymentOptions.defaults().with(new RuntimeValues()))
            .resources();
    TopologyMapper.Mapped mapped = TopologyMapper.map("estate", resources, true);
    before = said(mapped.mapping());
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < resources.size(); i++) {
      ArmResource resource = mapped.mapping().estate.find(resources.get(i).id());
      assertThat(resource).isNotNull();
      collect(i, resource.type(), List.of(), resource.body(), seen);
    }
    assertThat(places).hasSizeGreaterThan(500);
  }

  private void collect(
      int resource, String kind, List<Object> path, JsonValue value, Set<String> seen) {
    if (value instanceof JsonArray array) {
      for (int i = 0; i < array.size(); i++) {
        collect(resource, kind, with(path, i), array.get(i), seen);
      }
    } else if (value instanceof JsonObject object) {
      for (JsonObject.Member member : object.members()) {
        String one = kind + "/" + member.name();
        if (object.wasAsked(member.name()) && !isEmpty(member.value()) && seen.add(one)) {
          places.add(new Place(resource, with(path, member.name()), member.value()));
        }
        collect(resource, one, with(path, member.name()), member.value(), seen);
      }
    }
  }

  private static List<Object> with(List<Object> path, Object step) {
    List<Object> more = new ArrayList<>(path);
    more.add(step);
    return more;
  }

  /** What is empty says nothing, under whatever name. */
  private static boolean isEmpty(JsonValue value) {
    return value instanceof JsonObject object && object.size() == 0
        || value instanceof JsonArray array && array.size() == 0
        || value instanceof JsonString text && text.value().isEmpty();
  }

  private static Set<Said> said(Mapping mapping) {
    Set<Said> all = new HashSet<>();
    mapping.problems().forEach(p -> all.add(said(p)));
    mapping.notes().forEach(n -> all.add(new Said(n.path(), n.message())));
    return all;
  }

  private static Said said(Problem problem) {
    return new Said(problem.path(), problem.message());
  }

  /** Returns what is said of resources, one of which was changed, beyond what is said anyway. */
  private Set<Said> said(List<ArmResource> changed) {
    try {
      Set<Said> all = said(TopologyMapper.map("estate", changed, true).mapping());
      all.removeAll(before);
      return all;
    } catch (DescriptorException e) {
      Set<Said> all = new HashSet<>();
      e.problems().forEach(p -> all.add(said(p)));
      return all;
    }
  }

  private void change(List<ArmResource> all, Place place, JsonValue body) {
    ArmResource one = all.get(place.resource());
    all.set(
        place.resource(),
        new ArmResource(
            one.type(), one.name(), one.id(), one.existing(), (JsonObject) body, one.mark()));
  }

  /**
   * Places of different resources, so that all of them can be broken at once; but those of virtual
   * networks alone, for most resources are in one.
   */
  private List<List<Place>> rounds() {
    List<List<Place>> rounds = new ArrayList<>();
    int[] next = new int[resources.size()];
    List<List<Place>> alone = new ArrayList<>();
    for (Place place : places) {
      if (resources.get(place.resource()).is(ResourceTypes.VIRTUAL_NETWORK)) {
        alone.add(List.of(place));
        continue;
      }
      int round = next[place.resource()]++;
      if (round == rounds.size()) {
        rounds.add(new ArrayList<>());
      }
      rounds.get(round).add(place);
    }
    rounds.addAll(alone);
    return rounds;
  }

  private static String misspelt(String name) {
    return name.substring(0, name.length() / 2) + name.substring(name.length() / 2 + 1);
  }

  private void misspell(List<ArmResource> all, Place place) {
    JsonObject body = all.get(place.resource()).body();
    change(all, place, JsonChange.renamed(body, place.path(), misspelt(place.name())));
  }

  @Test
  void a_name_without_one_of_its_letters_is_said() {
    List<String> silent = new ArrayList<>();
    for (List<Place> round : rounds()) {
      List<ArmResource> broken = new ArrayList<>(resources);
      round.forEach(place -> misspell(broken, place));
      Set<Said> said = said(broken);
      for (Place place : round) {
        String path = place.value().mark().path();
        String slip =
            "\"" + misspelt(place.name()) + "\" is not read here, and \"" + place.name() + "\"";
        boolean heard =
            said.stream().anyMatch(s -> s.path().equals(path) && startsWith(s.message(), slip));
        if (!heard) {
          // What was broken with it may have kept it from being looked for.
          List<ArmResource> alone = new ArrayList<>(resources);
          misspell(alone, place);
          if (said(alone).isEmpty()) {
            silent.add(path);
          }
        }
      }
    }
    assertThat(silent).isEmpty();
  }

  /** What is of a kind that the property is not of; null where there is nothing of that kind. */
  private static JsonValue wrong(JsonValue value, Kind kind) {
    Mark mark = value.mark();
    JsonValue text = new JsonString(mark, "gibberish");
    boolean many = value instanceof JsonObject || value instanceof JsonArray;
    return many || kind == Kind.TEXT
        ? text
        : kind == Kind.OBJECT
            ? JsonObject.builder(mark).put("gibberish", text).build()
            : new JsonArray(mark, List.of(value, text));
  }

  private enum Kind {
    TEXT,
    OBJECT,
    ARRAY
  }

  private List<ArmResource> broken(List<Place> places, Kind kind) {
    List<ArmResource> broken = new ArrayList<>(resources);
    for (Place place : places) {
      JsonObject body = broken.get(place.resource()).body();
      change(broken, place, JsonChange.at(body, place.path(), old -> wrong(old, kind)));
    }
    return broken;
  }

  /** Returns the places of which nothing is said when all of them are broken at once. */
  private List<Place> unheard(List<Place> tried, Kind kind) {
    List<Place> left = new ArrayList<>(tried);
    while (!left.isEmpty()) {
      try {
        Set<Said> said = said(TopologyMapper.map("estate", broken(left, kind), true).mapping());
        left.removeIf(place -> isOf(place, said));
        return left;
      } catch (DescriptorException e) {
        // What ends the reading is said alone; the others are read without it.
        Set<Said> said = new HashSet<>();
        e.problems().forEach(p -> said.add(said(p)));
        if (!left.removeIf(place -> isOf(place, said))) {
          return left;
        }
      }
    }
    return left;
  }

  private static boolean isOf(Place place, Set<Said> said) {
    String path = place.value().mark().path();
    return said.stream().anyMatch(s -> s.path().startsWith(path));
  }

  private boolean isSilent(Place place, Kind kind) {
    try {
      TopologyMapper.Mapped mapped =
          TopologyMapper.map("estate", broken(List.of(place), kind), true);
      if (!before.containsAll(said(mapped.mapping()))) {
        return false;
      }
      Problems problems = Problems.inCode("the estate");
      Map<Object, JsonObject> origins = new IdentityHashMap<>(mapped.mapping().origins());
      AzureCompiler.check(Assignment.complete(mapped.model(), origins), problems, "");
      return problems.found().isEmpty();
    } catch (DescriptorException e) {
      return false;
    }
  }

  /** Texts that anything may be, or that only the platform knows the words of. */
  private static final Set<String> FREE =
      Set.of(
          "affinityCookieName",
          "apiVersion",
          "body",
          "cname",
          "domainName",
          "domainNameLabel",
          "endpointLocation",
          "exchange",
          "fqdn",
          "headerName",
          "headerValue",
          "host",
          "hostName",
          "keyVaultSecretId",
          "kind",
          "location",
          "modifiedPath",
          "modifiedQueryString",
          "name",
          "path",
          "pattern",
          "relativeName",
          "requestPath",
          "ruleGroupName",
          "ruleId",
          "ruleSetType",
          "ruleSetVersion",
          "selector",
          "serviceName",
          "target",
          "translatedFqdn");

  @ParameterizedTest
  @EnumSource(Kind.class)
  void a_value_of_a_wrong_kind_is_said(Kind kind) {
    List<String> silent = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (List<Place> round : rounds()) {
      List<Place> tried = round.stream().filter(place -> isTried(place, kind, names)).toList();
      for (Place place : unheard(tried, kind)) {
        if (isSilent(place, kind)) {
          silent.add(place.value().mark().path());
        }
      }
    }
    assertThat(silent).isEmpty();
  }

  /** Objects and arrays are read in one way, whatever they are of, and texts in few. */
  private static boolean isTried(Place place, Kind kind, Set<String> names) {
    if (isMany(place.value())) {
      return kind == Kind.TEXT && names.add(place.name());
    } else if (kind == Kind.TEXT) {
      return !FREE.contains(place.name());
    }
    List<Object> path = place.path();
    return names.add(
        path.size() < 3 ? place.name() : path.subList(path.size() - 3, path.size()).toString());
  }

  private static boolean isMany(JsonValue value) {
    return value instanceof JsonObject || value instanceof JsonArray;
  }

  private static boolean startsWith(String message, String start) {
    return message.regionMatches(true, 0, start, 0, start.length());
  }
}
