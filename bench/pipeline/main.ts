/**
 * `npm run bench:pipeline -- [--cycles N] [--rounds N] [--lanes N] [--alone] [--profile FOLDER]`: events a second through the offline run with the
 * delivery of each verified, and beside it the same program on ministack, a general emulator of AWS, with the archive's
 * branch off on both. Rounds of the two alternate, so that a machine that others load makes both slow.
 */
import { parseArgs } from "node:util";
import { fillStock } from "../../loadtest/run/prepare.ts";
import { whyNoPulumi, whyNot } from "../../tests/conformance/emulators/emulator.ts";
import { ministack as ministackKind } from "../../tests/conformance/emulators/ministack.ts";
import { report } from "../support/results.ts";
import { compareSides, type Compared } from "./compare.ts";
import { comparedFigures, ownFigures } from "./figures.ts";
import { measureOwn } from "./own.ts";
import { startMinistackSide } from "./ministack-side.ts";
import { startOfflineSide } from "./offline-side.ts";
import { runRound } from "./round.ts";

const { values } = parseArgs({
  options: {
    cycles: { type: "string", default: "4" },
    rounds: { type: "string", default: "5" },
    lanes: { type: "string", default: "8" },
    alone: { type: "boolean", default: false },
    profile: { type: "string" },
  },
});
const [cycles, rounds, lanes] = [Number(values.cycles), Number(values.rounds), Number(values.lanes)];
const never = new AbortController().signal;

const offline = await startOfflineSide();
try {
  await fillStock(offline.target, never);
  const own = await measureOwn(offline, { cycles, rounds, lanes });
  if (values.profile !== undefined) {
    await offline.profile();
    await runRound(offline, { cycles, whole: true, lanes });
    await offline.profile(values.profile);
  }
  let compared: Compared | undefined;
  const why = values.alone ? "--alone" : ((await whyNoPulumi()) ?? (await whyNot(ministackKind)));
  if (why === undefined) {
    const ministack = await startMinistackSide();
    try {
      await fillStock(ministack.target, never);
      await offline.setArchive(false);
      compared = await compareSides(offline, ministack, { rounds, lanes });
    } finally {
      await ministack.close();
    }
  } else {
    console.log(`Not compared with ministack: ${why}\n`);
  }
  const figures = [...ownFigures(own), ...(compared === undefined ? [] : comparedFigures(compared))];
  await report("pipeline", figures, { lanes, own, ...(compared === undefined ? {} : { compared }) });
} finally {
  await offline.close();
}
