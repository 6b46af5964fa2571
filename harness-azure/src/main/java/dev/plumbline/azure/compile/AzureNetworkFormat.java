package dev.plumbline.azure.compile;

import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.descriptor.Descriptor;
import dev.plumbline.descriptor.Doc;
import dev.plumbline.descriptor.Document;
import dev.plumbline.descriptor.Source;
import dev.plumbline.network.Network;
import dev.plumbline.network.NetworkFormat;
import dev.plumbline.network.Networks;

/**
 * Network descriptions written as Azure resources: documents with the one top-level key {@code
 * azure}.
 */
public final class AzureNetworkFormat implements NetworkFormat {

  private static final String KEY = "azure";

  /** A document of this format. */
  record AzureDocument(@Doc("The Azure resources of one network") AzureTopology azure) {}

  static final Descriptor<AzureDocument> FORMAT =
      Networks.withAddressTypes(Descriptor.of(AzureDocument.class, "Azure topology"))
          .camelCaseKeys()
          .check(
              (document, problems) ->
                  Validation.check(document.azure(), new Findings(problems, KEY + ".")))
          .build();

  /** Makes the format; called by the service loader. */
  public AzureNetworkFormat() {}

  @Override
  public String key() {
    return KEY;
  }

  @Override
  public Document<Network> read(Source source) {
    return FORMAT.read(source).map(document -> AzureCompiler.compile(document.azure()));
  }
}
