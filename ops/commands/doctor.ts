import type { Command } from "commander";
import { observe } from "../aws/observe.ts";
import { probeSigned } from "../core/doctor/signed-probe.ts";
import { signedProbePorts } from "../secret-probe.ts";
import type { Run, Work } from "../work.ts";
import { diagnose } from "../core/doctor/diagnose.ts";
import type { Finding } from "../core/doctor/finding.ts";
import { exitCodes, OpsError } from "../errors.ts";
import { specificationOf } from "../stripe-endpoints.ts";

export function registerDoctor(program: Command, run: Run): void {
  program
    .command("doctor")
    .description("check everything between pulumi up and the first order; each finding comes with its remedy")
    .option("--probe", "also send a signed event that nobody handles, and follow it into the journal")
    .action((options: { readonly probe?: true }) => run(examining(options.probe === true)));
}

const examining =
  (probes: boolean): Work =>
  async (context) => {
    const target = await context.target();
    const seen = diagnose(await observe(target, context), specificationOf(target));
    refuseUnreachable(seen);
    const findings = probes ? [...seen, await probeSigned(await signedProbePorts(target, context.now))] : seen;
    const bad = findings.filter(({ level }) => level === "problem" || level === "unknown");
    const warnings = findings.filter(({ level }) => level === "warning");
    context.print({ findings, problems: bad.length, warnings: warnings.length }, () => [
      ...findings.flatMap(findingLines),
      "",
      bad.length === 0
        ? `No problems; warnings: ${String(warnings.length)}.`
        : `Problems: ${String(bad.length)}; warnings: ${String(warnings.length)}.`,
    ]);
    return bad.length === 0 ? exitCodes.done : exitCodes.failed;
  };

/** Where nothing can be asked, one line says why. @throws OpsError */
export function refuseUnreachable(findings: readonly Finding[]): void {
  const unknown = findings.filter(({ level }) => level === "unknown").map(({ message }) => message);
  const [first] = unknown;
  if (first === undefined || unknown.length < fewUnknown || new Set(unknown).size > 1) return;
  throw new OpsError(first.replace(/^cannot be checked: /u, ""));
}

const fewUnknown = 4;

const words = { ok: "ok     ", warning: "WARNING", problem: "PROBLEM", unknown: "UNKNOWN" } as const;

export function findingLines({ check, level, message, remedy }: Finding): string[] {
  return [`${words[level]}  ${check}: ${message}`, ...(remedy === undefined ? [] : [`         -> ${remedy}`])];
}
