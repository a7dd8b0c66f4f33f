import type { Axis } from "../derived/scene.js";

/** Sizes in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Where the axes of a scene stand on its canvas. */
export interface Margins {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** From data to pixels and back. */
export interface Frame extends Size {
  readonly margins: Margins;
  readonly toX: (x: number) => number;
  readonly toY: (y: number) => number;
  readonly fromX: (pixel: number) => number;
  readonly fromY: (pixel: number) => number;
}

/** The frame of two axes on a canvas of that size. */
export function frameOf(x: Axis, y: Axis, { width, height }: Size, margins: Margins): Frame {
  const { left, right, top, bottom } = margins;
  const across = scaleOf(x, left, Math.max(left + 1, width - right));
  const up = scaleOf(y, Math.max(top + 1, height - bottom), top);
  return { width, height, margins, toX: across.to, fromX: across.from, toY: up.to, fromY: up.from };
}

function scaleOf({ min, max, log = false }: Axis, start: number, end: number) {
  const [there, back] = log ? [Math.log, Math.exp] : [(value: number) => value, (value: number) => value];
  const [low, high] = [there(min), there(max)];
  const slope = (end - start) / (high - low);
  return {
    to: (value: number) => start + slope * (there(value) - low),
    from: (pixel: number) => back(low + (pixel - start) / slope),
  };
}
