/** The shape of Stripe's ids by prefix: a fixed head and the number of characters that follow it. */
const forms = {
  ch: ["ch_3", 23],
  cs: ["cs_test_a1", 56],
  cs_live: ["cs_live_a1", 56],
  cus: ["cus_", 14],
  di: ["di_1", 23],
  du: ["du_1", 23],
  evt: ["evt_1", 23],
  evt_thin: ["evt_test_65", 51],
  il: ["il_1", 23],
  in: ["in_1", 23],
  inpay: ["inpay_1", 23],
  li: ["li_1", 23],
  pi: ["pi_3", 23],
  pm: ["pm_1", 23],
  price: ["price_1", 23],
  prod: ["prod_", 14],
  re: ["re_3", 23],
  req: ["req_", 14],
  seti: ["seti_1", 23],
  shr: ["shr_1", 23],
  si: ["si_", 14],
  sub: ["sub_1", 23],
  txn: ["txn_3", 23],
  txr: ["txr_1", 23],
} as const satisfies Record<string, readonly [string, number]>;

export type IdPrefix = keyof typeof forms;

const symbols = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** 128 bits of a text (cyrb128's mixing), enough that no two seeds of one test run share an id. */
function hash(text: string): [number, number, number, number] {
  let [a, b, c, d] = [1779033703, 3144134277, 1013904242, 2773480762];
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    a = b ^ Math.imul(a ^ code, 597399067);
    b = c ^ Math.imul(b ^ code, 2869860233);
    c = d ^ Math.imul(c ^ code, 951274213);
    d = a ^ Math.imul(d ^ code, 2716044179);
  }
  a = Math.imul(c ^ (a >>> 18), 597399067);
  b = Math.imul(d ^ (b >>> 22), 2869860233);
  c = Math.imul(a ^ (c >>> 17), 951274213);
  d = Math.imul(b ^ (d >>> 19), 2716044179);
  return [a ^ b ^ c ^ d, b ^ a, c ^ a, d ^ a];
}

/** An endless sequence of 32-bit numbers from a text (the sfc32 generator): the same text, the same sequence. */
function randomNumbers(text: string): () => number {
  let [a, b, c, d] = hash(text);
  const next = (): number => {
    const sum = (a + b + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return sum >>> 0;
  };
  // The first outputs still resemble the seed.
  for (let round = 0; round < 12; round += 1) {
    next();
  }
  return next;
}

/** `length` letters and digits that only `seed` decides. */
export function sampleToken(seed: string, length: number): string {
  const next = randomNumbers(seed);
  let token = "";
  while (token.length < length) {
    token += symbols.charAt(next() % symbols.length);
  }
  return token;
}

/** An id that looks like Stripe's and depends on nothing but its arguments. Different seeds give different ids. */
export function sampleId(prefix: IdPrefix, seed: string): string {
  const [head, length] = forms[prefix];
  return head + sampleToken(`${prefix}:${seed}`, length);
}

/** Products and prices are the same for every purchase of a SKU. */
const ofPurchases = Object.entries(forms)
  .filter(([prefix]) => prefix !== "prod" && prefix !== "price")
  .map(([, [head, length]]) => `${head}[A-Za-z0-9]{${String(length)}}`);
const purchaseIds = new RegExp(`(?<![A-Za-z0-9])(?:${ofPurchases.join("|")})(?![A-Za-z0-9])`, "gu");

/**
 * A text with the end of each id that belongs to one purchase replaced: another purchase, made by text alone.
 * @param stamp at most 12 letters and digits; different stamps give different ids
 */
export function stampIds(text: string, stamp: string): string {
  return text.replace(purchaseIds, (id) => id.slice(0, -stamp.length) + stamp);
}
