package dev.plumbline.sim;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A virtual address never reaches a real socket: only few classes can open one towards others, and
 * all of them ask {@link Loopback} first.
 */
class LoopbackOnlyTest {

  /** What lies beside the provider: not the tests, wherever the build puts them. */
  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .importUrl(
              SimulatedLabProvider.class.getProtectionDomain().getCodeSource().getLocation());

  private static final DescribedPredicate<JavaAccess<?>> OPENS_A_WAY_OUT =
      new DescribedPredicate<>("opens or connects a socket") {
        @Override
        public boolean test(JavaAccess<?> access) {
          String owner = access.getTargetOwner().getName();
          String name = access.getName();
          boolean jdk =
              owner.equals("java.nio.channels.SocketChannel")
                  || owner.equals("java.nio.channels.DatagramChannel");
          boolean old = owner.equals("java.net.Socket") || owner.equals("java.net.DatagramSocket");
          boolean netty = owner.startsWith("io.netty.");
          return jdk && (name.equals("open") || name.equals("connect") || name.equals("send"))
              || old && (name.equals("<init>") || name.equals("connect"))
              || netty && name.equals("connect");
        }
      };

  @Test
  void few_classes_can_open_a_socket_towards_others() {
    noClasses()
        .that()
        .resideInAPackage("dev.plumbline.sim")
        .and()
        .haveSimpleNameNotContaining("Loopback")
        .and()
        .haveSimpleNameNotContaining("Relay")
        .and(
            new DescribedPredicate<>("are not the fabric's datagrams") {
              @Override
              public boolean test(JavaClass type) {
                return !type.getName().startsWith("dev.plumbline.sim.Datagrams");
              }
            })
        .should()
        .accessTargetWhere(OPENS_A_WAY_OUT)
        .check(MAIN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"10.2.0.7", "192.0.2.1", "8.8.8.8", "2001:db8::1", "169.254.169.254", "0.0.0.0"})
  void an_address_outside_the_loopback_interface_is_refused(String address) {
    InetSocketAddress virtual = SimulatedWorld.to(address, 7);

    assertThatThrownBy(() -> Loopback.require(virtual))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("loopback interface only");
    assertThatThrownBy(() -> Loopback.connect(virtual, NO_PORTS))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static final Loopback.Ports NO_PORTS =
      new Loopback.Ports() {
        @Override
        public boolean claim(int port) {
          throw new AssertionError(
              "a port was taken for an address outside the loopback interface");
        }

        @Override
        public void release(int port) {}
      };
}
