import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { samplePurchase } from "../../packages/stripe-offline/samples/index.ts";
import { stockOf } from "../../offline/console/api/stock.ts";
import { AwsError } from "../../packages/aws-offline/gateway/aws-error.ts";
import { openTarget } from "../../ops/target.ts";
import { openShop } from "../support/opened.ts";
import { until } from "../support/until.ts";

const bought = samplePurchase({ kind: "payment", seed: "ops-bought" });
const lamp = (seed: string, quantity: number, at: number) =>
  samplePurchase({
    kind: "payment",
    seed,
    at,
    contents: "metadata",
    items: [{ sku: "LAMP", name: "Lamp", quantity, unitAmount: 9900 }],
  });
const noon = Date.UTC(2026, 10, 20, 12) / 1000;
const waiting = [lamp("ops-third", 1, noon + 200), lamp("ops-first", 3, noon), lamp("ops-second", 4, noon + 100)];

const { system, operator } = await openShop({ stock: { LAMP: 0 } });
beforeAll(async () => {
  system.know([...bought.objects, ...waiting.flatMap(({ objects }) => objects)]);
  for (const { events } of [bought, ...waiting]) await system.send(events.completed);
  await system.settled();
});

describe("trace", () => {
  const { id: eventId } = bought.events.completed;
  const { id: session } = bought.events.completed.data.object;

  it.each([
    ["the order", bought.orderKey],
    ["an event", eventId],
    ["the session", session],
  ])("finds an order by the id of %s", async (_, id) => {
    const traced = await operator.json(["trace", id]);
    expect(traced).toMatchObject({ found: true, orderKey: bought.orderKey, notArchived: [] });
    const steps = (traced["steps"] as { where: string }[]).map(({ where }) => where);
    expect(new Set(steps)).toEqual(new Set(["Stripe", "webhook", "orders", "email", "warehouse"]));
    expect(traced["reservation"]).toMatchObject({ status: "reserved" });
  });

  it("prints it for people, with the time between the steps", async () => {
    const { code, out } = await operator.run(["trace", eventId]);
    expect(code).toBe(0);
    expect(out).toMatch(/^status +paid$/mu);
    expect(out).toMatch(/\+[\d.]+ m?s\s+orders\s+evt_\w+\s+checkout\.session\.completed applied/u);
    expect(out).toMatch(/warehouse\s+notice 1 published: pick/u);
  });

  it("says so when nobody knows the id", async () => {
    expect(await operator.run(["trace", "evt_nobody"])).toMatchObject({ code: 3 });
    expect(await operator.run(["trace", "pi_nobody"])).toMatchObject({ code: 3 });
  });
});

describe("orders", () => {
  it("lists those of a customer, of a status and since a time", async () => {
    const idsOf = async (...args: string[]): Promise<string[]> => {
      const { orders } = (await operator.json(["orders", ...args])) as { orders: { orderId: string }[] };
      return orders.map(({ orderId }) => orderId);
    };
    expect(await idsOf("--customer", bought.customer.id ?? "")).toEqual([bought.orderKey]);
    const none = await operator.run([
      "orders",
      "--customer",
      bought.customer.id ?? "",
      "--status",
      "refunded",
      "--json",
    ]);
    expect(none.code).toBe(3);
    expect(JSON.parse(none.out)).toMatchObject({ orders: [] });
    expect(await idsOf("--status", "paid")).toHaveLength(4);
    expect(await idsOf("--since", "2026-11-20T00:00:00Z")).toEqual(
      [waiting[0], waiting[2], waiting[1]].map((purchase) => purchase?.orderKey),
    );
  });

  it("lists the newest without a selection, and those of a window", async () => {
    const newest = await operator.json(["orders"]);
    expect((newest["orders"] as { orderId: string }[])[0]?.orderId).toBe(waiting[0]?.orderKey);
    expect(newest["count"]).toBe(4);
    const window = ["--from", "2026-11-20T00:00:00Z", "--to", "2026-11-20T12:02:00Z"];
    const { orders } = await operator.json(["orders", ...window]);
    expect(orders).toMatchObject([{ orderId: waiting[1]?.orderKey }]);
    expect(await operator.run(["orders", "--since", "1h", "--from", "1h"])).toMatchObject({ code: 2 });
  });

  it("finds them by any id, by e-mail address and by name, which it shows", async () => {
    const found = async (text: string) => {
      const { orders } = await operator.json(["orders", "--search", text, "--zero-if-nothing"]);
      return (orders as { orderId: string }[]).map(({ orderId }) => orderId);
    };
    const [email, name] = [bought.customer.email ?? "", bought.customer.name ?? ""];
    for (const text of [bought.orderKey, bought.ids.session, email.toUpperCase()]) {
      expect(await found(text)).toEqual([bought.orderKey]);
    }
    expect(await found(name)).toContain(bought.orderKey);
    expect(await found("nobody@nowhere")).toEqual([]);
    expect((await operator.run(["orders"])).out).toContain(name);
  });

  it("lists the statuses, and refuses other ones", async () => {
    const { code, err } = await operator.run(["orders", "--status", "lost"]);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining("awaiting-payment") as string });
    expect(await operator.run(["orders", "--since", "yesterday"])).toMatchObject({ code: 2 });
  });

  it("show prints all of one", async () => {
    const { code, out } = await operator.run(["order", "show", bought.orderKey]);
    expect(code).toBe(0);
    expect(out).toContain(`${bought.customer.name ?? ""}, ${bought.customer.email ?? ""}`);
    expect(out).toMatch(/MUG-BLUE +Blue mug +2/u);
    expect(out).toMatch(/session\s+cs_\w+\s+paid/u);
    expect(await operator.run(["order", "show", "pi_nobody"])).toMatchObject({ code: 3 });
  });
});

describe("stock", () => {
  it("prints what is there and what is waited for", async () => {
    const { out } = await operator.run(["stock", "list", "--low", "0"]);
    expect(out).toMatch(/LAMP +0 +0 +0 +8/u);
    expect(out).not.toContain("MUG-BLUE");
    expect(await operator.run(["stock", "allocate", "--yes"])).toMatchObject({ code: 3 });
  });

  it("is on the console too, the reservations that wait first", async () => {
    const { readyFile } = operator;
    const { lines, reservations, count } = await stockOf(await openTarget({ stack: "offline", readyFile }));
    expect(lines).toContainEqual(expect.objectContaining({ sku: "LAMP", available: 0, reserved: 0, backordered: 8 }));
    expect(count).toBe(4);
    expect(reservations.map(({ status }) => status)).toEqual(["backordered", "backordered", "backordered", "reserved"]);
  });

  it("is set by hand and from a file, which is refused as a whole for one bad line", async () => {
    const file = join(operator.folder, "stock.csv");
    await writeFile(file, "sku,available\nNEW-1,12\nLAMP,two\n");
    const refused = await operator.run(["stock", "import", file, "--yes"]);
    expect(refused).toMatchObject({ code: 2, err: expect.stringContaining("line 3: give a SKU") as string });
    expect(await system.stock("NEW-1")).toEqual({ available: undefined, reserved: undefined });

    await writeFile(file, 'sku,available\r\nNEW-1,12\r\n"LAMP",4\r\n');
    expect(await operator.run(["stock", "import", file])).toMatchObject({ code: 0 });
    expect(await system.stock("NEW-1")).toEqual({ available: undefined, reserved: undefined });
    expect(await operator.run(["stock", "import", file, "--yes"])).toMatchObject({ code: 0 });
    expect(await system.stock("NEW-1")).toEqual({ available: 12, reserved: 0 });
    expect(await operator.run(["stock", "import", file, "--yes"])).toMatchObject({ code: 3 });

    expect(await operator.run(["stock", "set", "NEW-1", "5", "--yes"])).toMatchObject({ code: 0 });
    expect(await system.stock("NEW-1")).toEqual({ available: 5, reserved: 0 });
    expect(await operator.run(["stock", "set", "NEW-1", "-5", "--yes"])).toMatchObject({ code: 2 });
  });

  it("allocate serves the oldest backorders that it can fill, each with one notice", async () => {
    const [third, first, second] = waiting.map(({ orderKey }) => orderKey);
    const planned = await operator.run(["stock", "allocate"]);
    expect(planned.out).toMatch(new RegExp(`${second ?? ""}.+\\s+4 LAMP\\s+waits: short of LAMP`, "u"));
    expect(await system.stock("LAMP")).toEqual({ available: 4, reserved: 0 });

    expect(await operator.run(["stock", "allocate", "--yes"])).toMatchObject({ code: 0 });
    const statuses = await Promise.all([first, second, third].map((key) => system.reservation(key ?? "")));
    expect(statuses.map((row) => row?.["status"])).toEqual(["reserved", "backordered", "reserved"]);
    expect(await system.stock("LAMP")).toEqual({ available: 0, reserved: 4 });
    for (const key of [first, third]) expect(system.notices(key ?? "")).toMatchObject([{ kind: "pick", sequence: 1 }]);
    expect(system.notices(second ?? "")).toEqual([]);
    expect(await operator.run(["stock", "allocate", "--yes"])).toMatchObject({ code: 3 });
  });
});

describe("logs", () => {
  const { id: eventId } = bought.events.completed;

  it("gathers what the functions wrote about an event", async () => {
    const { code, out } = await operator.run(["logs", "--event", eventId]);
    expect(code).toBe(0);
    for (const line of [
      /INFO\s+stripeWebhook\s+evt_\w+\s+accepted/u,
      /orderProcessor\s+evt_\w+\s+applied/u,
      /mail sent/u,
    ]) {
      expect(out).toMatch(line);
    }
    expect(out).not.toContain("platform.start");
    expect(out).not.toContain("_aws");
  });

  it("takes a function by either of its names, and a level", async () => {
    const named = await operator.run(["logs", "stripeWebhook", "--json"]);
    const foldered = await operator.run(["logs", "stripe-webhook", "--json"]);
    expect(named.out).toBe(foldered.out);
    const lines = named.out.trim().split("\n");
    expect(lines.map((line) => (JSON.parse(line) as { source: string }).source)).toEqual(
      lines.map(() => "stripeWebhook"),
    );
    expect(await operator.run(["logs", "eventEnricher", "--level", "error"])).toMatchObject({ code: 3, out: "" });
    expect(await operator.run(["logs", "nobody"])).toMatchObject({ code: 2 });
    expect(await operator.run(["logs", "--level", "loud"])).toMatchObject({ code: 2 });
  });

  it("--follow prints a line when it comes, once, and ends with Ctrl-C", async () => {
    const interruption = new AbortController();
    let printed = "";
    const following = operator.run(["logs", "stripeWebhook", "--follow", "--event", "evt_followed"], {
      interruption: interruption.signal,
      onOut: (text) => (printed += text),
    });
    await system.send({ ...bought.events.completed, id: "evt_followed" });
    await until("the line", () => printed.includes("evt_followed"));
    interruption.abort();
    expect(await following).toMatchObject({ code: 0 });
    expect(printed.match(/accepted/gu)).toHaveLength(1);
  });
});

describe("monitor", () => {
  it("shows queues, functions, alarms and the latest events at once", async () => {
    const view = await operator.json(["monitor", "--once"]);
    expect(view["queues"]).toMatchObject([
      { branch: "orders", waiting: 0, dead: 0, mapping: "Enabled" },
      { branch: "email" },
      { branch: "inventory" },
      { branch: "archive" },
      { branch: "mail-outcome" },
      { branch: "warehouse", hasQueue: false },
      { branch: "inspection" },
      { branch: "warehouse-inbox" },
    ]);
    expect(view["functions"]).toMatchObject([{ name: "stripeWebhook", errors: 0 }, {}, {}, {}, {}, {}, {}]);
    expect((view["functions"] as { invocations: number }[])[0]?.invocations).toBeGreaterThanOrEqual(4);
    expect(view["events"]).not.toHaveLength(0);
    const all = { AlarmTypes: ["MetricAlarm", "CompositeAlarm"] };
    const declared = await system.run.operator.call("cloudwatch", "DescribeAlarms", all);
    const names = [...(declared["MetricAlarms"] as object[]), ...(declared["CompositeAlarms"] as object[])];
    const { counts } = view["alarms"] as { counts: Record<string, number> };
    expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(names.length);
    const { out } = await operator.run(["monitor", "--once"]);
    expect(out).toMatch(/orders +0 +0 +0 +\S+( \S+)? +0 +Enabled/u);
    expect(out).toMatch(/ALARMS +\d+ OK/u);
  });

  it("looks again and again until Ctrl-C", async () => {
    const interruption = new AbortController();
    let looks = 0;
    const watching = operator.run(["monitor", "--interval", "1"], {
      interruption: interruption.signal,
      onOut: () => (looks += 1),
    });
    await until("two looks", () => looks === 2);
    interruption.abort();
    expect(await watching).toMatchObject({ code: 0 });
  });
});

describe("pause and resume", () => {
  it("change nothing without --yes, then stop a consumer and let it work again", async () => {
    const planned = await operator.run(["pause", "email"]);
    expect(planned).toMatchObject({ code: 0, err: "", out: expect.stringContaining("Dry run") as string });
    expect(await operator.run(["resume", "email"])).toMatchObject({ code: 3 });

    const paused = await operator.json(["pause", "email", "--yes"]);
    expect(paused).toMatchObject({ state: "Disabled", retentionSeconds: 345_600 });
    expect(await operator.run(["pause", "email", "--yes"])).toMatchObject({ code: 3 });
    const late = samplePurchase({ kind: "payment", seed: "ops-paused", contents: "metadata" });
    await system.send(late.events.completed);
    await until("it waits", async () => (await system.depth("email-queue")) === 1);
    expect(system.mailsTo(late.customer.email ?? "")).toEqual([]);

    expect(await operator.run(["resume", "email", "--yes"])).toMatchObject({ code: 0 });
    await until("its mail", () => system.mailsTo(late.customer.email ?? "").length === 1);
  });
});

describe("rollout on a stack whose functions are replaced at once", () => {
  it("says so", async () => {
    const { code, out } = await operator.run(["rollout", "--yes"]);
    expect(code).toBe(3);
    expect(out).toContain("all-at-once");
  });
});

describe("every command", () => {
  it("reports wrong usage by exit code 2, with nothing on standard output", async () => {
    for (const args of [["launch"], ["pause", "nobody"], ["pause"], ["stock", "set", "X"], ["dlq", "show"]]) {
      expect({ args, ...(await operator.run(args)) }).toMatchObject({ args, code: 2, out: "" });
    }
  });

  it("has a help with its options and the exit codes", async () => {
    for (const command of [[], ["dlq"], ["dlq", "redrive"], ["replay", "export"]]) {
      const { code, out } = await operator.run([...command, "--help"]);
      expect(code).toBe(0);
      const isWhole = command.length === 0;
      expect(out.includes("--stack <name>")).toBe(isWhole);
      expect(out.includes("Every command takes --run, --ready-file, --stack,")).toBe(!isWhole);
      expect(out).toContain("Exit codes: 0 done, 1 failed, 2 wrong usage, 3 nothing to do.");
      expect(out).not.toContain("(default: false)");
    }
  });

  it("refuses an argument or option that is empty, as a script's unset variable makes it", async () => {
    for (const [named, ...args] of [
      ["<id>", "trace", ""],
      ["<sku>", "stock", "set", "", "3"],
      ["<function>", "logs", ""],
      ["--customer", "forget", "--customer", ""],
      ["--account", "reconcile", "--account", ""],
      ["--only", "replay", "--from", "1h", "--only", ""],
      ["--stack", "stock", "--stack", ""],
    ] as const) {
      expect({ args, ...(await operator.run(args)) }).toEqual({ args, code: 2, out: "", err: `${named} is empty\n` });
    }
    expect(await operator.run(["replay", "--from", "1h", "--only", ",", "--yes"])).toMatchObject({ code: 2 });
  });

  it("refuses a time in the future and an end before its start, before it calls the stack", async () => {
    for (const args of [
      ["orders", "--since", "2999-01-01"],
      ["logs", "--since", "2999-01-01"],
      ["reconcile", "--since", "2999-01-01T00:00:00Z"],
      ["reconcile", "--since", "5m", "--grace", "10m"],
      ["reconcile", "--from", "1h", "--to", "2h"],
      ["why", "--since", "1h", "--to", "2h"],
      ["replay", "--from", "2999-01-01"],
      ["replay", "--from", "2h", "--to", "2999-01-01", "--force"],
      ["replay", "--from", "1h", "--to", "2h"],
      ["replay", "export", `${operator.folder}/none.jsonl`, "--from", "1h", "--to", "2h"],
    ]) {
      const ran = await operator.run(args);
      expect({ args, ...ran }).toMatchObject({ args, code: 2, out: "" });
      expect(ran.err, args.join(" ")).toMatch(/^(?:--|The window is empty: )[^\n]+\n$/u);
    }
  });

  it("with a window says from when to when, in UTC", async () => {
    const day = new Date(system.run.clock.now() - 86_400_000).toISOString().slice(0, 10);
    const [stamp, to] = [`${day}T00:00:00Z`, `${day}T01:00:00Z`];
    expect((await operator.run(["orders", "--from", day, "--to", to])).out).toContain(`d since ${stamp} until ${to}.`);
    expect((await operator.run(["logs", "--since", day])).err).toBe(`Lines since ${stamp}.\n`);
    expect((await operator.run(["reconcile", "--since", day])).out).toMatch(
      new RegExp(`events from ${stamp} to [\\d-]+T[\\d:]+Z checked`, "u"),
    );
    expect((await operator.run(["replay", "--from", day])).out).toContain(`events accepted from ${stamp} to `);
  });

  it("that reads much ends at Ctrl-C and says that nothing was changed", async () => {
    const interruption = AbortSignal.abort();
    expect(await operator.run(["logs"], { interruption })).toEqual({
      code: 1,
      out: "",
      err: expect.stringMatching(/^Lines since \S+Z\.\nInterrupted\. Not all lines were read\.\n$/u),
    });
    for (const args of [
      ["orders", "--status", "paid"],
      ["stock"],
      ["dlq"],
      ["replay", "--from", "1d"],
      ["reconcile"],
    ]) {
      const ran = await operator.run(args, { interruption });
      expect({ args, ...ran }).toEqual({ args, code: 1, out: "", err: "Interrupted. Nothing was changed.\n" });
    }
  });

  it("that changes something ends at Ctrl-C before its change, and says that nothing was changed", async () => {
    const interruption = AbortSignal.abort();
    for (const args of [
      ["pause", "email"],
      ["stock", "set", "NEW-2", "9"],
      ["stock", "allocate"],
      ["connect-stripe"],
      ["send-event", "invoice.paid"],
      ["forget", "--customer", bought.customer.id ?? ""],
    ]) {
      const { code, err } = await operator.run([...args, "--yes"], { interruption });
      expect({ args, code, err }).toEqual({ args, code: 1, err: "Interrupted. Nothing was changed.\n" });
    }
    expect(await system.stock("NEW-2")).toEqual({ available: undefined, reserved: undefined });
    expect(await operator.run(["resume", "email"])).toMatchObject({ code: 3 });
  });

  it("reports an AWS error in one line that says what to do", async () => {
    const { aws } = system.run;
    const undo = aws.gateway.use((call, next) =>
      call.action === "ListEventSourceMappings"
        ? Promise.reject(new AwsError("AccessDeniedException", "not you", { status: 403 }))
        : next(),
    );
    const { code, out, err } = await operator.run(["pause", "email"]);
    undo();
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toBe(
      "AWS says AccessDeniedException: not you - these credentials lack the permission: ask for it, or name another profile with --profile\n",
    );
  });
});
