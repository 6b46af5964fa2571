package dev.plumbline.descriptor;

/**
 * Where a value stands: the path of the value, and the path in the document, which differs where
 * one text stands for several values.
 */
record At(String path, String shown) {
  At key(String key) {
    return new At(
        path.isEmpty() ? key : path + "." + key, shown.isEmpty() ? key : shown + "." + key);
  }

  At index(int index, int shownIndex) {
    return new At(path + "[" + index + "]", shown + "[" + shownIndex + "]");
  }

  At index(int index) {
    return new At(path + "[" + index + "]", shown);
  }
}
