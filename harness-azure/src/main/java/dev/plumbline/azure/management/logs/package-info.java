/**
 * What a simulated Log Analytics workspace answers: {@link
 * dev.plumbline.azure.management.logs.LogTables} has the logs of a lab's gateways as tables, and
 * asks them in the part of the Kusto query language that such queries are written in.
 */
@NullMarked
package dev.plumbline.azure.management.logs;

import org.jspecify.annotations.NullMarked;
