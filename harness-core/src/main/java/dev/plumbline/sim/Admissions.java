package dev.plumbline.sim;

import dev.plumbline.sim.Bindings.Binding;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * Counts the open connections of listeners that have a limit. One above the limit is refused before
 * it opens, as by a full queue that answers with a reset.
 */
final class Admissions {

  private final Map<FlowTable.Entry, Binding> inside = new IdentityHashMap<>();

  /** Lets a connection in; false when the limit is reached. */
  boolean enter(FlowTable.Entry entry, Binding binding) {
    if (binding.limit() == 0) {
      return true;
    }
    synchronized (inside) {
      if (binding.open().get() >= binding.limit()) {
        return false;
      }
      binding.open().incrementAndGet();
      inside.put(entry, binding);
      return true;
    }
  }

  /** Lets a connection out; harmless for one that is not inside. */
  void leave(FlowTable.Entry entry) {
    if (entry.verdict().listener() == null || entry.verdict().listener().connectionLimit() == 0) {
      return;
    }
    synchronized (inside) {
      Binding binding = inside.remove(entry);
      if (binding != null) {
        binding.open().decrementAndGet();
      }
    }
  }
}
