/**
 * `npm run test:conformance [-- --endpoint URL] [--config NAME=VALUE]`: deploys the dev stack, with settings of its own or
 * those given, through the real engine to an emulator, posts the same signed events to it and to the offline run, and
 * holds the one's outcome to the other's, feature by feature. Without an endpoint it starts ministack. The last line is
 * `N passed, N failed`.
 */
import { parseArgs } from "node:util";
import { startMinistack, whyNoMinistack, whyNoPulumi } from "./emulators/ministack.ts";
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

const reason = (await whyNoPulumi()) ?? (values.endpoint === undefined ? await whyNoMinistack() : undefined);
if (reason === undefined) {
  const emulator =
    values.endpoint === undefined
      ? await startMinistack(region)
      : { endpoint: values.endpoint, stop: () => Promise.resolve() };
  try {
    const name = values.name ?? (values.endpoint === undefined ? "ministack" : "emulator");
    const credentials = {
      accessKeyId: process.env["AWS_ACCESS_KEY_ID"] ?? "test",
      secretAccessKey: process.env["AWS_SECRET_ACCESS_KEY"] ?? "test",
    };
    const results = await compareOn(name, { endpoint: emulator.endpoint, region, credentials }, values.config);
    console.log(table(results));
    const { passed, failed, lacking } = summarise(results);
    console.log(`${lacking} lacking in the emulator, as known, and not counted`);
    console.log(`${passed} passed, ${failed} failed`);
    process.exitCode = failed === 0 ? 0 : 1;
  } finally {
    await emulator.stop();
  }
} else {
  console.log(`test:conformance skipped: ${reason}`);
}
