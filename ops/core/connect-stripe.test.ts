import { describe, expect, it } from "vitest";
import { pinnedApiVersion } from "../../functions/shared/stripe/api-version.ts";
import { signingSecretsOf } from "../../functions/shared/signing-secrets.ts";
import { signingSecret } from "../../functions/shared/testing.ts";
import { adopt, connect, planConnection } from "./connect-stripe.ts";
import { adoptRolledSecret, checkOverlap, findRolled, rotateByEndpoint } from "./rotate-secret.ts";
import { type SigningSecretStore, withoutSigningSecret, withSigningSecret } from "./signing-secrets.ts";
import {
  type Endpoint,
  type Endpoints,
  type EndpointSpecification,
  fingerprint,
  fingerprintKey,
  longestOverlap,
  notStored,
} from "./stripe-endpoint.ts";

const specification: EndpointSpecification = {
  url: "https://a.example/hook",
  scope: "account",
  payload: "snapshot",
  isDestination: false,
  eventTypes: ["invoice.paid", "charge.refunded"],
  apiVersion: pinnedApiVersion,
  stack: "dev",
};

/** Stripe and the stack's secret in memory; `interrupt` throws where a test wants the command to die. */
function world(secret?: string | readonly object[]) {
  const endpoints = new Map<string, Endpoint>();
  let raw: Record<string, unknown> = { stripe_webhook_secret: secret ?? "", stripe_api_key: "rk_test_1" };
  const stored = () => signingSecretsOf(raw).usable;
  const facts = { minutes: 15, accepted: 0, refused: 0, undelivered: 0 };
  let made = 0;
  let time = 1_000;
  let interrupted = "";
  let writes = 0;
  const step = (name: string): void => {
    if (name === interrupted) throw new Error(`killed at ${name}`);
    writes += 1;
  };
  const stripe: Endpoints = {
    list: () => Promise.resolve([...endpoints.values()]),
    async create({ url, scope, payload, apiVersion }) {
      step("create");
      made += 1;
      const endpoint = {
        id: `we_${String(made)}`,
        url,
        payload,
        enabledEvents: ["idle"],
        apiVersion,
        isEnabled: true,
        created: time,
        livemode: false,
        scope,
        metadata: { [fingerprintKey]: notStored },
      };
      endpoints.set(endpoint.id, endpoint);
      return Promise.resolve({ endpoint, secret: signingSecret(String(made)) });
    },
    async update(id, { eventTypes, metadata = {} }) {
      step("update");
      const before = endpoints.get(id);
      if (before === undefined) throw new Error("no such endpoint");
      endpoints.set(id, {
        ...before,
        ...(eventTypes === undefined ? {} : { enabledEvents: eventTypes, isEnabled: true }),
        metadata: { ...before.metadata, ...metadata },
      });
      return Promise.resolve();
    },
    async remove(id) {
      step("remove");
      endpoints.delete(id);
      return Promise.resolve();
    },
  };
  const secrets: SigningSecretStore = {
    current: () => Promise.resolve(stored()),
    async store(value) {
      step("store");
      raw = { ...raw, ...withSigningSecret(raw, value) };
      return Promise.resolve();
    },
    async remove(number) {
      raw = { ...raw, ...withoutSigningSecret(raw, number) };
      return Promise.resolve();
    },
  };
  /** What Stripe sends while the webhook does not know the secret is refused. */
  const refusable: string[][] = [];
  const ports = {
    endpoints: stripe,
    secrets,
    now: () => time,
    pause: () => Promise.resolve(),
    facts: () => Promise.resolve(facts),
    probe(value: string) {
      refusable.push(
        [...endpoints.values()].flatMap((each) =>
          each.metadata[fingerprintKey] === notStored ? each.enabledEvents : [],
        ),
      );
      return Promise.resolve(stored().some((each) => each.secret === value || each.previous?.secret === value));
    },
  };
  return {
    ports,
    endpoints,
    stored,
    facts,
    refusable,
    raw: () => raw,
    writes: () => writes,
    pass: (milliseconds: number) => void (time += milliseconds),
    kill: (at: string) => void (interrupted = at),
  };
}

const by = (secret: string, more: object = {}) => ({ number: 1, scope: "account", secret, ...more });

const byHand: Omit<Endpoint, "id"> = {
  url: `${specification.url}/`,
  payload: "snapshot",
  enabledEvents: specification.eventTypes,
  apiVersion: pinnedApiVersion,
  isEnabled: true,
  created: 0,
  livemode: false,
  scope: "account",
  metadata: {},
};

async function connectOnce({ ports }: ReturnType<typeof world>, wanted = specification) {
  const plan = await planConnection(wanted, ports);
  await connect(wanted, plan, ports);
  return plan.action;
}

describe("connect-stripe", () => {
  it("creates once, then changes nothing", async () => {
    const w = world();
    expect(await connectOnce(w)).toBe("create");
    const writes = w.writes();
    expect(await connectOnce(w)).toBe("none");
    expect(w.writes()).toBe(writes);
    expect(w.stored()).toEqual([by(signingSecret("1"))]);
  });

  it("puts types and a disabled endpoint right without touching the secret", async () => {
    const w = world();
    await connectOnce(w);
    const [endpoint] = w.endpoints.values();
    if (endpoint !== undefined)
      w.endpoints.set(endpoint.id, {
        ...endpoint,
        enabledEvents: ["invoice.paid", "invoice.created"],
        isEnabled: false,
      });
    expect(await connectOnce(w)).toBe("update");
    expect([...w.endpoints.values()]).toMatchObject([
      { enabledEvents: ["invoice.paid", "charge.refunded"], isEnabled: true },
    ]);
    expect(w.stored()).toEqual([by(signingSecret("1"))]);
  });

  it("keeps an endpoint that was made by hand, whose secret the stack may have", async () => {
    const w = world(signingSecret("by_hand"));
    w.endpoints.set("we_hand", { ...byHand, id: "we_hand" });
    expect(await connectOnce(w)).toBe("none");
  });

  it.each(["create", "store", "update"])("comes to the same end when it was killed at %s", async (at) => {
    const w = world(signingSecret("before"));
    w.kill(at);
    await expect(connectOnce(w)).rejects.toThrow("killed");
    w.kill("");
    w.pass(2 * 60_000);
    await connectOnce(w);
    expect(await connectOnce(w)).toBe("none");
    expect(w.endpoints.size).toBe(1);
    expect(w.stored()).toMatchObject([{ number: 1, secret: expect.stringMatching(/^whsec_\d0+$/u) as string }]);
  });

  it("takes back what it made where another was made at once, and names it", async () => {
    const w = world();
    const [one] = await Promise.allSettled([connectOnce(w), connectOnce(w)]);
    expect(one).toMatchObject({ reason: { message: expect.stringContaining("made we_2") as string } });
    expect([w.endpoints.size, w.stored()]).toEqual([0, []]);
  });

  it("leaves the decision to a person when it was killed before it removed the old endpoint", async () => {
    const w = world(signingSecret("before"));
    w.endpoints.set("we_old", { ...byHand, id: "we_old", apiVersion: "old" });
    w.kill("remove");
    await expect(connectOnce(w)).rejects.toThrow("killed");
    // Two endpoints work: each event comes twice, and is applied once.
    const { action, reasons } = await planConnection(specification, w.ports);
    expect(action).toBe("none");
    expect(reasons.join()).toMatch(/2 endpoints.*the stack's secret is that of we_1\): delete the others/u);
  });
});

describe("connect-stripe and what is sent meanwhile", () => {
  it("lets a new endpoint send nothing of ours before the webhook accepts its secret", async () => {
    const w = world();
    await connectOnce(w);
    expect(w.refusable).toEqual([["idle"]]);
    expect([...w.endpoints.values()]).toMatchObject([{ enabledEvents: specification.eventTypes }]);
  });

  it("puts everything back when the webhook does not accept the new secret", async () => {
    const w = world(signingSecret("before"));
    const ports = { ...w.ports, probe: () => Promise.resolve(false) };
    const plan = await planConnection(specification, ports);
    await expect(connect(specification, plan, ports)).rejects.toThrow("did not accept");
    expect(w.endpoints.size).toBe(0);
    expect(w.stored()).toEqual([by(signingSecret("before"))]);
  });
});

describe("connect-stripe for several endpoints", () => {
  const connected = { ...specification, scope: "connect" } as const;

  it("makes one for connected accounts beside the account's, with a secret of its own", async () => {
    const w = world();
    await connectOnce(w);
    expect(await connectOnce(w, connected)).toBe("create");
    expect(w.stored()).toEqual([by(signingSecret("1")), { number: 2, scope: "connect", secret: signingSecret("2") }]);
    expect(await connectOnce(w)).toBe("none");
    expect(await connectOnce(w, connected)).toBe("none");
    expect(w.raw()).toMatchObject({ stripe_api_key: "rk_test_1" });
  });

  it("replaces the secret of the endpoint that it replaces, and no other", async () => {
    const organisation = { secret: signingSecret("organisation"), scope: "organisation" };
    const w = world([organisation]);
    await connectOnce(w);
    await connectOnce(w, connected);
    const [first] = w.endpoints.values();
    if (first !== undefined) w.endpoints.set(first.id, { ...first, apiVersion: "old" });
    expect(await connectOnce(w)).toBe("recreate");
    expect(w.stored()).toMatchObject([
      { number: 1, ...organisation },
      { number: 2, secret: signingSecret("3"), previous: { secret: signingSecret("1") } },
      { number: 3, scope: "connect", secret: signingSecret("2") },
    ]);
  });

  it("refuses a ninth", async () => {
    const others = Array.from({ length: 8 }, (_, n) => ({ secret: signingSecret(String(n)), scope: "organisation" }));
    const w = world(others);
    await expect(connectOnce(w)).rejects.toThrow("all that it may have");
    expect(w.stored()).toHaveLength(8);
  });
});

describe("connect-stripe after a secret was stored by hand", () => {
  async function storedByHand() {
    const w = world();
    await connectOnce(w);
    await w.ports.secrets.store({ number: 1, scope: "account", secret: signingSecret("right") });
    return w;
  }

  it("touches nothing that works, and --adopt marks the endpoint", async () => {
    const w = await storedByHand();
    Object.assign(w.facts, { accepted: 30 });
    const plan = await planConnection(specification, w.ports);
    expect(plan).toMatchObject({ action: "none", reasons: [expect.stringContaining("connect-stripe --adopt")] });
    expect(await adopt(specification, undefined, w.ports)).toMatchObject({ number: 1 });
    expect([...w.endpoints.values()]).toMatchObject([
      { id: "we_1", metadata: { [fingerprintKey]: fingerprint(signingSecret("right")) } },
    ]);
    expect(await planConnection(specification, w.ports)).toMatchObject({ action: "none", reasons: [] });
  });

  it("replaces an endpoint whose events are all refused, whatever its mark", async () => {
    const w = world();
    await connectOnce(w);
    Object.assign(w.facts, { refused: 30 });
    const plan = await planConnection(specification, w.ports);
    expect(plan).toMatchObject({ action: "recreate", reasons: [expect.stringContaining("refused 30")] });
    Object.assign(w.facts, { refused: 1 });
    expect(await planConnection(specification, w.ports)).toMatchObject({ action: "none" });
    Object.assign(w.facts, { undelivered: 1 });
    expect(await planConnection(specification, w.ports)).toMatchObject({ action: "recreate" });
  });

  it("adopts no secret that the webhook does not accept, and none of several by chance", async () => {
    const w = await storedByHand();
    await expect(adopt(specification, undefined, { ...w.ports, probe: () => Promise.resolve(false) })).rejects.toThrow(
      "does not accept",
    );
    await w.ports.secrets.store({ number: 2, scope: "account", secret: signingSecret("other") });
    await expect(adopt(specification, undefined, w.ports)).rejects.toThrow("give --number");
    expect(await adopt(specification, 2, w.ports)).toMatchObject({ number: 2 });
  });
});

describe("rotate-secret", () => {
  it("leaves one endpoint, the new secret, and the one before for a day", async () => {
    const w = world();
    await connectOnce(w);
    const found = await findRolled({ specification }, w.ports);
    expect(await rotateByEndpoint(specification, found, longestOverlap, w.ports)).toMatchObject({
      endpointId: "we_2",
      removedEndpointId: "we_1",
    });
    const previous = { secret: signingSecret("1"), expires: 1_000 + longestOverlap };
    expect(w.stored()).toEqual([by(signingSecret("2"), { previous })]);
    expect([...w.endpoints.keys()]).toEqual(["we_2"]);
    expect(await connectOnce(w)).toBe("none");
    const { before } = await findRolled({ specification }, w.ports);
    expect(() => checkOverlap(before, 1_000)).toThrow("A roll of secret number 1 is under way");
  });

  it("puts everything back when the webhook does not accept both secrets", async () => {
    const w = world();
    await connectOnce(w);
    const found = await findRolled({ specification }, w.ports);
    const ports = { ...w.ports, probe: (secret: string) => Promise.resolve(secret === signingSecret("1")) };
    await expect(rotateByEndpoint(specification, found, longestOverlap, ports)).rejects.toThrow("nothing is rolled");
    expect(w.stored()).toEqual([by(signingSecret("1"))]);
    expect([...w.endpoints.keys()]).toEqual(["we_1"]);
  });

  it("rolls each secret on its own", async () => {
    const connected = { ...specification, scope: "connect" } as const;
    const w = world();
    await connectOnce(w);
    await connectOnce(w, connected);
    await rotateByEndpoint(specification, await findRolled({ specification }, w.ports), longestOverlap, w.ports);
    const found = await findRolled({ specification: connected }, w.ports);
    await rotateByEndpoint(connected, found, longestOverlap, w.ports);
    expect(w.stored()).toMatchObject([
      { secret: signingSecret("3"), previous: { secret: signingSecret("1") } },
      { secret: signingSecret("4"), scope: "connect", previous: { secret: signingSecret("2") } },
    ]);
  });

  it("refuses two endpoints, no endpoint and no secret", async () => {
    await expect(findRolled({ specification }, world().ports)).rejects.toThrow("no signing secret");
    const lonely = world(signingSecret("x")).ports;
    await expect(findRolled({ specification }, lonely)).rejects.toThrow("no account endpoint");
    const w = world();
    await connectOnce(w);
    await w.ports.endpoints.create(specification);
    await expect(findRolled({ specification }, w.ports)).rejects.toThrow("2 endpoints");
  });

  it("takes over what the dashboard rolled, also twice in a day, and of an endpoint that nobody lists", async () => {
    const w = world();
    await connectOnce(w);
    for (const rolled of ["rolled", "rolledAgain"]) {
      const found = await findRolled({ specification }, w.ports);
      await adoptRolledSecret(signingSecret(rolled), found, longestOverlap, w.ports);
    }
    expect(w.stored()).toMatchObject([
      { secret: signingSecret("rolledAgain"), previous: { secret: signingSecret("rolled") } },
    ]);
    const found = await findRolled({ specification, number: 1 }, w.ports);
    for (const known of ["rolled", "rolledAgain"]) {
      await expect(adoptRolledSecret(signingSecret(known), found, longestOverlap, w.ports)).rejects.toThrow("already");
    }
    const organisation = world([{ secret: signingSecret("o"), scope: "organisation" }]);
    const unseen = await findRolled({ specification, number: 1 }, organisation.ports);
    expect(await adoptRolledSecret(signingSecret("p"), unseen, longestOverlap, organisation.ports)).toMatchObject({
      number: 1,
    });
    expect(organisation.stored()).toMatchObject([{ secret: signingSecret("p"), scope: "organisation" }]);
  });
});

describe("connect-stripe with a payload", () => {
  it("makes one endpoint of each payload, each with a secret of its own, and then has nothing to do", async () => {
    const w = world();
    const thin: EndpointSpecification = {
      ...specification,
      payload: "thin",
      isDestination: true,
      eventTypes: specification.eventTypes.map((type) => `v1.${type}`),
    };
    for (const each of [specification, thin]) await connect(each, await planConnection(each, w.ports), w.ports);
    expect([...w.endpoints.values()].map(({ payload, enabledEvents }) => [payload, enabledEvents])).toEqual([
      ["snapshot", specification.eventTypes],
      ["thin", thin.eventTypes],
    ]);
    for (const each of [specification, thin]) {
      expect(await planConnection(each, w.ports)).toMatchObject({ action: "none", reasons: [] });
    }
  });
});
