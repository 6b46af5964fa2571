package dev.plumbline.azure.compile;

import dev.plumbline.network.Network.Balance;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Listener;
import dev.plumbline.network.Network.RuleSet;
import dev.plumbline.network.Network.SourceTranslation;
import dev.plumbline.network.Network.Translation;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A host in the making: an appliance, a load balancer's address, a machine. */
final class HostDraft {

  private final String name;
  private final String segment;
  final List<InetAddress> addresses = new ArrayList<>();
  final List<InetAddress> publicAddresses = new ArrayList<>();
  final List<Listener> listeners = new ArrayList<>();
  final List<Translation> translations = new ArrayList<>();
  final List<SourceTranslation> sourceTranslations = new ArrayList<>();
  final List<Balance> balances = new ArrayList<>();
  boolean forwards;
  boolean stateful = true;

  /** Whether the segment's filter and routes are not for it: the platform's, not a machine. */
  boolean apart;

  @Nullable RuleSet rules;

  HostDraft(String name, String segment) {
    this.name = name;
    this.segment = segment;
  }

  Host host() {
    return new Host(
        name,
        segment,
        addresses,
        publicAddresses,
        forwards,
        rules,
        listeners,
        List.of(),
        stateful,
        translations,
        sourceTranslations,
        balances,
        List.of(),
        null,
        List.of(),
        apart);
  }
}
