import { randomBytes } from "node:crypto";
import { deploy } from "../../tests/conformance/deploy.ts";
import { startEmulator } from "../../tests/conformance/emulators/emulator.ts";
import { ministack } from "../../tests/conformance/emulators/ministack.ts";
import { configurationSets } from "../../tests/conformance/features/probes.ts";
import { lackingTypesOf } from "../../tests/conformance/lacks.ts";
import type { Side } from "./side.ts";

const region = "ap-southeast-1";

/** The same program by `pulumi up` on ministack, whose own archive branch never moves. */
export async function startMinistackSide(): Promise<Side> {
  const emulator = await startEmulator(ministack, region);
  try {
    const { endpoint } = emulator;
    const client = { endpoint, region, credentials: { accessKeyId: "test", secretAccessKey: "test" } };
    const furnishing = {
      webhookSecret: `whsec_${randomBytes(24).toString("hex")}`,
      stripeApiKey: "sk_test_none",
      stock: {},
    };
    const mayLack = lackingTypesOf("ministack");
    const deployment = await deploy("ministack", { client, environment: {}, mayLack }, furnishing);
    // Mails go out by the set of version 1, which this makes.
    await configurationSets.observe(deployment.target);
    const { outputs, clients } = deployment.target;
    return {
      target: { stack: "ministack", isProduction: false, region, outputs, clients },
      endpoint,
      webhookSecret: furnishing.webhookSecret,
      async close() {
        await deployment.close();
        await emulator.stop();
      },
    };
  } catch (error) {
    await emulator.stop();
    throw error;
  }
}
