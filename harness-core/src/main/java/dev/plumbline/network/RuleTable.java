package dev.plumbline.network;

import dev.plumbline.network.Filter.Compiled;
import dev.plumbline.network.Filter.Decision;
import dev.plumbline.network.Filter.Ends;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a filter that can match flows of one protocol, on one stretch of ports, from and to
 * addresses of one family, in the order they are tried.
 *
 * <p>What most rules ask, whether an address lies in the one prefix that they name, is laid out as
 * numbers side by side, so that a hundred rules that do not match cost a few lines of the
 * processor's cache and not a walk through as many objects.
 */
abstract class RuleTable {

  private final Decision[] decisions;

  /** For each rule what else it asks, null for nothing; null when no rule asks anything else. */
  private final @Nullable Compiled @Nullable [] more;

  private final Decision otherwise;

  private RuleTable(List<Compiled> rules, boolean v4, Decision otherwise) {
    this.decisions = rules.stream().map(rule -> rule.decision).toArray(Decision[]::new);
    boolean plain = rules.stream().allMatch(rule -> rule.isPlain(v4));
    this.more =
        plain
            ? null
            : rules.stream().map(rule -> rule.isPlain(v4) ? null : rule).toArray(Compiled[]::new);
    this.otherwise = otherwise;
  }

  /** Makes the table of those rules that can match addresses of a family. */
  static RuleTable of(List<Compiled> rules, boolean v4, Decision otherwise) {
    List<Compiled> able = new ArrayList<>();
    for (Compiled rule : rules) {
      if (rule.canMatch(v4)) {
        able.add(rule);
        if (rule.isPlain(v4) && rule.from.isAll(v4) && rule.to.isAll(v4)) {
          // It takes all that comes to it, so that none behind it is ever asked.
          break;
        }
      }
    }
    return v4 ? new V4(able, otherwise) : new V6(able, otherwise);
  }

  /** Returns what the first rule that matches says, or what is said when none does. */
  abstract Decision decide(AddressBits source, int sourcePort, AddressBits destination);

  /** Returns whether a rule whose prefixes hold the addresses matches. */
  final boolean matches(int rule, AddressBits source, int sourcePort, AddressBits destination) {
    Compiled asked = more == null ? null : more[rule];
    return asked == null || asked.matches(source, sourcePort, destination);
  }

  final Decision decision(int rule) {
    return decisions[rule];
  }

  final Decision otherwise() {
    return otherwise;
  }

  /** Returns the numbers of the prefixes; null when they hold every address. */
  private static <T> @Nullable T unlessAll(T numbers, List<Ends> sets, boolean v4) {
    return sets.stream().allMatch(set -> set.isAll(v4)) ? null : numbers;
  }

  /** A mask and the bits behind it for each rule. */
  private static final class V4 extends RuleTable {
    private final int rules;
    private final int @Nullable [] from;
    private final int @Nullable [] to;

    V4(List<Compiled> rules, Decision otherwise) {
      super(rules, true, otherwise);
      this.rules = rules.size();
      this.from = numbers(rules.stream().map(rule -> rule.from).toList());
      this.to = numbers(rules.stream().map(rule -> rule.to).toList());
    }

    private static int @Nullable [] numbers(List<Ends> sets) {
      int[] numbers = new int[2 * sets.size()];
      for (int i = 0; i < sets.size(); i++) {
        AddressBits.Prefix only = sets.get(i).only(true);
        if (only != null) {
          numbers[2 * i] = (int) (only.highMask() >>> 32);
          numbers[2 * i + 1] = (int) (only.bits().high() >>> 32);
        }
      }
      return unlessAll(numbers, sets, true);
    }

    @Override
    Decision decide(AddressBits source, int sourcePort, AddressBits destination) {
      int[] from = this.from;
      int[] to = this.to;
      int sourceBits = (int) (source.high() >>> 32);
      int destinationBits = (int) (destination.high() >>> 32);
      for (int i = 0; i < rules; i++) {
        if ((from == null || (sourceBits & from[2 * i]) == from[2 * i + 1])
            && (to == null || (destinationBits & to[2 * i]) == to[2 * i + 1])
            && matches(i, source, sourcePort, destination)) {
          return decision(i);
        }
      }
      return otherwise();
    }
  }

  /** Two masks and the bits behind them for each rule. */
  private static final class V6 extends RuleTable {
    private final int rules;
    private final long @Nullable [] from;
    private final long @Nullable [] to;

    V6(List<Compiled> rules, Decision otherwise) {
      super(rules, false, otherwise);
      this.rules = rules.size();
      this.from = numbers(rules.stream().map(rule -> rule.from).toList());
      this.to = numbers(rules.stream().map(rule -> rule.to).toList());
    }

    private static long @Nullable [] numbers(List<Ends> sets) {
      long[] numbers = new long[4 * sets.size()];
      for (int i = 0; i < sets.size(); i++) {
        AddressBits.Prefix only = sets.get(i).only(false);
        if (only != null) {
          numbers[4 * i] = only.highMask();
          numbers[4 * i + 1] = only.bits().high();
          numbers[4 * i + 2] = only.lowMask();
          numbers[4 * i + 3] = only.bits().low();
        }
      }
      return unlessAll(numbers, sets, false);
    }

    private static boolean holds(long[] numbers, int rule, AddressBits address) {
      return (address.high() & numbers[4 * rule]) == numbers[4 * rule + 1]
          && (address.low() & numbers[4 * rule + 2]) == numbers[4 * rule + 3];
    }

    @Override
    Decision decide(AddressBits source, int sourcePort, AddressBits destination) {
      for (int i = 0; i < rules; i++) {
        if ((from == null || holds(from, i, source))
            && (to == null || holds(to, i, destination))
            && matches(i, source, sourcePort, destination)) {
          return decision(i);
        }
      }
      return otherwise();
    }
  }
}
