/** `node scripts/refuse.ts SCRIPT`: says in one line why an npm script does not do its work yet. Exit code 1. */
const reasons: Readonly<Record<string, string>> = {
  "check-costs": "Refused: costs are counted by the load test, which this version does not have yet.",
};

const [name = ""] = process.argv.slice(2);
console.error(reasons[name] ?? `Refused: ${name} is not implemented.`);
process.exitCode = 1;
