import { sampleBody, type SampleEvent } from "../packages/stripe-offline/samples/index.ts";
import { readStackSecret } from "./aws/stack-secret.ts";
import { OpsError } from "./errors.ts";
import type { Target } from "./target.ts";

/** @returns a function that makes an event, and the object in it, known to an offline run's Stripe */
export async function offlineTeacher(
  { stripeApiUrl }: NonNullable<Target["offline"]>,
  { clients, outputs }: Pick<Target, "clients" | "outputs">,
): Promise<(event: SampleEvent) => Promise<void>> {
  const { stripeApiKey } = await readStackSecret(clients.secrets, outputs.secretArn);
  return async (event) => {
    const response = await fetch(`${stripeApiUrl}/offline/events`, {
      method: "POST",
      // Offline there is a full key beside the restricted one of the same name.
      headers: { authorization: `Bearer ${(stripeApiKey ?? "").replace(/^rk_/u, "sk_")}` },
      body: sampleBody(event),
    });
    if (!response.ok) throw new OpsError(`The offline Stripe did not take ${event.type}: ${await response.text()}`);
  };
}
