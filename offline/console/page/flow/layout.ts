import type { Branch, Topology } from "../../flow/topology.ts";
import { between, curve, type Box, type Line } from "./lines.ts";

export interface Lane {
  readonly branch: Branch;
  /** Of what is not filled by the events' topic. */
  readonly source: Box | undefined;
  readonly queue: Box;
  readonly consumer: Box;
  readonly effects: readonly Box[];
}

/** What an event passes before the branches. */
type Entry = Readonly<Record<"stripe" | "api" | "webhook" | "topic", Box>>;

export interface FlowLayout extends Entry {
  readonly width: number;
  readonly height: number;
  readonly lanes: readonly Lane[];
  readonly bus: Box;
  readonly archive: Box;
  readonly inspection: Box;
  readonly others: readonly Box[];
  readonly lines: readonly Line[];
}

/** Side by side, with the way above or beside the branches; `phone`: queue and consumer over what is written. */
export type Shape = "wide" | "narrow" | "phone";

/** The shape that is readable at a width, in pixels. */
export function shapeFor(width: number): Shape {
  return width < 600 ? "phone" : width < 960 ? "narrow" : "wide";
}

const top = 6;
const columns = {
  wide: { queue: 478, consumer: 702, effects: 908, width: 1064 },
  narrow: { queue: 182, consumer: 394, effects: 588, width: 744 },
  phone: { queue: 20, consumer: 186, effects: 20, width: 350 },
} as const;
const queue = { width: 178, height: 80 } as const;
const consumer = { width: 160, height: 60 } as const;
const chip = { width: 156, height: 24, gap: 5 } as const;
const node = { width: 128, height: 56 } as const;
const row = chip.height + chip.gap;

/** Places what the program declares: one lane a branch, an event's way from left to right, a replay's back underneath. */
export function layOut(topology: Topology, shape: Shape = "wide"): FlowLayout {
  const isPhone = shape === "phone";
  const lanes: Lane[] = [];
  let bottom = isPhone ? 2 * node.height + 50 : top;
  for (const branch of topology.branches) {
    lanes.push(laneOf(branch, bottom, shape));
    bottom += laneHeight(branch, shape);
  }
  const entry = entryOf(shape, lanes);
  const pipeLane = lanes.find(({ branch }) => branch.consumer.kind === "pipe") ?? lanes.at(-1);
  const rail = bottom + 16;
  const [bus, archive] = [0, 1].map((index) => chipOf(pipeLane, (pipeLane?.branch.effects.length ?? 0) + index, shape));
  const inspection = { ...chip, x: columns[shape].consumer, y: rail - 12 };
  const others = topology.others.map((_each, index) => ({
    ...chip,
    width: otherWidth,
    ...otherPlace(index, shape, rail + 20),
  }));
  const stored = { bus: bus ?? inspection, archive: archive ?? inspection, inspection };
  const written = pipeLane === undefined || isPhone ? [] : [curve(topology.bus.hop, pipeLane.consumer, stored.bus)];
  return {
    width: columns[shape].width,
    height: Math.max(rail, ...others.map(({ y }) => y)) + 30,
    ...entry,
    ...stored,
    lanes,
    others,
    lines: [
      between("", entry.stripe, entry.api, false),
      between(topology.api.hop, entry.api, entry.webhook),
      between(topology.topic.hop, entry.webhook, entry.topic),
      ...lanes.flatMap((lane) => laneLines(lane, entry.topic, shape)),
      ...written,
      ...(isPhone ? [] : replayLines(topology, lanes, { ...stored, rail, x: columns[shape].queue - 36 })),
    ],
  };
}

const otherWidth = 222;

/** In a row under the rail, or under one another on a phone. */
function otherPlace(index: number, shape: Shape, y: number): Pick<Box, "x" | "y"> {
  return shape === "phone"
    ? { x: columns.phone.queue, y: y + index * row }
    : { x: columns[shape].queue + index * (otherWidth + 10), y };
}

/** From the top down beside the branches, or the topic's own column before them. */
function entryOf(shape: Shape, lanes: readonly Lane[]): Entry {
  const ofEvents = lanes.filter(({ source }) => source === undefined);
  const last = ofEvents.at(-1)?.queue ?? { y: top, height: node.height };
  const middle = (top + last.y + last.height) / 2;
  const at = (x: number, y: number): Box => ({ x, y, ...node });
  const stripe = { width: 80, height: 28 };
  if (shape === "wide") {
    const y = middle - node.height / 2;
    return { stripe: { x: 22, y: y - 62, ...stripe }, api: at(0, y), webhook: at(150, y), topic: at(300, y) };
  }
  if (shape === "narrow") {
    const [api, webhook, topic] = [-1, 0, 1].map((step) => at(0, middle - node.height / 2 + step * (node.height + 30)));
    const first = api ?? at(0, middle);
    return {
      stripe: { x: 21, y: first.y - 54, ...stripe },
      api: first,
      webhook: webhook ?? first,
      topic: topic ?? first,
    };
  }
  const right = columns.phone.width - node.width;
  const below = top + node.height + 26;
  return {
    stripe: { x: 21, y: top + 14, ...stripe },
    api: at(right, top),
    webhook: at(right, below),
    topic: at(0, below),
  };
}

/** What a pipe's branch writes has the bus and the archive behind it. */
function chipsOf({ effects, consumer: { kind } }: Branch): number {
  return effects.length + (kind === "pipe" ? 2 : 0);
}

/** On a phone a source is above its queue. */
function sourceHeight({ source }: Branch): number {
  return source === undefined ? 0 : row;
}

function laneHeight(branch: Branch, shape: Shape): number {
  const chips = chipsOf(branch);
  return shape === "phone"
    ? queue.height + 26 + sourceHeight(branch) + row * Math.ceil(chips / 2)
    : Math.max(98, chips * row + 8);
}

function laneOf(branch: Branch, y: number, shape: Shape): Lane {
  const { queue: x, consumer: next } = columns[shape];
  const middle =
    shape === "phone" ? y + 8 + sourceHeight(branch) + queue.height / 2 : y + laneHeight(branch, shape) / 2;
  const isPhone = shape === "phone";
  const sourceBox = { x: x - 176, y: middle - chip.height / 2, ...chip, width: 150 };
  const lane = {
    branch,
    source: branch.source === undefined ? undefined : isPhone ? { ...sourceBox, x, y: y + 4 } : sourceBox,
    queue: { x, y: middle - queue.height / 2, ...queue, ...(isPhone ? { width: 154 } : {}) },
    consumer: { x: next, y: middle - consumer.height / 2, ...consumer, ...(isPhone ? { width: 164 } : {}) },
    effects: [],
  };
  return { ...lane, effects: branch.effects.map((_each, index) => chipOf(lane, index, shape)) };
}

/** The place of what a lane writes: in a column of its own, or in rows of two below. */
function chipOf(lane: Pick<Lane, "branch" | "queue"> | undefined, index: number, shape: Shape): Box {
  const { effects, width } = columns[shape];
  if (lane === undefined) return { ...chip, x: effects, y: top };
  const { y, height } = lane.queue;
  if (shape === "phone") {
    const half = (width - effects - chip.gap) / 2;
    return {
      ...chip,
      width: half,
      x: effects + (index % 2) * (half + chip.gap),
      y: y + height + chip.gap + row * Math.floor(index / 2),
    };
  }
  const first = y + height / 2 - (chipsOf(lane.branch) * row - chip.gap) / 2;
  return { ...chip, x: effects, y: first + index * row };
}

function laneLines({ branch, source, queue: to, consumer: by, effects }: Lane, topic: Box, shape: Shape): Line[] {
  const isPhone = shape === "phone";
  const consumed = between(branch.consumer.hop, to, by, !isPhone);
  const delivered = curve(branch.delivery, source ?? topic, to);
  if (!isPhone) {
    const label = { x: to.x - 22, y: to.y + to.height / 2 - 7 };
    const written = branch.effects.flatMap(({ hop }, index) => {
      const box = effects[index];
      return box === undefined ? [] : [curve(hop, by, box)];
    });
    return [{ ...delivered, label }, consumed, ...written];
  }
  const y = to.y + to.height / 2;
  const path = source === undefined ? `M8,${String(topic.y + topic.height)} V${String(y)} H${String(to.x)}` : "";
  return [{ ...delivered, path, label: { x: to.x - 10, y: y - 5 } }, consumed];
}

function replayLines(
  topology: Topology,
  lanes: readonly Lane[],
  { archive, inspection, rail, x }: { archive: Box; inspection: Box; rail: number; x: number },
): Line[] {
  const corner = archive.x + archive.width / 2;
  const from = `M${String(corner)},${String(archive.y + archive.height)} V${String(rail)}`;
  const toQueues = lanes.flatMap(({ branch, queue: box }): Line[] => {
    if (branch.replay === undefined) return [];
    const y = box.y + box.height - 14;
    const path = `${from} H${String(x + 8)} Q${String(x)},${String(rail)} ${String(x)},${String(rail - 8)} V${String(y + 8)} Q${String(x)},${String(y)} ${String(x + 8)},${String(y)} H${String(box.x)}`;
    return [{ hop: branch.replay, kind: "replay", path, label: { x: box.x - 18, y: y - 5 } }];
  });
  const path = `${from} H${String(inspection.x + inspection.width)}`;
  return [...toQueues, { hop: topology.inspection.replay, kind: "replay", path, label: undefined }];
}
