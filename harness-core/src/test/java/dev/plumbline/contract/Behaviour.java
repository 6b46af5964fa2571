package dev.plumbline.contract;

import dev.plumbline.servers.Result;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;

/**
 * A behaviour of the contract.
 *
 * @param section the type that has it
 * @param method its method
 */
record Behaviour(Class<?> section, Method method) {

  /** Returns all, in the order of the contract's sections, and of their names in each. */
  static List<Behaviour> all() {
    return Arrays.stream(LabContract.class.getInterfaces())
        .flatMap(
            section ->
                Arrays.stream(section.getDeclaredMethods())
                    .filter(method -> method.getName().indexOf('_') > 0)
                    .filter(Method::isDefault)
                    .map(method -> new Behaviour(section, method))
                    .sorted((a, b) -> a.title().compareTo(b.title())))
        .toList();
  }

  /** Returns it in words. */
  String title() {
    return method.getName().replace('_', ' ');
  }

  /** Returns why a ground cannot show it; empty where it can. */
  Optional<String> notOn(Arm arm) {
    return Stream.of(method, section)
        .flatMap(place -> Stream.of(place.getAnnotationsByType(NotOn.class)))
        .filter(not -> not.value() == arm)
        .map(NotOn::because)
        .findFirst();
  }

  /** Returns why a ground shows it otherwise than the simulation; empty where it does not. */
  Optional<String> differsOn(Arm arm) {
    return Stream.of(method.getAnnotationsByType(Differs.class))
        .filter(differs -> List.of(differs.on()).contains(arm))
        .map(Differs::because)
        .findFirst();
  }

  /** Returns its results among those of a ground: several where it is for several values. */
  List<Result> in(List<Result> results) {
    return results.stream()
        .filter(result -> result.method().equals(method.getName()))
        .sorted((a, b) -> a.test().compareTo(b.test()))
        .toList();
  }

  /** Returns whether it is run for several values. */
  boolean isForValues() {
    return method.isAnnotationPresent(ParameterizedTest.class);
  }

  /** Returns an expression for the titles of its results, where it is run for several values. */
  String valuesTitle() {
    String name = method.getAnnotation(ParameterizedTest.class).name();
    return Pattern.quote(name).replace("{0}", "\\E.*\\Q");
  }

  /** Returns the title of one of its results. */
  String title(Result result) {
    return result.test().equals(method.getName() + "()") ? title() : result.test();
  }
}
