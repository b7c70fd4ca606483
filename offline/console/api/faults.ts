import * as v from "valibot";
import { describeFault, type FaultCount } from "../../../packages/aws-offline/faults/active-fault.ts";
import type { FaultInjector } from "../../../packages/aws-offline/faults/injector.ts";
import { faultSchema } from "../../fault-plan.ts";
import { HttpError } from "../http/respond.ts";
import type { Preset } from "./fault-presets.ts";

export interface FaultSwitch extends Preset {
  readonly isOn: boolean;
  readonly matched: number;
  readonly injected: number;
}

/** A fault that no switch put there: of `--faults`, or typed in by hand. */
interface OtherFault {
  readonly text: string;
  /** Only what was typed in here can be taken out here. */
  readonly id: string | undefined;
  readonly matched: number;
  readonly injected: number;
}

export interface Faults {
  readonly switches: readonly FaultSwitch[];
  readonly others: readonly OtherFault[];
}

export const switchSchema = v.strictObject({ id: v.string(), on: v.boolean() });
export const addSchema = v.strictObject({ fault: faultSchema });

/** Puts entries of a fault plan to work and takes them out again while the system runs. */
export class FaultSwitches {
  readonly #injector: Pick<FaultInjector, "add" | "counts">;
  readonly #presets: readonly Preset[];
  readonly #on = new Map<string, ReturnType<FaultInjector["add"]>>();
  #typed = 0;

  constructor(injector: Pick<FaultInjector, "add" | "counts">, presets: readonly Preset[]) {
    this.#injector = injector;
    this.#presets = presets;
  }

  /** How many faults are at work, whoever put them there. */
  get active(): number {
    return this.#injector.counts().length;
  }

  list(): Faults {
    const own = new Map([...this.#on].flatMap(([id, { counts }]) => counts.map((count) => [count, id] as const)));
    const switches = this.#presets.map((preset): FaultSwitch => {
      const [count] = this.#on.get(preset.id)?.counts ?? [];
      return { ...preset, isOn: count !== undefined, matched: count?.matched ?? 0, injected: count?.injected ?? 0 };
    });
    const others = this.#injector
      .counts()
      .filter((count) => !this.#presets.some(({ id }) => id === own.get(count)))
      .map((count: FaultCount): OtherFault => {
        const { fault, matched, injected } = count;
        return { text: describeFault(fault), id: own.get(count), matched, injected };
      });
    return { switches, others };
  }

  /** @throws HttpError 404 for an id of nothing */
  set({ id, on }: v.InferOutput<typeof switchSchema>): void {
    const preset = this.#presets.find((each) => each.id === id);
    if (preset === undefined && !this.#on.has(id)) throw new HttpError(404, `There is no fault switch ${id}`);
    if (!on) {
      this.#on.get(id)?.remove();
      this.#on.delete(id);
    } else if (preset !== undefined && !this.#on.has(id)) {
      this.#on.set(id, this.#injector.add({ faults: [preset.fault] }));
    }
  }

  add({ fault }: v.InferOutput<typeof addSchema>): void {
    this.#typed += 1;
    this.#on.set(`typed-${String(this.#typed)}`, this.#injector.add({ faults: [fault] }));
  }
}
