/**
 * YAML documents as records: {@link dev.plumbline.descriptor.Descriptor} reads them, lists all
 * problems at once with file, line, column and path, and writes the JSON Schema of the same
 * records.
 */
@NullMarked
package dev.plumbline.descriptor;

import org.jspecify.annotations.NullMarked;
