import type { Branch, Topology } from "../../flow/topology.ts";

/** A box of the picture, in its own units: a thousand and some across. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A line that things pass along; `hop` names what is counted on it. */
export interface Line {
  readonly hop: string;
  readonly path: string;
  readonly kind: "flow" | "replay";
  /** Where its count is drawn; undefined: it is shown elsewhere. */
  readonly label: { readonly x: number; readonly y: number } | undefined;
}

export interface Lane {
  readonly branch: Branch;
  readonly queue: Box;
  readonly consumer: Box;
  readonly effects: readonly Box[];
}

export interface FlowLayout {
  readonly width: number;
  readonly height: number;
  readonly stripe: Box;
  readonly api: Box;
  readonly webhook: Box;
  readonly topic: Box;
  readonly lanes: readonly Lane[];
  readonly bus: Box;
  readonly archive: Box;
  readonly inspection: Box;
  readonly lines: readonly Line[];
}

const laneHeight = 98;
const top = 6;
const columns = { api: 0, webhook: 146, topic: 292, queue: 478, consumer: 702, effects: 908 } as const;
const width = 1064;
const queue = { width: 178, height: 80 } as const;
const consumer = { width: 160, height: 60 } as const;
const effect = { width: 156, height: 24, gap: 5 } as const;
const node = { width: 122, height: 56 } as const;

/** Places what the program declares: one lane a branch, an event's way from left to right, a replay's back underneath. */
export function layOut(topology: Topology): FlowLayout {
  const { branches } = topology;
  const middle = top + (branches.length * laneHeight) / 2;
  const lanes = branches.map((branch, index) => laneOf(branch, top + index * laneHeight));
  const centred = (x: number): Box => ({ x, y: middle - node.height / 2, ...node });
  const api = centred(columns.api);
  const webhook = centred(columns.webhook);
  const topic = centred(columns.topic);
  const stripe = { x: columns.api + 22, y: api.y - 62, width: 80, height: 28 };
  const pipeLane = lanes.find(({ branch }) => branch.consumer.kind === "pipe") ?? lanes.at(-1);
  const below = pipeLane?.effects.at(-1) ?? { x: columns.effects, y: middle, ...effect };
  const bus = { ...below, y: below.y + effect.height + effect.gap };
  const archive = { ...bus, y: bus.y + effect.height + effect.gap };
  const rail = top + branches.length * laneHeight + 22;
  const inspection = { x: columns.consumer, y: rail - 12, width: consumer.width, height: 24 };
  return {
    width,
    height: rail + 18,
    stripe,
    api,
    webhook,
    topic,
    lanes,
    bus,
    archive,
    inspection,
    lines: [
      { hop: "", kind: "flow", path: `M${at(stripe, "bottom")} L${at(api, "top")}`, label: undefined },
      straight(topology.api.hop, api, webhook),
      straight(topology.topic.hop, webhook, topic),
      ...lanes.flatMap((lane) => laneLines(lane, topic)),
      ...(pipeLane === undefined ? [] : [curve(topology.bus.hop, pipeLane.consumer, bus)]),
      ...replayLines(topology, lanes, { archive, inspection, rail }),
    ],
  };
}

function laneOf(branch: Branch, y: number): Lane {
  const middle = y + laneHeight / 2;
  // A pipe's lane keeps room for the bus and the archive.
  const rows = branch.effects.length + (branch.consumer.kind === "pipe" ? 2 : 0);
  const first = middle - (rows * effect.height + (rows - 1) * effect.gap) / 2;
  return {
    branch,
    queue: { x: columns.queue, y: middle - queue.height / 2, ...queue },
    consumer: { x: columns.consumer, y: middle - consumer.height / 2, ...consumer },
    effects: branch.effects.map((_each, index) => ({
      x: columns.effects,
      y: first + index * (effect.height + effect.gap),
      width: effect.width,
      height: effect.height,
    })),
  };
}

function laneLines({ branch, queue: to, consumer: by, effects }: Lane, topic: Box): Line[] {
  return [
    { ...curve(branch.delivery, topic, to), label: { x: to.x - 22, y: to.y + to.height / 2 - 7 } },
    straight(branch.consumer.hop, to, by),
    ...branch.effects.flatMap(({ hop }, index) => {
      const box = effects[index];
      return box === undefined ? [] : [curve(hop, by, box)];
    }),
  ];
}

function replayLines(
  topology: Topology,
  lanes: readonly Lane[],
  { archive, inspection, rail }: { archive: Box; inspection: Box; rail: number },
): Line[] {
  const from = `M${String(archive.x + archive.width / 2)},${String(archive.y + archive.height)}`;
  const corner = archive.x + archive.width / 2;
  const x = columns.queue - 36;
  const toQueues = lanes.flatMap(({ branch, queue: box }): Line[] => {
    if (branch.replay === undefined) return [];
    const y = box.y + box.height - 14;
    const path = `${from} V${String(rail)} H${String(x + 8)} Q${String(x)},${String(rail)} ${String(x)},${String(rail - 8)} V${String(y + 8)} Q${String(x)},${String(y)} ${String(x + 8)},${String(y)} H${String(box.x)}`;
    return [{ hop: branch.replay, kind: "replay", path, label: { x: box.x - 18, y: y - 5 } }];
  });
  const path = `M${String(corner)},${String(archive.y + archive.height)} V${String(rail)} H${String(inspection.x + inspection.width)}`;
  return [...toQueues, { hop: topology.inspection.replay, kind: "replay", path, label: undefined }];
}

function straight(hop: string, from: Box, to: Box): Line {
  const x = (from.x + from.width + to.x) / 2;
  const y = from.y + from.height / 2;
  return { hop, kind: "flow", path: `M${at(from, "right")} L${at(to, "left")}`, label: { x, y: y - 7 } };
}

function curve(hop: string, from: Box, to: Box): Line {
  const [x1, x2] = [from.x + from.width, to.x];
  const [y1, y2] = [from.y + from.height / 2, to.y + to.height / 2];
  const bend = Math.max(18, (x2 - x1) / 2);
  const path = `M${at(from, "right")} C${String(x1 + bend)},${String(y1)} ${String(x2 - bend)},${String(y2)} ${at(to, "left")}`;
  return { hop, kind: "flow", path, label: undefined };
}

function at({ x, y, width: w, height: h }: Box, side: "left" | "right" | "top" | "bottom"): string {
  const points = { left: [x, y + h / 2], right: [x + w, y + h / 2], top: [x + w / 2, y], bottom: [x + w / 2, y + h] };
  return points[side].map(String).join(",");
}
