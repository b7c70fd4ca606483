/**
 * `npm run test:conformance [-- --endpoint URL] [--config NAME=VALUE]`: deploys the dev stack, with settings of its own or
 * those given, through the real engine to an emulator, posts the same signed events to it and to the offline run, and
 * holds the one's outcome to the other's, feature by feature. Without an endpoint it starts ministack and moto, or that
 * which `--name` names. The last line is `N passed, N failed`.
 */
import { parseArgs } from "node:util";
import { startEmulator, whyNoPulumi, whyNot, type Emulator } from "./emulators/emulator.ts";
import { ministack } from "./emulators/ministack.ts";
import { moto } from "./emulators/moto.ts";
import { compareOn } from "./compare.ts";
import { summarise, table } from "./report.ts";

const region = "ap-southeast-1";
const { values } = parseArgs({
  options: {
    endpoint: { type: "string" },
    name: { type: "string" },
    config: { type: "string", multiple: true, default: [] },
  },
});

const kinds = [ministack, moto].filter(({ name }) => values.name === undefined || values.name === name);
const credentials = {
  accessKeyId: process.env["AWS_ACCESS_KEY_ID"] ?? "test",
  secretAccessKey: process.env["AWS_SECRET_ACCESS_KEY"] ?? "test",
};
const totals = { passed: 0, failed: 0, compared: 0 };

async function compare(name: string, emulator: Emulator, config: readonly string[]): Promise<void> {
  try {
    const results = await compareOn(name, { endpoint: emulator.endpoint, region, credentials }, config);
    const { passed, failed, lacking } = summarise(results);
    console.log(`${name}${config.length === 0 ? "" : ` with ${config.join(" ")}`}:\n${table(results)}`);
    console.log(`${lacking} lacking in ${name}, as known, and not counted\n`);
    totals.passed += passed;
    totals.failed += failed;
    totals.compared += 1;
  } finally {
    await emulator.stop();
  }
}

const reason = await whyNoPulumi();
if (reason !== undefined) console.log(`test:conformance skipped: ${reason}`);
else if (values.endpoint === undefined) {
  for (const kind of kinds) {
    const missing = await whyNot(kind);
    if (missing === undefined) {
      const config = values.config.length > 0 ? values.config : kind.config;
      await compare(kind.name, await startEmulator(kind, region), config);
    } else console.log(`${kind.name}: ${missing}`);
  }
  if (totals.compared === 0) console.log("test:conformance skipped: no emulator can be started");
} else {
  const foreign = { endpoint: values.endpoint, stop: () => Promise.resolve() };
  await compare(values.name ?? "emulator", foreign, values.config);
}
if (totals.compared > 0) {
  console.log(`${totals.passed} passed, ${totals.failed} failed`);
  process.exitCode = totals.failed === 0 ? 0 : 1;
}
