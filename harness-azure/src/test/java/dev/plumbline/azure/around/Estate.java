package dev.plumbline.azure.around;

import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.read.Topology;
import dev.plumbline.descriptor.Source;
import dev.plumbline.environment.Environment;
import dev.plumbline.environment.EnvironmentBuilder;
import dev.plumbline.lab.Lab;
import dev.plumbline.network.Flow;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Protocol;
import dev.plumbline.network.Networks;
import dev.plumbline.network.Verdict;
import dev.plumbline.observation.Journal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A network of Azure written by hand, with what a test changes of its text. */
public final class Estate {

  private String yaml;

  public Estate(String yaml) {
    this.yaml = yaml;
  }

  /** Puts one text in the place of another, which must stand there. */
  public Estate with(String old, String changed) {
    if (!yaml.contains(old)) {
      throw new IllegalArgumentException("not in the estate: " + old);
    }
    Estate other = new Estate(yaml.replace(old, changed));
    return other;
  }

  public AzureTopology topology() {
    try {
      Path file = Files.createTempFile("estate", ".yaml");
      try {
        Files.writeString(file, yaml);
        return Topology.from(file).model();
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Network network() {
    return Networks.read(Source.of("estate.yaml", yaml)).value();
  }

  public Verdict fate(String segment, String from, String to, int port) {
    return network()
        .fate(
            new Flow(
                segment,
                IpAddresses.parse(from),
                49_200,
                IpAddresses.parse(to),
                port,
                Protocol.TCP));
  }

  /** Opens a lab with vantages in segments, each {@code segment} or {@code segment@address}. */
  public Lab open(String... vantages) {
    EnvironmentBuilder environment =
        Environment.builder("estate").probeTimeout(Duration.ofSeconds(3));
    for (String vantage : vantages) {
      String[] parts = vantage.split("@");
      environment.vantage(
          parts[0],
          v -> {
            v.segment(parts[0]);
            if (parts.length > 1) {
              v.address(parts[1]);
            }
          });
    }
    return Lab.open(environment.build(), network(), new Journal());
  }
}
