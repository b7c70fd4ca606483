import { failureCauses } from "../../../domain/failure-causes.ts";
import { counted } from "../../output/count.ts";
import { readableDuration } from "../../output/duration.ts";
import { type Finding, judge, problem, warning } from "../doctor/finding.ts";
import { checkSilence } from "../doctor/silence.ts";
import { differenceText } from "../stock/books.ts";
import { isPaused } from "../switch-consumer.ts";
import type { BrokenWire, Sight } from "./sight.ts";

type Contradicted = Extract<Sight["contradictions"], { readonly ok: unknown }>["ok"][number];

/** What is wrong and what ends it, the causes before the damage. */
export function explainSight(seen: Sight): readonly Finding[] {
  return [
    ...webhookFindings(seen),
    ...judge("wiring", seen.wires, (broken) => broken.map(wireFinding)),
    ...undeliveredFindings(seen),
    ...queueFindings(seen),
    ...letterFindings(seen),
    ...seen.unreadable.map(unreadableFinding),
    ...stockFindings(seen),
    ...checkSilence(seen),
    ...judge("tables", seen.contradictions, (all) => all.map((one) => contradictionFinding(one))),
    ...alarmFindings(seen),
  ];
}

/** Forgers come one by one between events that are accepted; after a roll at Stripe no event is. */
const mostForged = 3;
/** Of requests that are not Stripe's: scanners, and `doctor`, which posts one without a signature. */
const manyRefused = 20;
const minute = 60_000;

function webhookFindings({ webhook, window: { since, to } }: Sight): readonly Finding[] {
  const during = `in ${counted(Math.max(1, Math.round((to - since) / minute)), "minute")}`;
  return judge("webhook", webhook, ({ accepted, refused, refusedSince, errors, isOver }) => {
    const total = Object.values(refused).reduce((sum, count) => sum + count, 0);
    const reasons = Object.entries(refused).map(([reason, count]) => `${reason} ${String(count)}`);
    const text = `${String(total)} refused, ${String(accepted)} accepted ${during}: ${reasons.join(", ")}`;
    const none = (count: number): string => `${text}. None of the last ${String(count)} is accepted: `;
    const {
      "signature-mismatch": mismatches = 0,
      "signature-stale": stale = 0,
      "signature-future": future = 0,
    } = refusedSince;
    return [
      ...(mismatches >= mostForged
        ? [
            problem(
              "webhook",
              `${none(mismatches)}the signing secret is not Stripe's`,
              "NEW_WEBHOOK_SECRET=whsec_... rotate-secret --rolled-in-dashboard --yes, then reconcile --since 3d --yes",
            ),
          ]
        : stale + future >= mostForged
          ? [
              problem(
                "webhook",
                `${none(stale + future)}they are signed for another time than now: a clock is wrong, or something on the way keeps requests back`,
                "logs stripeWebhook --level warn shows whose; then reconcile --since 3d --yes",
              ),
            ]
          : total < manyRefused && refused["signature-mismatch"] === undefined
            ? []
            : [warning("webhook", text, "logs stripeWebhook --level warn; see the runbook refused-signatures")]),
      ...Object.entries(errors).map(([message, count]) =>
        (isOver ? warning : problem)(
          "webhook",
          `${counted(count, "event")} not accepted ${during}${isOver ? ", others since" : ""}: ${message}`,
          `${/denied|not authorized/iu.test(message) ? "pulumi up --refresh restores the permission" : "doctor"}; Stripe sends them again for three days, reconcile --since 3d --yes does it at once`,
        ),
      ),
    ];
  });
}

function wireFinding({ branch, what, isRule }: BrokenWire): Finding {
  const then =
    isRule === true
      ? ""
      : branch === "archive"
        ? ", then reconcile --since 3d --yes"
        : `, then replay --from TIME --only ${branch} --yes, with the time from which its events are missing`;
  return problem("wiring", `${branch}: ${what}`, `pulumi up --refresh${then}`);
}

/** An order is what its events make of it; a reservation holds stock. */
function unreadableFinding(reason: string): Finding {
  const [, orderId] = /^order (?<id>\S+) cannot be read/u.exec(reason) ?? [];
  return problem(
    "rows",
    reason,
    orderId === undefined
      ? "put the attribute right in DynamoDB; do not delete the row, which may hold stock"
      : `delete the row in DynamoDB, then replay --order ${orderId} --only orders --yes`,
  );
}

function adviceOn(cause: string): string {
  return new Map<string, { readonly whatToDo: string }>(Object.entries(failureCauses)).get(cause)?.whatToDo ?? "";
}

function undeliveredFindings({ undelivered, now }: Sight): readonly Finding[] {
  return judge("Stripe", undelivered, (events) => {
    const [first] = events;
    if (first === undefined) return [];
    const oldest = Math.min(...events.map(({ created }) => created)) * 1_000;
    const text = `${counted(events.length, "event")} undelivered and unknown here, the oldest of ${readableDuration(now - oldest)} ago (${first.id})`;
    return [problem("Stripe", text, "reconcile --since 3d --yes")];
  });
}

function queueFindings({ branches, failing }: Sight): readonly Finding[] {
  return judge("consumers", branches, (all) => {
    const paused = Object.entries(all).filter(([, { mapping }]) => mapping !== undefined && isPaused(mapping));
    const retried = "ok" in failing ? failing.ok.filter(({ consumer }) => (all[consumer]?.waiting ?? 0) > 0) : [];
    return [
      ...paused.map(([name, { mapping, waiting }]) =>
        problem(
          "consumers",
          `${name} takes no messages, its mapping is ${mapping ?? ""}; ${counted(waiting, "message")} wait`,
          `resume ${name} --yes`,
        ),
      ),
      ...retried.map(({ consumer, cause, message, records, waits, example }) =>
        warning(
          "retries",
          `${consumer}: ${counted(records, "record")} ${waits ? "put off until this passes" : "failed and wait for the next try"}: ${cause}: ${message} (${example})`,
          waits
            ? `${adviceOn(cause)} The runbook waiting has more; trace ${example}`
            : `${adviceOn(cause)} dlq once they are given up; trace ${example}`,
        ),
      ),
    ];
  });
}

function letterFindings({ deadLetters }: Sight): readonly Finding[] {
  return judge("dead letters", deadLetters, (groups) =>
    groups.map(({ branch, cause, count, example, whatToDo, command, passes }) =>
      problem(
        "dead letters",
        `${branch}: ${counted(count, "letter")}, ${cause}: ${example.message} (${example.subject})`,
        `${whatToDo} ${command}${passes === "never" ? ` --count ${String(count)}` : ""} --yes`,
      ),
    ),
  );
}

function stockFindings({ stock }: Sight): readonly Finding[] {
  return judge("stock", stock, ({ differences, negative, lacked, waiting, paid, overdue }) => {
    const skus = Object.entries(lacked).map(([sku, count]) => `${sku} ${String(count)}`);
    return [
      ...negative.map(({ sku, available }) =>
        problem(
          "stock",
          `${sku}: ${String(available)} available`,
          `stock set ${sku} N --yes, with the units that there are`,
        ),
      ),
      ...differences.map((one) => problem("stock", `${one.sku}: ${differenceText(one)}`, "stock check --yes")),
      ...(waiting === 0
        ? []
        : [
            warning(
              "stock",
              `${counted(waiting, "order")} without stock, ${String(paid)} of them paid; by SKU: ${skus.join(", ")}`,
              "stock set SKU N --yes, then stock allocate --yes",
            ),
          ]),
      ...(overdue === 0
        ? []
        : [problem("warehouse", `notices of ${counted(overdue, "order")} are overdue`, "stock allocate --yes")]),
    ];
  });
}

const tables = { order: "orders table", stock: "inventory table", mail: "mail ledger" } as const;

function contradictionFinding({ effect, consumer, missing, of, example, from }: Contradicted): Finding {
  const text = `the ${tables[effect]} lacks ${String(missing)} of ${String(of)} that the others know (${example})`;
  const replay = `replay --from ${from ?? "TIME"} --only ${consumer} --yes`;
  return effect === "mail"
    ? problem("tables", text, `a replay would send these mails again: restore the table, or ${replay}`)
    : problem("tables", text, `${replay}${from === undefined ? ", with the time of the first that is missing" : ""}`);
}

function alarmFindings({ alarms, now }: Sight): readonly Finding[] {
  return judge("alarms", alarms, (rings) =>
    rings.map(({ name, meaning, isRinging, at }) => {
      const when = at === undefined ? "" : ` ${readableDuration(now - Date.parse(at))} ago`;
      const [sentence = "", runbook = ""] = meaning.split(/\s*Runbooks?: /u);
      return warning(
        "alarms",
        `${name} ${isRinging ? `rings${when === "" ? "" : ` since${when.replace(/ ago$/u, "")}`}` : `rang${when}`}: ${sentence}`,
        runbook === "" ? "monitor --once" : runbook,
      );
    }),
  );
}
