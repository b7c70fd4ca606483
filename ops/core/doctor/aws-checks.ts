import { counted } from "../../output/count.ts";
import { differenceText } from "../stock/books.ts";
import { type Finding, judge, ok, problem, warning } from "./finding.ts";
import type { Observations } from "./observations.ts";

/** A new account has ten, which the consumers of one stack use up alone. */
const fewExecutions = 50;

export function checkPlace({ caller, place, stack }: Observations): readonly Finding[] {
  const credentials = judge("credentials", caller, ({ account, arn }) =>
    account === place.stackAccount
      ? [ok("credentials", `${arn} in account ${account}`)]
      : [
          problem(
            "credentials",
            `they belong to account ${account}, the stack is in ${place.stackAccount}`,
            "name the other account's profile with --profile",
          ),
        ],
  );
  const region =
    place.region === place.stackRegion
      ? ok("Region", place.region)
      : problem(
          "Region",
          `asked in ${place.region}, the stack is in ${place.stackRegion}`,
          `leave --region out, or give --region ${place.stackRegion}`,
        );
  return [...credentials, region, ...(stack === "" ? [problem("stack", "it has no name", "give --stack")] : [])];
}

export function checkConsumers({
  mappings,
  pipe,
  replayRules,
  partner,
  deadLetters,
  concurrency,
}: Observations): readonly Finding[] {
  return [
    ...judge("consumers", mappings, (states) => {
      const paused = Object.entries(states).filter(([, state]) => state !== "Enabled");
      if (paused.length === 0) return [ok("consumers", `${Object.keys(states).join(", ")}: all take messages`)];
      return paused.map(([consumer, state]) =>
        problem("consumers", `${consumer} takes no messages: its mapping is ${state}`, `resume ${consumer}`),
      );
    }),
    ...judge("pipe", pipe, judgePipe),
    ...judge("partner event source", partner, judgePartner),
    ...judge("replay rules", replayRules, (states) => {
      const off = Object.entries(states).filter(([, state]) => state !== "ENABLED");
      if (off.length === 0) return [ok("replay rules", "enabled")];
      return off.map(([rule, state]) =>
        problem(
          "replay rules",
          `the rule of ${rule} is ${state}: a replay would not reach it`,
          "pulumi up --refresh, or aws events enable-rule",
        ),
      );
    }),
    ...judge("dead letters", deadLetters, (counts) => {
      const full = Object.entries(counts).filter(([, count]) => count > 0);
      if (full.length === 0) return [ok("dead letters", "none")];
      const text = full.map(([branch, count]) => `${String(count)} of ${branch}`).join(", ");
      return [warning("dead letters", text, "dlq shows their causes, dlq redrive sends them back")];
    }),
    ...judge("Lambda quota", concurrency, (most) =>
      most >= fewExecutions
        ? [ok("Lambda quota", `${String(most)} concurrent executions`)]
        : [
            warning(
              "Lambda quota",
              `${String(most)} concurrent executions in this account and Region: Stripe's posts and all consumers share them, and a message whose receive was throttled three times is a dead letter`,
              "ask for more: AWS Service Quotas, Lambda, Concurrent executions",
            ),
          ],
    ),
  ];
}

export function checkPeople({
  alertSubscriptions,
  warehouseSubscriptions,
  settings,
  stock,
}: Observations): readonly Finding[] {
  return [
    ...judge("alerts", alertSubscriptions, (subscriptions) => {
      if (subscriptions.length === 0) {
        return [
          warning(
            "alerts",
            "nobody is notified of alarms",
            "pulumi config set alertEmail ADDRESS, pulumi up, then confirm the mail from AWS",
          ),
        ];
      }
      const pending = subscriptions.filter(({ isConfirmed }) => !isConfirmed);
      if (pending.length === 0) return [ok("alerts", `${String(subscriptions.length)} confirmed`)];
      return pending.map(({ endpoint }) =>
        problem(
          "alerts",
          `${endpoint} has not confirmed its subscription: it gets no alarms`,
          "open the mail from AWS and follow its link; lost: pulumi up --replace the subscription",
        ),
      );
    }),
    ...("ok" in alertSubscriptions ? missingTargets(settings?.alertTargets ?? [], alertSubscriptions.ok) : []),
    ...judge("warehouse", warehouseSubscriptions, (subscriptions) =>
      subscriptions
        .filter(({ isConfirmed }) => !isConfirmed)
        .map(({ endpoint }) =>
          problem(
            "warehouse",
            `${endpoint} has not confirmed its subscription: it gets no notices`,
            "confirm the subscription there, or correct warehouseEndpoint",
          ),
        ),
    ),
    ...judge("stock", stock, ({ rows, differences, waiting }) => [
      ...(rows > 0
        ? [ok("stock", counted(rows, "row"))]
        : [
            problem(
              "stock",
              "the inventory table has no stock rows: every order is backordered",
              "stock import FILE.csv, or stock set SKU N",
            ),
          ]),
      ...differences.map((difference) =>
        problem("stock", `${difference.sku}: ${differenceText(difference)}`, "stock check --yes"),
      ),
      ...(waiting === 0
        ? []
        : [warning("stock", `${counted(waiting, "order")} without stock`, "stock list shows the SKUs that they lack")]),
    ]),
  ];
}

function judgePipe({ name, state, reason }: Extract<Observations["pipe"], { ok: unknown }>["ok"]): Finding[] {
  if (state === "RUNNING") return [ok("pipe", state)];
  const why = reason === undefined ? "" : ` (${reason})`;
  return [
    problem(
      "pipe",
      `it is ${state}${why}: events wait in the archive's queue, at most four days`,
      pipeRemedy(name, state),
    ),
  ];
}

/** `pulumi up` alone sees no difference where the creation failed. */
function pipeRemedy(name: string, state: string): string {
  if (state.endsWith("ING")) return "wait a minute, then doctor again";
  return state.startsWith("CREATE_")
    ? `aws pipes delete-pipe --name ${name}, then pulumi up --refresh`
    : `mend what the reason names (docs/runbooks/pipe-failures.md), then aws pipes start-pipe --name ${name}`;
}

function judgePartner(partner: Extract<Observations["partner"], { ok: unknown }>["ok"]): Finding[] {
  const check = "partner event source";
  if (partner === undefined) return [];
  const { state, rules } = partner;
  const off = Object.entries(rules).filter(([, each]) => each !== "ENABLED");
  if (state === "ACTIVE" && off.length === 0) return [ok(check, "bound to its bus, its rules enabled")];
  return [
    ...(state === "ACTIVE"
      ? []
      : [
          problem(
            check,
            `it is ${state}: Stripe's events reach no bus`,
            "PENDING: pulumi up binds the bus; DELETED: make the event destination in Stripe's Workbench again, and set stripeEventSource to its name",
          ),
        ]),
    ...off.map(([branch, each]) =>
      problem(check, `the rule of ${branch} is ${each}`, "aws events enable-rule, or pulumi up --refresh"),
    ),
  ];
}

function missingTargets(
  targets: readonly string[],
  subscriptions: readonly { readonly endpoint: string }[],
): readonly Finding[] {
  return targets
    .filter((target) => !subscriptions.some(({ endpoint }) => endpoint === target))
    .map((target) =>
      problem("alerts", `the settings say ${target}, which is not subscribed to the alert topic`, "pulumi up"),
    );
}
