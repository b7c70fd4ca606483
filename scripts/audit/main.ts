/**
 * `npm run audit`: asks the registry for advisories about the packages whose code is in the bundles.
 * Exit code 1 when there are any; a registry without audits is one line and not a failure.
 */
import { runCommand } from "../run-command.ts";
import { readAudit } from "./read-report.ts";
import { shippedPackages } from "./shipped-packages.ts";

const shipped = await shippedPackages();
const { output } = await runCommand("npm", ["audit", "--json", "--omit=dev", "--loglevel=silent"], false);
const audit = readAudit(output);
if (audit.outcome === "failed") {
  console.log(`audit skipped: the registry offers no audits (${audit.reason.split(" - ")[0] ?? ""})`);
} else {
  const found = audit.weaknesses.filter((weakness) => shipped.has(weakness.package));
  for (const { package: name, range, severity, title, url } of found) {
    console.log(`${severity}: ${name} ${range}: ${title} (${url})`);
  }
  console.log(`${String(shipped.size)} packages in the bundles, ${String(found.length)} advisories`);
  process.exitCode = found.length === 0 ? 0 : 1;
}
