import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import * as v from "valibot";
import { repository, runCommand } from "../../scripts/run-command.ts";

export interface Question {
  readonly pattern: unknown;
  readonly events: readonly unknown[];
}

/** Which of the question's events match, or what the pattern is refused for. */
export type Verdict = readonly boolean[] | string;

const verdict = v.union([v.array(v.boolean()), v.string()]);
const pom = fileURLToPath(new URL("pom.xml", import.meta.url));
const program = fileURLToPath(new URL("Matches.java", import.meta.url));

/**
 * The jars of the library by which EventBridge matches, fetched at the first time.
 * @see https://github.com/aws/event-ruler
 * @throws Error with Maven's output, as without a network
 */
export async function installRuler(): Promise<string> {
  const jars = path.join(repository, "node_modules", ".cache", "event-ruler-1.8.1");
  const complete = path.join(jars, "complete");
  if (existsSync(complete)) return jars;
  const args = ["-q", "-B", "-f", pom, "dependency:copy-dependencies", `-DoutputDirectory=${jars}`];
  const { code, output } = await runCommand("mvn", args, false);
  if (code !== 0) throw new Error(output);
  await writeFile(complete, "");
  return jars;
}

/** One verdict for each question. */
export async function judge(jars: string, questions: readonly Question[]): Promise<Verdict[]> {
  const java = spawn("java", ["-cp", path.join(jars, "*"), program], { stdio: ["pipe", "pipe", "inherit"] });
  java.stdin.end(questions.map((question) => `${JSON.stringify(question)}\n`).join(""));
  const lines = (await text(java.stdout)).trimEnd().split("\n");
  if (lines.length !== questions.length) {
    throw new Error(`event-ruler judged ${lines.length} of ${questions.length} patterns`);
  }
  return lines.map((line) => v.parse(verdict, JSON.parse(line)));
}
