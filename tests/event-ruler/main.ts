/**
 * `npm run test:event-ruler -- [--seed N]`: the offline bus's patterns against the library by which EventBridge matches: every
 * pattern and filter policy that index.ts deploys, with a shop's usual events, and patterns that are drawn. The last line is
 * `N passed, N failed`.
 */
import { parseArgs } from "node:util";
import { compilePattern } from "../../packages/aws-offline/pattern/pattern.ts";
import { PatternError } from "../../packages/aws-offline/pattern/pattern-error.ts";
import { runCommand } from "../../scripts/run-command.ts";
import { deployedQuestions } from "./deployed.ts";
import { drawnQuestions } from "./drawn.ts";
import { installRuler, judge, type Question, type Verdict } from "./event-ruler.ts";

const { values } = parseArgs({ options: { seed: { type: "string", default: String(Date.now() % 1_000_000) } } });

async function ruler(): Promise<{ readonly jars: string } | { readonly missing: string }> {
  for (const command of ["java", "mvn"]) {
    const found = await runCommand(command, ["-version"], false).catch(() => undefined);
    if (found?.code !== 0) return { missing: `there is no ${command}, which AWS's event-ruler needs` };
  }
  return installRuler().then(
    (jars) => ({ jars }),
    (error: unknown) => ({ missing: `event-ruler cannot be fetched: ${String(error)}` }),
  );
}

function offline({ pattern, events }: Question): Verdict {
  try {
    return events.map(compilePattern(pattern));
  } catch (error) {
    if (error instanceof PatternError) return error.message;
    throw error;
  }
}

/** The words of the two refusals differ; what the offline bus does not have it may refuse alone. */
function isSame(ours: Verdict, theirs: Verdict): boolean {
  if (typeof ours === "string") return typeof theirs === "string" || ours.includes("not supported offline");
  return typeof theirs !== "string" && ours.every((match, index) => match === theirs[index]);
}

const found = await ruler();
if ("missing" in found) {
  console.log(`test:event-ruler skipped: ${found.missing}`);
} else {
  const questions = [...(await deployedQuestions()), ...drawnQuestions(Number(values.seed), 3000)];
  const verdicts = await judge(found.jars, questions);
  let failed = 0;
  for (const [index, question] of questions.entries()) {
    const [ours, theirs = "no verdict"] = [offline(question), verdicts[index]];
    if (isSame(ours, theirs)) continue;
    failed += 1;
    console.log(
      `${JSON.stringify(question).slice(0, 2000)}\n  offline: ${String(ours)}\n  event-ruler: ${String(theirs)}`,
    );
  }
  console.log(`${questions.length} patterns, drawn with --seed ${values.seed}`);
  console.log(`${questions.length - failed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}
