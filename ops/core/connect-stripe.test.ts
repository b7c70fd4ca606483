import { describe, expect, it } from "vitest";
import { connect, planConnection } from "./connect-stripe.ts";
import { adoptRolledSecret, checkRotation, rotateByEndpoint } from "./rotate-secret.ts";
import {
  type Endpoint,
  type Endpoints,
  fingerprintKey,
  longestOverlap,
  notStored,
  type SigningSecrets,
} from "./stripe-endpoint.ts";

const specification = { url: "https://a.example/hook", eventTypes: ["a", "b"], apiVersion: "v1", stack: "dev" };

/** Stripe and the stack's secret in memory; `interrupt` throws where a test wants the command to die. */
function world(secret?: string) {
  const endpoints = new Map<string, Endpoint>();
  const stored: { secret?: string; previous?: string; previousExpires?: number } =
    secret === undefined ? {} : { secret };
  let made = 0;
  let interrupted = "";
  let writes = 0;
  const step = (name: string): void => {
    if (name === interrupted) throw new Error(`killed at ${name}`);
    writes += 1;
  };
  const stripe: Endpoints = {
    list: () => Promise.resolve([...endpoints.values()]),
    async create({ url, eventTypes, apiVersion }) {
      step("create");
      made += 1;
      const endpoint = {
        id: `we_${String(made)}`,
        url,
        enabledEvents: eventTypes,
        apiVersion,
        isEnabled: true,
        livemode: false,
        metadata: { [fingerprintKey]: notStored },
      };
      endpoints.set(endpoint.id, endpoint);
      return Promise.resolve({ endpoint, secret: `whsec_${String(made)}` });
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
  const secrets: SigningSecrets = {
    current: () => Promise.resolve({ ...stored }),
    async store(value, previous) {
      step("store");
      stored.secret = value;
      delete stored.previous;
      delete stored.previousExpires;
      if (previous !== undefined)
        Object.assign(stored, { previous: previous.secret, previousExpires: previous.expires });
      return Promise.resolve();
    },
  };
  const ports = {
    endpoints: stripe,
    secrets,
    now: () => 1_000,
    pause: () => Promise.resolve(),
    probe: () => Promise.resolve(true),
  };
  return { ports, endpoints, stored, writes: () => writes, kill: (at: string) => void (interrupted = at) };
}

async function connectOnce({ ports }: ReturnType<typeof world>) {
  const plan = await planConnection(specification, ports);
  await connect(specification, plan, ports);
  return plan.action;
}

describe("connect-stripe", () => {
  it("creates once, then changes nothing", async () => {
    const it = world();
    expect(await connectOnce(it)).toBe("create");
    const writes = it.writes();
    expect(await connectOnce(it)).toBe("none");
    expect(it.writes()).toBe(writes);
    expect(it.stored).toEqual({ secret: "whsec_1" });
  });

  it("puts types and a disabled endpoint right without touching the secret", async () => {
    const it = world();
    await connectOnce(it);
    const [endpoint] = it.endpoints.values();
    if (endpoint !== undefined)
      it.endpoints.set(endpoint.id, { ...endpoint, enabledEvents: ["a", "c"], isEnabled: false });
    expect(await connectOnce(it)).toBe("update");
    expect([...it.endpoints.values()]).toMatchObject([{ enabledEvents: ["a", "b"], isEnabled: true }]);
    expect(it.stored).toEqual({ secret: "whsec_1" });
  });

  it("keeps an endpoint that was made by hand, whose secret the stack may have", async () => {
    const it = world("whsec_by_hand");
    it.endpoints.set("we_hand", {
      id: "we_hand",
      url: `${specification.url}/`,
      enabledEvents: ["a", "b"],
      apiVersion: "v1",
      isEnabled: true,
      livemode: false,
      metadata: {},
    });
    expect(await connectOnce(it)).toBe("none");
  });

  it.each(["create", "store", "update", "remove"])("comes to the same end when it was killed at %s", async (at) => {
    const it = world("whsec_before");
    const hand = {
      id: "we_hand",
      url: specification.url,
      enabledEvents: ["a"],
      apiVersion: "old",
      isEnabled: true,
      livemode: false,
      metadata: {},
    };
    if (at === "remove") it.endpoints.set(hand.id, hand);
    it.kill(at);
    await expect(connectOnce(it)).rejects.toThrow("killed");
    it.kill("");
    if (at === "remove") {
      // Two endpoints work: each event comes twice, and is applied once. A person decides.
      expect(await planConnection(specification, it.ports)).toMatchObject({
        action: "none",
        reasons: [expect.stringContaining("2 endpoints")],
      });
      return;
    }
    await connectOnce(it);
    expect(await connectOnce(it)).toBe("none");
    expect(it.endpoints.size).toBe(1);
    expect(it.stored.secret).toMatch(/^whsec_\d$/u);
  });
});

describe("rotate-secret", () => {
  it("leaves one endpoint, the new secret, and the one before for a day", async () => {
    const it = world();
    await connectOnce(it);
    const standing = await checkRotation(specification.url, it.ports);
    expect(await rotateByEndpoint(specification, standing, longestOverlap, it.ports)).toMatchObject({
      endpointId: "we_2",
      removedEndpointId: "we_1",
    });
    expect(it.stored).toEqual({ secret: "whsec_2", previous: "whsec_1", previousExpires: 1_000 + longestOverlap });
    expect([...it.endpoints.keys()]).toEqual(["we_2"]);
    expect(await connectOnce(it)).toBe("none");
    await expect(checkRotation(specification.url, it.ports)).rejects.toThrow("A roll is under way");
  });

  it("puts everything back when the webhook does not accept both secrets", async () => {
    const it = world();
    await connectOnce(it);
    const standing = await checkRotation(specification.url, it.ports);
    const ports = { ...it.ports, probe: (secret: string) => Promise.resolve(secret === "whsec_1") };
    await expect(rotateByEndpoint(specification, standing, longestOverlap, ports)).rejects.toThrow("nothing is rolled");
    expect(it.stored).toEqual({ secret: "whsec_1" });
    expect([...it.endpoints.keys()]).toEqual(["we_1"]);
  });

  it("refuses two endpoints, no endpoint and no secret, and takes over what the dashboard rolled", async () => {
    await expect(checkRotation(specification.url, world().ports)).rejects.toThrow("no signing secret");
    await expect(checkRotation(specification.url, world("whsec_x").ports)).rejects.toThrow("no endpoint");
    const it = world();
    await connectOnce(it);
    const standing = await checkRotation(specification.url, it.ports);
    await it.ports.endpoints.create(specification);
    await expect(checkRotation(specification.url, it.ports)).rejects.toThrow("2 endpoints");
    await adoptRolledSecret("whsec_rolled", standing, longestOverlap, it.ports);
    expect(it.stored).toMatchObject({ secret: "whsec_rolled", previous: "whsec_1" });
  });
});
