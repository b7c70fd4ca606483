import type { Random } from "../random.ts";

/** What is wrong with a new version of a function. */
export type PlantedKind = "throws" | "hangs" | "drops the mail" | "mails twice" | "slow";

/** What the deployed bundle is wrapped in. `work(...args)` is what it did before. */
const handlers: Readonly<Record<PlantedKind, readonly string[]>> = {
  throws: [
    `throw new Error("planted");`,
    `await work(...args); throw new Error("planted");`,
    `if (Math.random() < 0.8) throw new Error("planted"); return work(...args);`,
  ],
  hangs: [
    `await new Promise(() => setInterval(() => {}, 1000));`,
    `await work(...args); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);`,
  ],
  "drops the mail": [
    `return { batchItemFailures: [] };`,
    `return Math.random() < 0.8 ? { batchItemFailures: [] } : work(...args);`,
  ],
  "mails twice": [`return work(...args);`],
  slow: [
    `await useUpTime(args[1]); return work(...args);`,
    `const done = await work(...args); await useUpTime(args[1]); return done;`,
  ],
};

/** The fault itself: all but the last of the time that the function has, whatever its time-out and the machine's speed. */
const usesUpTime = `
const leftMilliseconds = 300;
const useUpTime = (context) =>
  new Promise((done) => setTimeout(done, context.getRemainingTimeInMillis() - leftMilliseconds));`;

/** Each request to SES a second time, as it was signed: neither ledger nor metric hears of it. */
const sendsTwice = `
const http = process.getBuiltinModule("node:http");
const { request } = http;
http.request = (options, ...rest) => {
  const first = request(options, ...rest);
  if (!/\\/ses\\//u.test(String(options.headers?.authorization ?? options.headers?.Authorization))) return first;
  const { write, end } = first;
  const body = [];
  first.write = (chunk, ...more) => (body.push(chunk), write.call(first, chunk, ...more));
  first.end = (chunk, ...more) => {
    if (chunk !== undefined && typeof chunk !== "function") body.push(chunk);
    const second = request({ ...options, agent: false });
    second.on("response", (response) => response.resume());
    for (const each of body) second.write(each);
    second.end();
    return end.call(first, chunk, ...more);
  };
  return first;
};`;

/** What a handler needs before it. */
const preludes: Readonly<Partial<Record<PlantedKind, string>>> = { "mails twice": sendsTwice, slow: usesUpTime };

/** A bad bundle, made of the deployed one. */
export function plantedBundle(
  deployed: Readonly<Record<string, string>>,
  kind: PlantedKind,
  random: Random,
): Record<string, string> {
  const { "index.js": index = "", ...others } = deployed;
  const planted = `${preludes[kind] ?? ""}
const { handler: work } = require("./deployed.js");
exports.handler = async (...args) => { ${random.pick(handlers[kind])} };`;
  return { ...others, "deployed.js": index, "index.js": planted };
}
