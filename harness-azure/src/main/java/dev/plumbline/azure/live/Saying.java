package dev.plumbline.azure.live;

import java.util.List;

/**
 * An answer in words.
 *
 * @param line in one line
 * @param facts fact by fact
 */
record Saying(String line, List<String> facts) {}
