package dev.plumbline.azure.read;

import dev.plumbline.azure.compile.AzureCompiler;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.descriptor.Source;
import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Ground;
import dev.plumbline.network.Network;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.NOPLogger;

/**
 * The Azure resources that files describe.
 *
 * <p>These are read, whatever they are called, and known by what is in them:
 *
 * <ul>
 *   <li>ARM templates (also what {@code az bicep build} and {@code az group export} write), with
 *       the parameters file beside them: {@code azuredeploy.parameters.json} for {@code
 *       azuredeploy.json}, {@code parameters.json} for {@code template.json};
 *   <li>what {@code az} prints: single resources, lists, pages of {@code az graph query}, and
 *       several of them in one file;
 *   <li>{@code terraform show -json} of a plan or a state, and state files of format 4, of the
 *       providers azurerm and azapi; what a plan does not know is found where it can only be one
 *       thing, and else said or refused;
 *   <li>documents with the top-level key {@code azure}, written by hand.
 * </ul>
 *
 * <p>Several files are read as one network. A directory stands for the JSON files in it.
 *
 * @param model the resources; addresses that the files do not tell are those that the platform
 *     would give
 * @param notes what was left out and what was taken for granted; a suite that relies on a part of
 *     the network does well to look
 * @param placeholders the public IP addresses of the model, by name, that only stand in for those
 *     that the platform will give or has given: the files do not tell them
 */
public record Topology(AzureTopology model, List<Note> notes, Set<String> placeholders) {

  private static final Logger LOG = LoggerFactory.getLogger(Topology.class);

  /** Copies the collections. */
  public Topology {
    notes = List.copyOf(notes);
    placeholders = Set.copyOf(placeholders);
  }

  /** Makes what is described with all its public addresses. */
  public Topology(AzureTopology model, List<Note> notes) {
    this(model, notes, Set.of());
  }

  /**
   * Returns what files describe.
   *
   * @throws dev.plumbline.descriptor.DescriptorException when something is wrong with them, with
   *     everything that is, each with file, line, JSON path and what to do
   * @throws java.io.UncheckedIOException when one cannot be read
   */
  public static Topology from(Path... files) {
    return from(TopologyOptions.defaults(), files);
  }

  /**
   * Returns what files describe.
   *
   * @param options how templates among them are deployed
   * @throws dev.plumbline.descriptor.DescriptorException when something is wrong with them, with
   *     everything that is, each with file, line, JSON path and what to do
   * @throws java.io.UncheckedIOException when one cannot be read
   */
  public static Topology from(TopologyOptions options, Path... files) {
    if (files.length == 0) {
      throw new IllegalArgumentException("no file: there is nothing to read");
    }
    ReadFiles all = new ReadFiles();
    for (Path file : files) {
      all.add(file, options);
    }
    return all.finish(options).topology();
  }

  /**
   * Returns what texts describe, as if they were files.
   *
   * @param options how templates among them are deployed
   * @throws dev.plumbline.descriptor.DescriptorException when something is wrong with them
   */
  public static Topology from(TopologyOptions options, Source... texts) {
    ReadFiles all = new ReadFiles();
    for (Source text : texts) {
      all.add(text, options);
    }
    return all.finish(options).topology();
  }

  /**
   * Returns whether resources of a type have a part in the model.
   *
   * @param type for example {@code Microsoft.Network/virtualNetworks}, in any case
   */
  public static boolean isRead(String type) {
    return ResourceKinds.isRead(type.toLowerCase(Locale.ROOT));
  }

  /**
   * Returns the Azure resources of an environment's network. On the ground live they have no
   * private addresses but those that are written: which the platform chose is not known. Of public
   * ones the {@link #placeholders()} are not known there.
   *
   * @throws IllegalArgumentException when the environment has no network description, or one of
   *     another format
   * @throws dev.plumbline.descriptor.DescriptorException when something is wrong with it
   */
  public static Topology of(Environment environment) {
    String where = environment.network();
    if (where == null) {
      throw new IllegalArgumentException(
          "environment \"" + environment.name() + "\" names no network description");
    }
    try {
      Source source =
          where.matches("[a-z]{2,}:.*")
              ? Source.of(new URI(where).toURL())
              : Source.of(Path.of(where));
      return read(source, environment.ground() != Ground.LIVE).topology();
    } catch (URISyntaxException | MalformedURLException e) {
      throw new IllegalArgumentException(
          "the network description \"" + where + "\" cannot be found: " + e.getMessage(), e);
    }
  }

  static Topology from(Source source) {
    return read(source, true).topology();
  }

  static Checked read(Source source, boolean assigning) {
    ReadFiles all = new ReadFiles(assigning);
    all.add(source, TopologyOptions.defaults());
    return all.finish(TopologyOptions.defaults());
  }

  /** Writes the notes to the log. */
  void tell() {
    tell(LOG, System.err::println);
  }

  /**
   * Writes the notes to a log.
   *
   * @param otherwise told the warnings where there is no log: without a provider for SLF4J nobody
   *     would see them
   */
  void tell(Logger log, Consumer<String> otherwise) {
    for (Note note : notes) {
      boolean warns = note.kind() == Note.Kind.ASSUMED || note.kind() == Note.Kind.SLIP;
      if (!warns) {
        log.info("{}", note);
      } else if (log instanceof NOPLogger) {
        otherwise.accept("Plumbline warns: " + note);
      } else {
        log.warn("{}", note);
      }
    }
  }

  /**
   * Returns the network that the resources make.
   *
   * @throws dev.plumbline.descriptor.DescriptorException when the platform would refuse them
   */
  public Network network() {
    return AzureCompiler.compile(model);
  }
}
