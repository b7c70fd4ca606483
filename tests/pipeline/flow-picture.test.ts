import { describe, expect, it } from "vitest";
import { layOut, type Shape } from "../../offline/console/page/flow/layout.ts";
import { topologyOf } from "../../offline/console/flow/topology.ts";
import { queueType } from "../../packages/aws-offline/services/sqs/resources.ts";
import { openSystem } from "../support/opened.ts";

const system = await openSystem();

describe("the flow that the console draws", () => {
  it("has every queue of the stack once, and each dead-letter queue that ops knows", () => {
    const { graph, outputs } = system.run;
    const { branches, others, inspection } = topologyOf(graph, outputs);
    const drawn = [
      ...branches.flatMap(({ queue, deadLetterQueue }) => [queue.name, deadLetterQueue?.name]),
      ...[inspection, ...others].map(({ name }) => name),
    ];
    const declared = graph.of(queueType).map(({ inputs }) => inputs.name);
    expect(drawn).toHaveLength(declared.length);
    expect(new Set(drawn)).toEqual(new Set(declared));
    const known = Object.values(outputs.deadLetterQueueUrls).map((url) => url.split("/").at(-1));
    expect(new Set(known)).toEqual(new Set(declared.filter((name) => name.includes("dead-letter"))));
  });

  it.each<Shape>(["wide", "narrow", "phone"])("is laid out %s without a box over another", (shape) => {
    const { lanes, stripe, api, webhook, topic, bus, archive, inspection, others, width, height } = layOut(
      topologyOf(system.run.graph, system.run.outputs),
      shape,
    );
    const ofLanes = lanes.flatMap(({ source, queue, consumer, effects }) => [source, queue, consumer, ...effects]);
    const boxes = [stripe, api, webhook, topic, bus, archive, inspection, ...others, ...ofLanes].filter(
      (box) => box !== undefined,
    );
    const pairs = boxes.flatMap((a, index) => boxes.slice(index + 1).map((b) => [a, b] as const));
    const over = pairs.filter(
      ([a, b]) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height,
    );
    expect(over).toEqual([]);
    const outside = boxes.filter(
      (box) => box.x < 0 || box.y < 0 || box.x + box.width > width || box.y + box.height > height,
    );
    expect(outside).toEqual([]);
  });
});
