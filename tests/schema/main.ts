/**
 * `npm run test:schema`: every resource of every variant of the program, in three Regions, against AWS's own resource
 * schemas (as cfn-lint has them), and the input of every call that creates one against botocore's models of the services.
 * The last line is `N passed, N failed`.
 */
import { hasPython, installPackages } from "../../scripts/python.ts";
import { evaluate, placeIn } from "../support/evaluate.ts";
import { callsOf } from "./calls.ts";
import { check, onlyNew, type Subject } from "./check.ts";
import { toTemplate } from "./cloudformation.ts";
import { variants } from "./variants.ts";

const regions = ["ap-southeast-1", "eu-central-1", "us-east-1"];
const packages = [
  { name: "cfn-lint", version: "1.58.0" },
  { name: "botocore", version: "1.44.8" },
];

async function python(): Promise<{ readonly command: string } | { readonly missing: string }> {
  if (!(await hasPython())) return { missing: "there is no python3 with venv, which cfn-lint and botocore need" };
  return installPackages(packages).then(
    (command) => ({ command }),
    (error: unknown) => ({
      missing: `cfn-lint and botocore cannot be installed: ${error instanceof Error ? error.message : String(error)}`,
    }),
  );
}

const found = await python();
if ("missing" in found) {
  console.log(`test:schema skipped: ${found.missing}`);
} else {
  const subjects: Subject[] = [];
  const fresh = onlyNew();
  for (const variant of await variants()) {
    for (const region of regions) {
      const place = placeIn(region);
      const graph = await evaluate({ ...variant, place });
      subjects.push(
        fresh({ name: variant.name, region, template: toTemplate(graph), calls: await callsOf(graph, place) }),
      );
    }
  }
  const { passed, findings } = await check(found.command, subjects);
  for (const finding of findings) console.log(finding);
  console.log(`${subjects.length} evaluations of the program, in ${regions.join(", ")}`);
  console.log(`${passed} passed, ${findings.length} failed`);
  process.exitCode = findings.length === 0 ? 0 : 1;
}
