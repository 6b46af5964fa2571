package dev.plumbline.azure.read;

import static java.util.Comparator.comparing;
import static java.util.Comparator.reverseOrder;

import dev.plumbline.azure.compile.AzureCompiler;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.descriptor.Descriptor;
import dev.plumbline.descriptor.DescriptorException;
import dev.plumbline.descriptor.Doc;
import dev.plumbline.descriptor.Document;
import dev.plumbline.descriptor.Problem;
import dev.plumbline.descriptor.Problems;
import dev.plumbline.descriptor.Source;
import dev.plumbline.environment.Environment;
import dev.plumbline.network.Network;
import dev.plumbline.network.NetworkFormat;
import dev.plumbline.network.Networks;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Network descriptions written as Azure resources: documents with the top-level key {@code azure},
 * and with {@code sources}, files whose resources are read into it.
 */
public final class AzureNetworkFormat implements NetworkFormat {

  private static final String KEY = "azure";

  /** A document of this format. */
  record AzureDocument(
      @Doc("The Azure resources of one network") AzureTopology azure,
      @Doc("Files with resources of the network: ARM templates, JSON of az, JSON of Terraform")
          List<SourceFile> sources) {
    AzureDocument {
      sources = List.copyOf(sources);
    }
  }

  /**
   * A file with resources of the network.
   *
   * @param file where it is, relative to the document
   * @param parameters a template's parameters file, relative to the document; null for the one
   *     beside the template, if there is one
   * @param values a template's parameters, which count before the file
   * @param resourceGroup the resource group that a template is deployed to; null for any
   * @param location the resource group's region; null for westeurope
   * @param subscription the subscription's identifier; null for any
   */
  record SourceFile(
      @Doc("Where it is, relative to this document") String file,
      @Doc("A template's parameters file; the one beside the template when absent")
          @Nullable String parameters,
      @Doc("A template's parameters, which count before the file") Map<String, String> values,
      @Doc("The resource group that a template is deployed to") @Nullable String resourceGroup,
      @Doc("The resource group's region; westeurope when absent") @Nullable String location,
      @Doc("The subscription's identifier") @Nullable String subscription) {
    SourceFile {
      values = Map.copyOf(values);
    }
  }

  static final Descriptor<AzureDocument> FORMAT =
      Networks.withAddressTypes(Descriptor.of(AzureDocument.class, "Azure topology"))
          .camelCaseKeys()
          .build();

  /** Makes the format; called by the service loader. */
  public AzureNetworkFormat() {}

  @Override
  public String key() {
    return KEY;
  }

  /** Returns whether it is a document with this key, or one of the files that are read. */
  @Override
  public boolean reads(Source source) {
    return FileFormat.looksLikeResources(source.text())
        || source.name().endsWith(".bicep")
        || source.keys().contains(KEY);
  }

  /**
   * Returns whether the network of an environment is described in this format; not where it has no
   * description.
   *
   * @throws IllegalArgumentException when where the description is cannot be told
   * @throws java.io.UncheckedIOException when it cannot be read
   */
  public static boolean describes(Environment environment) {
    String where = environment.network();
    if (where == null) {
      return false;
    }
    try {
      Source source =
          where.matches("[a-z]{2,}:.*")
              ? Source.of(new URI(where).toURL())
              : Source.of(Path.of(where));
      return new AzureNetworkFormat().reads(source);
    } catch (URISyntaxException | MalformedURLException e) {
      throw new IllegalArgumentException(
          "the network description \"" + where + "\" cannot be found: " + e.getMessage(), e);
    }
  }

  @Override
  public Document<Network> read(Source source) {
    if (!FileFormat.isJson(source.text()) && FileFormat.ofText(source) == FileFormat.DOCUMENT) {
      return told(checked(source, true));
    }
    return told(Document.of(source, "network description", Topology.read(source, true)));
  }

  /** A suite whose network is read from files has no one to ask: the notes go to log and report. */
  private static Document<Network> told(Document<Checked> checked) {
    Topology topology = checked.value().topology();
    topology.tell();
    // Slips first, what has no meaning for the network last.
    return checked
        .map(Checked::network)
        .withNotes(
            topology.notes().stream()
                .sorted(comparing(Note::kind, reverseOrder()))
                .map(Note::told)
                .toList());
  }

  /**
   * Reads a document together with the files that it names.
   *
   * @param assigning whether what the files come to has the addresses too that the platform would
   *     give
   * @throws DescriptorException when something is wrong with any of them
   */
  static Document<Checked> checked(Source source, boolean assigning) {
    // The files are read while the document is checked, so that the problems of all are said at
    // once.
    AtomicReference<@Nullable Checked> whole = new AtomicReference<>();
    return FORMAT.toBuilder()
        .check((document, problems) -> whole.set(whole(document, source, assigning, problems)))
        .build()
        .read(source)
        .map(document -> Objects.requireNonNull(whole.get()));
  }

  private static @Nullable Checked whole(
      AzureDocument document, Source source, boolean assigning, Problems problems) {
    if (document.sources().isEmpty()) {
      Topology topology = new Topology(document.azure(), List.of());
      return AzureCompiler.check(document.azure(), problems, KEY + ".")
          .map(network -> new Checked(topology, network))
          .orElse(null);
    }
    if (!problems.found().isEmpty()) {
      return null;
    }
    try {
      ReadFiles files = new ReadFiles(assigning);
      for (int i = 0; i < document.sources().size(); i++) {
        files.add(document.sources().get(i), source, problems, "sources[" + i + "]");
      }
      if (!problems.found().isEmpty()) {
        return null;
      }
      return files.finish(document.azure(), KEY + ".", problems);
    } catch (DescriptorException e) {
      problems.addAll(e);
      return null;
    }
  }

  /** Adds a problem where it belongs: in the file that a record was read from, or here. */
  static void tell(Problem problem, Places places, String prefix, Problems problems) {
    Problem there = places.translated(problem);
    if (there == null) {
      problems.add(prefix + problem.path(), problem.message());
    } else {
      problems.addAll(new DescriptorException("cannot be used", List.of(there)));
    }
  }
}
