/** API Management in its network modes. */
@org.jspecify.annotations.NullMarked
package dev.plumbline.azure.apim;
