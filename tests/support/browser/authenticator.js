// A virtual authenticator of Chromium, which makes and uses passkeys without a person.

/** @import { Page } from "playwright-core" */

/**
 * Adds an authenticator to a page. It verifies whoever uses it, unless `verifies(false)` was called.
 *
 * @param {Page} page
 * @param {{ hasPrf?: boolean }} [options]
 */
export async function addAuthenticator(page, { hasPrf = true } = {}) {
  const session = await page.context().newCDPSession(page);
  await session.send("WebAuthn.enable");
  const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      ctap2Version: "ctap2_1",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
      hasPrf,
    },
  });
  return {
    credentials: async () => (await session.send("WebAuthn.getCredentials", { authenticatorId })).credentials,
    /** @param {boolean} isUserVerified */
    verifies: (isUserVerified) => session.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified }),
    remove: () => session.send("WebAuthn.removeVirtualAuthenticator", { authenticatorId }),
  };
}
