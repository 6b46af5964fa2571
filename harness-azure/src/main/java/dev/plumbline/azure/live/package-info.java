/**
 * Asks Azure what it says of a network: {@link dev.plumbline.azure.live.AzurePlatform} is the door,
 * {@link dev.plumbline.azure.live.AzureCredential} the key. The only package that needs the Azure
 * SDK, which is an optional dependency.
 */
@NullMarked
package dev.plumbline.azure.live;

import org.jspecify.annotations.NullMarked;
