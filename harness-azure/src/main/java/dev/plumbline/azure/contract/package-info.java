/**
 * Acceptance contracts that are ready to be run: interfaces of JUnit tests that a test class
 * implements in one line, for example {@link
 * dev.plumbline.azure.contract.InternalApiManagementContract}. Their tests are made from the Azure
 * resources of the environment's network; what they expect stands in the documents of the services,
 * not in the code that simulates them.
 */
@NullMarked
package dev.plumbline.azure.contract;

import org.jspecify.annotations.NullMarked;
