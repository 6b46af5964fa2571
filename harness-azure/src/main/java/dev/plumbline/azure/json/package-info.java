/**
 * JSON values that know where they stand, so that an error about any of them names file, line and
 * path. {@link dev.plumbline.azure.json.JsonReader} reads them, {@link
 * dev.plumbline.azure.json.JsonValue} is what they have in common.
 */
@NullMarked
package dev.plumbline.azure.json;

import org.jspecify.annotations.NullMarked;
