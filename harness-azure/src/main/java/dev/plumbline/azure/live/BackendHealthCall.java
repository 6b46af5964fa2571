package dev.plumbline.azure.live;

import com.azure.core.management.SubResource;
import com.azure.resourcemanager.network.fluent.models.ApplicationGatewayBackendHealthInner;
import com.azure.resourcemanager.network.fluent.models.ApplicationGatewayBackendHealthServerInner;
import com.azure.resourcemanager.network.models.ApplicationGatewayBackendHealthHttpSettings;
import com.azure.resourcemanager.network.models.ApplicationGatewayBackendHealthPool;
import dev.plumbline.azure.arm.ResourceId;
import dev.plumbline.azure.document.BackendHealth;
import dev.plumbline.azure.document.BackendHealth.Entry;
import dev.plumbline.azure.document.BackendHealth.Health;
import dev.plumbline.azure.document.BackendHealth.Server;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Asks for the backend health of an application gateway. */
final class BackendHealthCall {

  private static final String TYPE = "Microsoft.Network/applicationGateways";

  private final ResourceId gateway;

  BackendHealthCall(Ids ids, String gateway) {
    this.gateway = ids.of(TYPE, gateway);
  }

  Question question() {
    return new Question(
        "backend health of " + gateway.lastName(), TYPE + "/backendhealth/action", gateway.text());
  }

  BackendHealth ask(ArmConnection azure) {
    ApplicationGatewayBackendHealthInner answer =
        azure.finished(
            question(),
            () ->
                azure
                    .network()
                    .getApplicationGateways()
                    .beginBackendHealth(
                        Objects.requireNonNull(gateway.resourceGroup()), gateway.lastName()));
    List<Entry> entries = new ArrayList<>();
    for (ApplicationGatewayBackendHealthPool pool :
        new Reading(question()).there(answer.backendAddressPools(), "backendAddressPools")) {
      for (ApplicationGatewayBackendHealthHttpSettings settings :
          new Reading(question())
              .there(pool.backendHttpSettingsCollection(), "backendHttpSettingsCollection")) {
        List<Server> servers = new ArrayList<>();
        for (ApplicationGatewayBackendHealthServerInner server :
            new Reading(question()).there(settings.servers(), "servers")) {
          servers.add(server(server));
        }
        entries.add(
            new Entry(
                name(pool.backendAddressPool() == null ? null : pool.backendAddressPool().id()),
                name(
                    settings.backendHttpSettings() == null
                        ? null
                        : settings.backendHttpSettings().id()),
                servers));
      }
    }
    return new BackendHealth(gateway.text(), entries);
  }

  private Server server(ApplicationGatewayBackendHealthServerInner server) {
    SubResource ip =
        server.ipConfiguration() == null
            ? null
            : new SubResource().withId(server.ipConfiguration().id());
    try {
      return new Server(
          new Reading(question()).there(server.address(), "address"),
          ip == null ? null : ip.id(),
          Health.of(new Reading(question()).there(server.health(), "health").toString()),
          server.healthProbeLog() == null ? "" : server.healthProbeLog());
    } catch (IllegalArgumentException e) {
      throw Failures.broken(question(), Failures.reason(e));
    }
  }

  private String name(@Nullable String id) {
    String text = new Reading(question()).there(id, "id");
    return text.substring(text.lastIndexOf('/') + 1);
  }

  static Saying told(BackendHealth health) {
    List<String> facts = new ArrayList<>();
    int all = 0;
    int healthy = 0;
    for (Entry entry : health.entries()) {
      for (Server server : entry.servers()) {
        all++;
        healthy += server.health() == Health.HEALTHY ? 1 : 0;
        facts.add(
            entry.pool()
                + "/"
                + entry.settings()
                + " "
                + server.address()
                + ": "
                + server.health().shown()
                + (server.healthProbeLog().isEmpty() ? "" : ", " + server.healthProbeLog()));
      }
    }
    return new Saying(healthy + " of " + all + " backends healthy", facts);
  }
}
