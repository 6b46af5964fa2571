package dev.plumbline.azure.live;

/**
 * A question to Azure, as messages have it.
 *
 * @param subject what is asked for, for example {@code backend health of contoso-gateway}
 * @param action what the identity must be allowed to do, for example {@code
 *     Microsoft.Network/applicationGateways/backendhealth/action}
 * @param resource the id of the resource that is asked about
 */
record Question(String subject, String action, String resource) {}
