package dev.plumbline.network;

import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;
import java.util.function.Supplier;

/**
 * The hops of a verdict, put into words when they are read: most verdicts are asked for their fate
 * alone.
 */
final class Hops extends AbstractList<String> implements RandomAccess {

  /** Each a text, or a supplier of it that is replaced by what it gives. */
  private final Object[] hops;

  private Hops(Object[] hops) {
    this.hops = hops;
  }

  static Hops of(List<Object> hops) {
    return new Hops(hops.toArray());
  }

  @Override
  public String get(int index) {
    // Two threads may both put it into words; the words are the same.
    String text = inWords(hops[index]);
    hops[index] = text;
    return text;
  }

  @Override
  public int size() {
    return hops.length;
  }

  static String inWords(Object text) {
    return text instanceof Supplier<?> supplier ? String.valueOf(supplier.get()) : text.toString();
  }
}
