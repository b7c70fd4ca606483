/** A box of the picture, in its own units: pixels, where the page is as wide as the picture. */
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

/** Straight, from side to side or down, with its count at the middle. */
export function between(hop: string, from: Box, to: Box, isCounted = true): Line {
  const isDown = from.x < to.x + to.width && to.x < from.x + from.width;
  const isBack = from.x > to.x;
  const [start, end] = isDown
    ? (["bottom", "top"] as const)
    : isBack
      ? (["left", "right"] as const)
      : (["right", "left"] as const);
  const [[x1, y1], [x2, y2]] = [side(from, start), side(to, end)];
  const label = { x: (x1 + x2) / 2 + (isDown ? 16 : 0), y: (y1 + y2) / 2 + (isDown ? 4 : -7) };
  return {
    hop,
    kind: "flow",
    path: `M${String(x1)},${String(y1)} L${String(x2)},${String(y2)}`,
    label: isCounted ? label : undefined,
  };
}

export function curve(hop: string, from: Box, to: Box): Line {
  const [[x1, y1], [x2, y2]] = [side(from, "right"), side(to, "left")];
  const bend = Math.max(18, (x2 - x1) / 2);
  const path = `M${String(x1)},${String(y1)} C${String(x1 + bend)},${String(y1)} ${String(x2 - bend)},${String(y2)} ${String(x2)},${String(y2)}`;
  return { hop, kind: "flow", path, label: undefined };
}

function side({ x, y, width, height }: Box, name: "left" | "right" | "top" | "bottom"): readonly [number, number] {
  const points = {
    left: [x, y + height / 2],
    right: [x + width, y + height / 2],
    top: [x + width / 2, y],
    bottom: [x + width / 2, y + height],
  } as const;
  return points[name];
}
