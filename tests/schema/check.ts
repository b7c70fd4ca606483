import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import * as v from "valibot";
import type { Call } from "./calls.ts";
import type { Template } from "./cloudformation.ts";

/** The program as one variant of it is in one Region. */
export interface Subject {
  readonly name: string;
  readonly region: string;
  readonly template: Template;
  readonly calls: readonly Call[];
}

/** Leaves of each subject what none before it had, in the same Region: variants differ in few of their resources. */
export function onlyNew(): (subject: Subject) => Subject {
  const seen = new Set<string>();
  const isNew = (...parts: readonly unknown[]): boolean => {
    const text = JSON.stringify(parts);
    if (seen.has(text)) return false;
    seen.add(text);
    return true;
  };
  return ({ template, calls, ...subject }) => {
    const Resources = Object.fromEntries(
      Object.entries(template.Resources).filter(([name, resource]) => isNew(subject.region, name, resource)),
    );
    return {
      ...subject,
      template: { ...template, Resources },
      calls: calls.filter((call) => isNew(subject.region, call)),
    };
  };
}

const report = v.object({ passed: v.number(), findings: v.array(v.string()) });
const script = fileURLToPath(new URL("check.py", import.meta.url));

/**
 * How many resources and calls AWS's schemas and models take, and what they refuse.
 * @param python that has cfn-lint and botocore
 * @throws Error with what it printed when it did not come to the end
 */
export async function check(python: string, subjects: readonly Subject[]): Promise<v.InferOutput<typeof report>> {
  const child = spawn(python, [script], { stdio: ["pipe", "pipe", "pipe"] });
  let output = "";
  let errors = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
  child.stdin.end(JSON.stringify(subjects));
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`${script} ended with ${String(code)}\n${errors}${output}`);
  return v.parse(report, JSON.parse(output));
}
