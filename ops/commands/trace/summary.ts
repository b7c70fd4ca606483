import { mailNameIn } from "../../../domain/mail/keys.ts";
import type { ParcelItem } from "../../../domain/parcel/parcel.ts";
import type { Trace } from "../../core/trace/trace.ts";
import { counted } from "../../output/count.ts";
import { remedy } from "../../core/dead-letters/cause.ts";
import { money } from "../../output/money.ts";
import { fieldLines } from "../../output/table.ts";

export function summaryLines({ orderKey, order, reservation, mails, deadLetters, paused }: Trace): string[] {
  const sent = mails.map(({ key, state, outcome }) => `${mailNameIn(key)} ${outcome ?? state}`);
  const waiting = Object.entries(reservation?.notices ?? {}).filter(([, { publishedAt }]) => publishedAt === undefined);
  return fieldLines({
    order: orderKey,
    status: order?.status ?? "no order (yet)",
    paid:
      order === undefined
        ? undefined
        : `${money(order.amountPaid, order.currency)} of ${money(order.amountTotal, order.currency)}`,
    refunded:
      order === undefined || order.amountRefunded === 0 ? undefined : money(order.amountRefunded, order.currency),
    fulfilment: order?.fulfilment,
    parcels: parcelTexts(order).join("; ") || undefined,
    mails: sent.length === 0 ? "none" : sent.join(", "),
    "dead letters":
      deadLetters.length === 0
        ? undefined
        : [...new Set(deadLetters.map(({ branch, cause }) => `${branch}: ${remedy(branch, cause)} --yes`))].join(", "),
    stock: reservation === undefined ? "nothing reserved" : stockText(reservation),
    waits:
      Object.keys(paused).length === 0
        ? undefined
        : Object.entries(paused)
            .map(([name, ids]) => `${name} is paused: ${counted(ids.length, "event")}; resume ${name} --yes`)
            .join(", "),
    "notices due": waiting.length === 0 ? undefined : waiting.map(([key]) => key).join(", "),
  });
}

/** `1 delivered (SingPost LX123456789SG: 2 MUG-BLUE)` */
function parcelTexts(order: Trace["order"]): string[] {
  const { parcels = {}, deliveries = {} } = order?.facts ?? {};
  return [...new Set([...Object.keys(parcels), ...Object.keys(deliveries)])].map((name) => {
    const { carrier, tracking, items = [] } = parcels[name] ?? {};
    const way = [carrier, tracking].filter((each) => each !== undefined).join(" ");
    const known = [way, unitsText(items)].filter((each) => each !== "").join(": ");
    return `${name} ${(deliveries[name] ?? parcels[name])?.state ?? ""}${known === "" ? "" : ` (${known})`}`;
  });
}

function unitsText(lines: readonly ParcelItem[]): string {
  return lines.map(({ sku, quantity }) => `${String(quantity)} ${sku}`).join(", ");
}

function stockText({ status, lines, short, unitsKept }: NonNullable<Trace["reservation"]>): string {
  const held = unitsText(lines);
  const lacking = short === undefined ? "" : `; short of ${short.join(", ")}`;
  const kept = unitsKept === true ? "; units kept aside until someone has looked at them" : "";
  return `${status}${held === "" ? "" : `: ${held}`}${lacking}${kept}`;
}
