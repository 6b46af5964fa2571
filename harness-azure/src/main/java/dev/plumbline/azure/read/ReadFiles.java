package dev.plumbline.azure.read;

import dev.plumbline.azure.arm.ArmResource;
import dev.plumbline.azure.arm.ArmTemplates;
import dev.plumbline.azure.arm.Deployment;
import dev.plumbline.azure.arm.DeploymentOptions;
import dev.plumbline.azure.arm.Template;
import dev.plumbline.azure.compile.AzureCompiler;
import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonReader;
import dev.plumbline.azure.json.JsonUnknown;
import dev.plumbline.azure.json.JsonValue;
import dev.plumbline.azure.json.Mark;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.terraform.TerraformNotes;
import dev.plumbline.azure.terraform.TerraformReader;
import dev.plumbline.azure.terraform.TerraformRemarks;
import dev.plumbline.descriptor.DescriptorException;
import dev.plumbline.descriptor.Problem;
import dev.plumbline.descriptor.Problems;
import dev.plumbline.descriptor.Source;
import dev.plumbline.network.Network;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Files that are read as one network. */
final class ReadFiles {

  private final List<ArmResource> resources = new ArrayList<>();
  private final Set<Note> notes = new LinkedHashSet<>();

  /** How many places of one problem are told. */
  private static final int MOST_PLACES = 10;

  /** What a message repeats of the files: names, addresses, numbers. */
  private static final Pattern WRITTEN = Pattern.compile("\"[^\"]*\"|[\\w.:/-]*\\d[\\w.:/-]*");

  /** What files say of resources that are not in them. */
  private final List<TerraformRemarks> remarks = new ArrayList<>();

  private final List<Problem> problems = new ArrayList<>();
  private final boolean assigning;
  private @Nullable AzureTopology written;
  private @Nullable String name;
  private @Nullable String what;
  private boolean complete = true;

  /** Public IP addresses of documents whose files do not tell them. */
  private final Set<String> placeholders = new LinkedHashSet<>();

  ReadFiles() {
    this(true);
  }

  /**
   * Makes files to be read.
   *
   * @param assigning whether what they come to has the addresses too that the platform would give
   */
  ReadFiles(boolean assigning) {
    this.assigning = assigning;
  }

  /** Adds a file, or the JSON files of a directory; what is wrong with it is kept for the end. */
  void add(Path file, TopologyOptions options) {
    if (!Files.isDirectory(file)) {
      add(Source.of(file), options);
      return;
    }
    try (Stream<Path> all = Files.list(file)) {
      List<Path> files =
          all.filter(f -> f.getFileName().toString().endsWith(".json")).sorted().toList();
      if (files.isEmpty()) {
        problems.add(
            new Problem(
                file.toString(), 0, 0, "", "the directory holds no JSON; " + FileFormat.READ));
      }
      for (Path one : files) {
        if (!one.getFileName().toString().matches(".*parameters.*\\.json")) {
          add(Source.of(one), options);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read: " + e, e);
    }
  }

  /** Adds a file that a document names, found from where the document is. */
  void add(AzureNetworkFormat.SourceFile file, Source document, Problems inDocument, String path) {
    TopologyOptions options = TopologyOptions.defaults();
    for (Map.Entry<String, String> value : file.values().entrySet()) {
      options = options.withValue(value.getKey(), value.getValue());
    }
    options =
        file.resourceGroup() == null ? options : options.withResourceGroup(file.resourceGroup());
    options = file.location() == null ? options : options.withLocation(file.location());
    options = file.subscription() == null ? options : options.withSubscription(file.subscription());
    try {
      @Nullable Source parameters =
          file.parameters() == null ? null : beside(document, file.parameters());
      add(beside(document, file.file()), options, parameters);
    } catch (UncheckedIOException e) {
      inDocument.add(path + ".file", String.valueOf(e.getMessage()));
    }
  }

  private static Source beside(Source document, String file) {
    URL url = document.url();
    try {
      if (url == null || Path.of(file).isAbsolute()) {
        return Source.of(Path.of(file));
      }
      return Source.of(new URL(url, new URI(null, null, file, null).getRawPath()));
    } catch (URISyntaxException | java.net.MalformedURLException e) {
      throw new UncheckedIOException(file + " cannot be found", new IOException(e));
    }
  }

  void add(Source source, TopologyOptions options) {
    Path parameters = options.parameters();
    add(source, options, parameters == null ? null : Source.of(parameters));
  }

  private void add(Source source, TopologyOptions options, @Nullable Source parameters) {
    name = name == null ? baseName(source) : name;
    what = what == null ? source.name() : what;
    try {
      if (FileFormat.isJson(source.text())) {
        json(source, options, parameters);
      } else {
        text(source);
      }
    } catch (DescriptorException e) {
      problems.addAll(e.problems());
    }
  }

  /** A network is called as its file; where all files are called the same, as its directory. */
  private static String baseName(Source source) {
    String path = source.url() == null ? source.name() : source.url().getPath();
    String[] parts = path.split("[/\\\\]");
    String file = parts[parts.length - 1].replaceAll("\\.[^.]*$", "");
    boolean common = file.matches("(?i).*azuredeploy|main|maintemplate|template|plan|state|export");
    String base = common && parts.length > 1 ? parts[parts.length - 2] : file;
    return base.isEmpty() ? file : base;
  }

  private TerraformNotes terraformNotes() {
    return new TerraformNotes() {
      @Override
      public void assumed(Problem note) {
        notes.add(Note.of(Note.Kind.ASSUMED, note));
      }

      @Override
      public void ignored(Problem note) {
        notes.add(Note.of(Note.Kind.IGNORED, note));
      }
    };
  }

  private void json(Source source, TopologyOptions options, @Nullable Source parameters) {
    List<JsonValue> values =
        JsonReader.readAll(
            source.text(), Mark.of(source.name()), p -> notes.add(Note.of(Note.Kind.READ, p)));
    FileFormat format = FileFormat.of(values.get(0));
    if (format == FileFormat.DOCUMENT) {
      document(source);
    } else if (format == FileFormat.TEMPLATE) {
      template((JsonObject) values.get(0), source, options, parameters);
    } else if (format == FileFormat.TERRAFORM) {
      resources.addAll(
          TerraformReader.read(
              (JsonObject) values.get(0),
              new RuntimeValues(),
              ResourceKinds::isRead,
              terraformNotes(),
              remarks::add));
    } else if (format == FileFormat.RESOURCES) {
      for (JsonValue value : values) {
        resources.addAll(AzureJson.read(value, notes::add));
      }
    } else if (format == FileFormat.PARAMETERS) {
      throw values
          .get(0)
          .mark()
          .refuse(
              "this is a parameters file, not a template; name the template, which takes the"
                  + " parameters file beside it");
    } else {
      throw values.get(0).mark().refuse("this is no format that is read; " + FileFormat.READ);
    }
  }

  private void template(
      JsonObject root, Source source, TopologyOptions options, @Nullable Source parameters) {
    Source beside = parameters == null ? parametersBeside(source) : parameters;
    DeploymentOptions deployment = DeploymentOptions.defaults().with(new RuntimeValues());
    if (beside != null) {
      deployment = deployment.withParameterFiles(List.of(beside));
    }
    for (Map.Entry<String, Object> value : options.values().entrySet()) {
      deployment = deployment.withParameter(value.getKey(), value.getValue());
    }
    String subscription = options.subscription();
    String group = options.resourceGroup();
    deployment =
        deployment.in(
            subscription == null ? deployment.subscriptionId() : subscription,
            group == null ? deployment.resourceGroup() : group,
            options.location());
    Deployment deployed =
        ArmTemplates.deploy(new Template(root, source), new LinkedHashSet<>(), deployment);
    resources.addAll(deployed.resources());
    complete &= deployed.complete();
    deployed.notes().forEach(p -> notes.add(Note.of(Note.Kind.READ, p)));
  }

  /** Returns the parameters file that is called after a template; null when there is none. */
  private static @Nullable Source parametersBeside(Source template) {
    URL url = template.url();
    if (url == null) {
      return null;
    }
    try {
      if (!"file".equals(url.getProtocol())) {
        return null;
      }
      Path file = Path.of(url.toURI());
      String base = file.getFileName().toString().replaceAll("(?i)\\.json[c]?$", "");
      List<String> names =
          new ArrayList<>(List.of(base + ".parameters.json", base + ".parameters.jsonc"));
      if (base.equalsIgnoreCase("template") || base.equalsIgnoreCase("main")) {
        names.add("parameters.json");
      }
      for (String candidate : names) {
        Path path = file.resolveSibling(candidate);
        if (Files.isRegularFile(path)) {
          return Source.of(path);
        }
      }
      return null;
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private void text(Source source) {
    FileFormat format = FileFormat.ofText(source);
    if (format == FileFormat.DOCUMENT) {
      document(source);
      return;
    }
    String file = source.name();
    String message =
        format == FileFormat.BICEP
            ? "this is Bicep; compile it first, az bicep build --file "
                + file
                + ", and name the template that this writes"
            : "this is no format that is read; " + FileFormat.READ;
    problems.add(new Problem(file, 0, 0, "", message));
  }

  private void document(Source source) {
    Topology topology = AzureNetworkFormat.checked(source, assigning).value().topology();
    notes.addAll(topology.notes());
    AzureTopology before = written;
    placeholders.addAll(notIn(before, topology.placeholders()));
    written =
        before == null ? topology.model() : Merging.merged(before, topology.model(), Map.of());
  }

  /** Returns the names of those public IP addresses that what is written has not. */
  private static Set<String> notIn(@Nullable AzureTopology written, Set<String> names) {
    Set<String> others = new LinkedHashSet<>(names);
    if (written != null) {
      written.publicIPAddresses().forEach(address -> others.remove(address.name()));
    }
    return others;
  }

  /** Returns what all files come to. */
  Checked finish(TopologyOptions options) {
    String called = options.name() == null ? name : options.name();
    AzureTopology base =
        written == null
            ? AzureTopology.builder(String.valueOf(called)).build()
            : options.name() == null ? written : written.toBuilder().name(options.name()).build();
    Problems all = Problems.inCode(String.valueOf(what) + " cannot be used");
    Checked checked = finish(base, "", all);
    all.throwIfAny();
    if (checked == null) {
      throw new IllegalStateException("nothing was read");
    }
    return checked;
  }

  /**
   * Returns what the files come to together with what is written by hand; null when something is
   * wrong.
   *
   * @param prefix what paths in the hand-written document start with
   * @param told told what is wrong
   */
  @Nullable Checked finish(AzureTopology byHand, String prefix, Problems told) {
    List<ArmResource> read = List.copyOf(resources);
    for (TerraformRemarks one : remarks) {
      read = one.applied(read);
      one.left().tell(terraformNotes());
    }
    TopologyMapper.Mapped mapped = TopologyMapper.map(byHand.name(), read, complete);
    List<Problem> found = new ArrayList<>(problems);
    found.addAll(mapped.mapping().problems());
    // What is not known since something else could not be read is not said.
    if (found.stream().anyMatch(p -> !p.message().startsWith(JsonUnknown.NEEDED))) {
      found.removeIf(p -> p.message().startsWith(JsonUnknown.NEEDED));
    }
    if (found.size() > 1
        && found.stream().allMatch(p -> p.message().startsWith(JsonUnknown.NEEDED))) {
      found = new ArrayList<>(List.of(asOne(found, "so do others,")));
    }
    List<Problem> slips = slips(mapped.mapping().notes());
    if (!found.isEmpty()) {
      found.addAll(slips);
      told.addAll(new DescriptorException("cannot be read", found));
      return null;
    }
    Map<Object, JsonObject> origins = new IdentityHashMap<>(mapped.mapping().origins());
    AzureTopology asRead = Merging.merged(byHand, mapped.model(), origins);
    AzureTopology model = Assignment.complete(asRead, origins);
    Problems checked = Problems.inCode("the Azure topology \"" + model.name() + "\" is not valid");
    Optional<Network> network = AzureCompiler.check(model, checked, "");
    Places places = new Places(model, origins);
    Map<String, List<Problem>> same = new LinkedHashMap<>();
    for (Problem problem : checked.found()) {
      Problem there = places.translated(problem);
      if (there == null) {
        AzureNetworkFormat.tell(problem, places, prefix, told);
      } else {
        same.computeIfAbsent(there.file() + "\n" + there.message(), k -> new ArrayList<>())
            .add(there);
      }
    }
    // What loops and copies repeat is one mistake.
    mistakes(same.values())
        .forEach(
            all ->
                told.addAll(
                    new DescriptorException("cannot be used", List.of(asOne(all, "also")))));
    if (!checked.found().isEmpty() && !slips.isEmpty()) {
      told.addAll(new DescriptorException("cannot be used", slips));
    }
    notes.addAll(mapped.mapping().notes());
    Set<String> unknown = new LinkedHashSet<>(placeholders);
    unknown.addAll(notIn(byHand, mapped.mapping().placeholders));
    Topology topology = new Topology(assigning ? model : asRead, List.copyOf(notes), unknown);
    return network.map(made -> new Checked(topology, made)).orElse(null);
  }

  /** Returns the problems of each mistake: of one text, or of what one expression makes. */
  private static Collection<List<Problem>> mistakes(Collection<List<Problem>> same) {
    Map<String, List<Problem>> mistakes = new LinkedHashMap<>();
    for (List<Problem> all : same) {
      Problem first = all.get(0);
      String kind =
          first.line() == 0 ? first.message() : WRITTEN.matcher(first.message()).replaceAll("…");
      mistakes
          .computeIfAbsent(
              first.file() + ":" + first.line() + ":" + first.column() + " " + kind,
              k -> new ArrayList<>())
          .addAll(all);
    }
    return mistakes.values();
  }

  /** What is noted only as long as all is well: it may be the cause of what is wrong. */
  private static List<Problem> slips(List<Note> notes) {
    return notes.stream()
        .filter(note -> note.kind() == Note.Kind.SLIP)
        .map(
            note ->
                new Problem(note.file(), note.line(), note.column(), note.path(), note.message()))
        .toList();
  }

  /** One message for what has one cause, with the lines of the other places. */
  private static Problem asOne(List<Problem> problems, String others) {
    Problem first = problems.get(0);
    String lines =
        problems.stream()
            .map(Problem::line)
            .filter(line -> line != first.line())
            .distinct()
            .limit(MOST_PLACES)
            .map(line -> "line " + line)
            .collect(Collectors.joining(", "));
    return lines.isEmpty()
        ? first
        : new Problem(
            first.file(),
            first.line(),
            first.column(),
            first.path(),
            first.message() + " (" + others + " " + lines + ")");
  }
}
