import { type Accepted, deliver, disordered, disorderedReports } from "../support/delivery.ts";
import { problemsOf, stockTotalProblems } from "../../loadtest/verify/judgement.ts";
import { readOutcome } from "../support/outcome.ts";
import type { Random } from "../support/random.ts";
import { randomScenario, randomStock } from "../support/scenarios/random-scenario.ts";
import type { System } from "../support/system.ts";
import { report } from "../support/parcels.ts";
import { withReports } from "../../packages/stripe-offline/scenarios/parcels.ts";
import { randomFaults } from "./random-faults.ts";
import { redriveAll } from "./redrive.ts";
import type { Tally } from "./tally.ts";

const purchasesPerRound = 25;
const lanes = 8;
/** How long a round's faults stay after its last event: long enough for three receives by the scaled clock. */
const faultyMilliseconds = 12_000;
const recoveryMilliseconds = 180_000;

/**
 * Random purchases in disorder under random faults; then the faults are lifted, the dead letters redriven, and every
 * purchase must have come right.
 * @param name made part of every id
 */
export async function playRound(system: System, name: string, random: Random, tally: Tally): Promise<void> {
  const scenarios = Array.from({ length: purchasesPerRound }, (_, index) =>
    withReports(
      randomScenario(random.part(`purchase ${String(index)}`), `${name}-${String(index)}`),
      random.integer(0, 99),
    ),
  );
  for (const { objects, account } of scenarios) system.knowAtTheEnd(objects, account);
  const events = disordered(scenarios, random.part("deliveries"));

  const faults = system.run.faults.add(randomFaults(random.part("faults")));
  const accepted: Accepted = new Map();
  let requests = 0;
  const counting = {
    send: (event: Parameters<System["send"]>[0]) => {
      requests += 1;
      return system.send(event);
    },
  };
  const reports = disorderedReports(scenarios, random.part("reports"));
  await Promise.all([
    deliver(counting, events, lanes, accepted),
    report(system, ...reports.map(({ message }) => message)),
  ]);
  for (const { event } of reports) accepted.set(event.id, 1);
  await system.settled(faultyMilliseconds).catch(() => undefined);
  tally.countFaults(faults.counts);
  faults.remove();

  await system.settled(recoveryMilliseconds);
  const { messages, leftToPerson } = await redriveAll(system);

  const outcome = await readOutcome(system);
  const problems = [
    ...problemsOf(outcome, scenarios, accepted, { faults: true }),
    ...stockTotalProblems(outcome, outcome.stock, randomStock),
  ];
  tally.problems.push(...problems.map(({ kind, text }) => ({ kind, text: `${name}: ${text}` })));
  tally.rounds += 1;
  tally.purchases += scenarios.length;
  tally.events += new Set(events.map(({ id }) => id)).size;
  tally.reports += reports.length;
  tally.accepted += events.length;
  tally.refused += requests - events.length;
  tally.redriven += messages;
  tally.leftToPerson += leftToPerson;
  tally.sampleMemory();
}
