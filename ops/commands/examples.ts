import type { Command } from "commander";

/** By the command's words; shown at the end of its help. */
const examples: Readonly<Record<string, readonly string[]>> = {
  why: ["why", "why --stack prod --since 2h"],
  "dlq list": ["dlq", "dlq list --all --cause invalid-event --json"],
  "dlq show": ["dlq show evt_1Example"],
  "dlq edit": ["dlq edit evt_1Example --set data.object.currency=eur --yes"],
  "dlq redrive": ["dlq redrive email --cause mail-refused --yes"],
  "dlq purge": ["dlq purge orders --cause not-json --count 2 --yes"],
  trace: ["trace pi_3Example", "trace evt_1Example --stack prod --json", "trace evt_1Example --otlp"],
  orders: ["orders --status disputed --since 3d", "orders --customer cus_Example"],
  "order show": ["order show pi_3Example"],
  logs: ["logs orderProcessor --level error --since 2h", "logs --event evt_1Example", "logs stripeWebhook --follow"],
  monitor: ["monitor --stack prod", "monitor --once --json"],
  pause: ["pause email --yes"],
  resume: ["resume email --yes"],
  rollout: ["rollout", "rollout --stack prod --yes --confirm prod"],
  "stock list": ["stock list --low 10"],
  "stock set": ["stock set LAMP 25 --yes"],
  "stock import": ["stock import stock.csv --yes"],
  "stock allocate": ["stock allocate --yes"],
  "stock close": ["stock close pi_3Example --yes"],
  "stock check": ["stock check", "stock check --yes"],
  "stock rename": ["stock rename LAMP-OLD LAMP --yes"],
  "stock remove": ["stock remove LAMP-OLD --yes"],
  "warehouse resend": ["warehouse resend --since 2h --yes"],
  ship: [
    "ship --order pi_3Example --carrier SingPost --tracking LX123456789SG --yes",
    "ship --order pi_3Example --parcel 2 --item MUG-BLUE=1 --yes",
  ],
  replay: ["replay --from 2h --only orders", "replay --order pi_3Example --yes"],
  rebuild: ["rebuild --from 90d", "rebuild --order pi_3Example --yes"],
  "replay list": ["replay list"],
  "replay cancel": ["replay cancel ops-20261128T0800 --yes"],
  "replay export": ["replay export events.jsonl --from 1d"],
  "replay import": ["replay import events.jsonl --yes"],
  "rotate-secret": [
    "rotate-secret --yes",
    "NEW_WEBHOOK_SECRET=whsec_... ops rotate-secret --rolled-in-dashboard --yes",
  ],
  "secret show": ["secret show"],
  "secret set": ["NEW_SECRET_VALUE=rk_live_... ops secret set stripe_api_key --yes"],
  "secret add": ["NEW_WEBHOOK_SECRET=whsec_... ops secret add --scope connect --yes"],
  "secret remove": ["secret remove 2 --yes"],
  reconcile: ["reconcile --since 12h", "reconcile --from 2026-11-27T08:00 --to 2026-11-27T12:00 --yes"],
  "connect-stripe": ["connect-stripe", "connect-stripe --adopt --yes"],
  "send-event": ["send-event checkout.session.completed --yes", "send-event invoice.paid --count 10 --yes"],
  forget: ["forget --customer cus_Example --yes"],
  doctor: ["doctor --stack prod"],
  costs: ["costs --events-per-month 250000 --stack prod"],
  cleanup: ["cleanup --stack dev"],
  completion: ["completion zsh"],
  help: ["help dlq redrive"],
};

/** Adds to each command's help how it is typed; a group's has one of each command under it. */
export function addExamples(command: Command, parents: readonly string[] = []): void {
  for (const each of command.commands) {
    const path = [...parents, each.name()];
    const below = each.commands.flatMap((child) => examples[[...path, child.name()].join(" ")]?.slice(0, 1) ?? []);
    const own = examples[path.join(" ")] ?? below;
    if (own.length > 0) each.addHelpText("after", `\nExamples:\n${own.map((line) => `  ${asTyped(line)}`).join("\n")}`);
    addExamples(each, path);
  }
}

function asTyped(line: string): string {
  return line.includes("ops ") ? line : `ops ${line}`;
}
