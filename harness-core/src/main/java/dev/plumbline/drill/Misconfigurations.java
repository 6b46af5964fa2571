package dev.plumbline.drill;

import dev.plumbline.environment.Environment;
import dev.plumbline.network.Network;
import java.util.List;

/**
 * The misconfigurations of one kind of network description. Found through {@link
 * java.util.ServiceLoader}; those of the core's own description are always there.
 */
public interface Misconfigurations {

  /**
   * Returns the misconfigurations of an environment's network, those that apply nowhere in it too;
   * nothing when its description is of another kind. One that has the name of a misconfiguration of
   * the core takes its place.
   *
   * @param environment the environment; its paths are absolute
   * @param network its network, without any mistake
   */
  List<Misconfiguration> of(Environment environment, Network network);
}
