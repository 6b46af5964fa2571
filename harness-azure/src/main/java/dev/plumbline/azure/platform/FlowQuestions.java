package dev.plumbline.azure.platform;

import dev.plumbline.azure.model.NetworkSecurityGroup.Direction;
import dev.plumbline.azure.rules.FiveTuple;
import java.net.InetAddress;

/**
 * What Azure is asked about a flow. Each throws an {@link AzurePlatformException} for no answer.
 */
public interface FlowQuestions {

  /** Returns which rule at a virtual machine decides a flow. */
  PlatformAnswer<IpFlowVerdict> verifyIpFlow(
      String virtualMachine, Direction direction, FiveTuple flow);

  /** Returns where a virtual machine's packets to an address go first. */
  PlatformAnswer<NextHopAnswer> nextHop(
      String virtualMachine, InetAddress source, InetAddress destination);

  /** Returns what Azure finds when it connects from a virtual machine. */
  PlatformAnswer<ConnectionCheck> troubleshootConnection(
      String virtualMachine, String address, int port);
}
