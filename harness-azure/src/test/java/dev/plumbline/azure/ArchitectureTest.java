package dev.plumbline.azure;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.plumbline.azure.compile.AzureCompiler;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  /** The module's own classes, and not those of its tests, wherever the build puts them. */
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .importUrl(AzureCompiler.class.getProtectionDomain().getCodeSource().getLocation());

  @Test
  void azure_resources_are_compiled_never_simulated() {
    noClasses()
        .that()
        .resideInAPackage("dev.plumbline.azure..")
        // A contract looks at labs, and the simulated management tells of the state of one.
        .and()
        .resideOutsideOfPackages(
            "dev.plumbline.azure.contract..", "dev.plumbline.azure.management..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.plumbline.sim..",
            "dev.plumbline.containers..",
            "dev.plumbline.lab..",
            "dev.plumbline.vantage..")
        .check(CLASSES);
  }

  @Test
  void only_contracts_use_junit_and_only_the_simulated_management_is_a_server() {
    noClasses()
        .that()
        .resideInAPackage("dev.plumbline.azure..")
        // A contract is a JUnit interface: its tests are what it is for.
        .and()
        .resideOutsideOfPackage("dev.plumbline.azure.contract..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.junit..", "io.netty..", "dev.plumbline.junit..")
        .check(CLASSES);
    // The simulated management is one: real clients of Azure ask it over HTTPS. The JDK's will do.
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.plumbline.azure.management..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.sun.net.httpserver..")
        .check(CLASSES);
  }

  @Test
  void the_simulated_management_is_no_client_of_azure_and_nothing_of_the_project_needs_it() {
    noClasses()
        .that()
        .resideInAPackage("dev.plumbline.azure.management..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.azure..", "dev.plumbline.sim..", "dev.plumbline.containers..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.plumbline.azure.management..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.plumbline.azure.management..")
        .check(CLASSES);
  }

  @Test
  void the_model_knows_nothing_of_what_is_made_of_it() {
    classes()
        .that()
        .resideInAPackage("dev.plumbline.azure.model..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "dev.plumbline.azure.model..",
            "dev.plumbline.network..",
            "dev.plumbline.descriptor..",
            "java..",
            "org.jspecify..")
        .check(CLASSES);
  }

  @Test
  void what_is_refused_is_found_in_the_resources_and_by_the_rules_alone() {
    classes()
        .that()
        .resideInAPackage("dev.plumbline.azure.validation..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "dev.plumbline.azure.validation..",
            "dev.plumbline.azure.model..",
            "dev.plumbline.azure.rules..",
            "dev.plumbline.network..",
            "dev.plumbline.descriptor..",
            "java..",
            "org.jspecify..")
        .check(CLASSES);
    // Nobody else needs it: what is compiled was validated.
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "dev.plumbline.azure.validation..", "dev.plumbline.azure.compile..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.plumbline.azure.validation..")
        .check(CLASSES);
  }

  @Test
  void no_two_packages_need_one_another() {
    slices().matching("dev.plumbline.azure.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void the_template_language_knows_json_and_nothing_of_networks() {
    classes()
        .that()
        .resideInAnyPackage("dev.plumbline.azure.arm..", "dev.plumbline.azure.json..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "dev.plumbline.azure.arm..",
            "dev.plumbline.azure.json..",
            "dev.plumbline.descriptor..",
            // Its functions on address ranges parse addresses as descriptions do.
            "dev.plumbline.network..",
            "java..",
            "tools.jackson..",
            "org.slf4j..",
            "org.jspecify..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage("dev.plumbline.azure.json..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.plumbline.azure.arm..")
        .check(CLASSES);
  }

  @Test
  void terraform_knows_resources_and_nothing_of_networks() {
    classes()
        .that()
        .resideInAPackage("dev.plumbline.azure.terraform..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "dev.plumbline.azure.terraform..",
            "dev.plumbline.azure.arm..",
            "dev.plumbline.azure.json..",
            "dev.plumbline.descriptor..",
            "java..",
            "org.jspecify..")
        .check(CLASSES);
  }

  @Test
  void assertions_read_observations_and_what_a_topology_says() {
    classes()
        .that()
        .resideInAPackage("dev.plumbline.azure.assertion..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "dev.plumbline.azure.assertion..",
            "dev.plumbline.assertion..",
            "dev.plumbline.observation..",
            // What Azure says, beside what is predicted and observed.
            "dev.plumbline.azure.platform..",
            // Facts that no traffic shows, such as DDoS protection.
            "dev.plumbline.azure.model..",
            "dev.plumbline.azure.rules..",
            "java..",
            "org.assertj..",
            "org.jspecify..")
        .check(CLASSES);
  }

  @Test
  void only_live_sees_the_azure_sdk() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.plumbline.azure.live..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.azure..", "com.microsoft..", "reactor..", "okhttp3..")
        .check(CLASSES);
    // What Azure says is data that needs no SDK to be compared and asserted.
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.plumbline.azure.live..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.plumbline.azure.live..")
        .check(CLASSES);
  }

  @Test
  void nothing_uses_contracts() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.plumbline.azure.contract..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.plumbline.azure.contract..")
        .check(CLASSES);
  }
}
