import { h } from "../../pages/dom.js";
import type { Handle } from "../derived/handles.js";
import type { Scene } from "../derived/scene.js";
import { type Frame, frameOf, type Margins } from "../draw/frame.js";
import { paint } from "../draw/paint.js";
import type { Theme } from "../draw/theme.js";
import type { Part } from "./dom.js";

/** What a plot shows. */
export interface Shown {
  readonly scene: Scene;
  readonly theme: Theme;
}

/** A plot, and where its axes stand. */
export interface Plot extends Part<Shown> {
  readonly frame: () => Frame | undefined;
}

/** A canvas that draws a scene at the size that the page gives it. */
export function plot(name: string, margins: Margins): Plot {
  const canvas = h("canvas", { role: "img" });
  const element = h("div", { class: `plot ${name}` }, canvas);
  let shown: Shown | undefined;
  let frame: Frame | undefined;
  let size = { width: 0, height: 0 };
  const draw = () => {
    if (shown === undefined || size.width === 0) return;
    const { scene, theme } = shown;
    const ratio = Math.min(2, window.devicePixelRatio);
    const [width, height] = [Math.round(size.width * ratio), Math.round(size.height * ratio)];
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
    }
    const context = canvas.getContext("2d", { alpha: false });
    if (context === null) return;
    frame = frameOf(scene.x, scene.y, size, margins);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    paint(context, scene, frame, theme);
    canvas.setAttribute("aria-label", scene.description);
  };
  const measure = () => {
    size = { width: element.clientWidth, height: element.clientHeight };
  };
  new ResizeObserver(() => {
    measure();
    draw();
    element.dispatchEvent(new CustomEvent("moved"));
  }).observe(element);
  return {
    element,
    frame: () => frame,
    update: (next) => {
      if (size.width === 0) measure();
      if (shown?.scene === next.scene && shown.theme === next.theme) return;
      shown = next;
      draw();
    },
  };
}

/** What moving a handle does: to a point in data coordinates, and when the movement begins and ends. */
export interface Moves {
  readonly begin: () => void;
  readonly to: (handle: Handle, point: { readonly x: number; readonly y: number }) => void;
  readonly end: () => void;
}

/** How a handle is named, what its place is in words, and how it looks. */
export interface HandleLook {
  readonly label: string;
  readonly value: string;
  readonly color: string;
}

/** Handles over a plot: they are dragged, or moved by the arrow keys. */
export function handles(
  over: Plot,
  look: (handle: Handle, theme: Theme) => HandleLook,
  moves: Moves,
): Part<{ readonly handles: readonly Handle[]; readonly theme: Theme }> {
  let now: readonly Handle[] = [];
  const buttons: HTMLElement[] = [];
  const toPoint = (event: PointerEvent) => {
    const box = over.element.getBoundingClientRect();
    const frame = over.frame();
    return frame && { x: frame.fromX(event.clientX - box.left), y: frame.fromY(event.clientY - box.top) };
  };
  const made = (place: number): HTMLElement => {
    let isDown = false;
    const end = () => {
      if (isDown) moves.end();
      isDown = false;
    };
    return h("div", {
      role: "slider",
      tabindex: 0,
      onpointerdown: (event: PointerEvent) => {
        (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
        isDown = true;
        moves.begin();
        event.preventDefault();
        (event.currentTarget as HTMLElement).focus({ preventScroll: true });
      },
      onpointermove: (event: PointerEvent) => {
        const point = isDown ? toPoint(event) : undefined;
        const handle = now[place];
        if (point !== undefined && handle !== undefined) moves.to(handle, point);
      },
      onpointerup: end,
      onpointercancel: end,
      onkeydown: (event: KeyboardEvent) => {
        const point = keyed(event, now[place], over.frame());
        if (point === undefined) return;
        event.preventDefault();
        moves.begin();
        moves.to(now[place], point);
        moves.end();
      },
    });
  };
  const place = (button: HTMLElement, handle: Handle, frame: Frame) => {
    const { margins, width, height } = frame;
    const y = handle.kind === "line" ? frame.toY(handle.y) : (margins.top + height - margins.bottom) / 2;
    const kept = Math.min(height - margins.bottom, Math.max(margins.top, y));
    const x = Math.min(width - margins.right, Math.max(margins.left, frame.toX(handle.x)));
    button.style.transform = `translate(${x}px, ${kept}px)`;
  };
  let theme: Theme | undefined;
  const update = () => {
    const frame = over.frame();
    if (frame === undefined || theme === undefined) return;
    while (buttons.length < now.length) {
      const button = made(buttons.length);
      buttons.push(button);
      over.element.append(button);
    }
    for (const [i, button] of buttons.entries()) {
      const handle = now[i];
      button.hidden = handle === undefined;
      if (handle === undefined) continue;
      const { label, value, color } = look(handle, theme);
      button.className = `handle ${handle.kind}`;
      button.setAttribute("aria-label", label);
      button.setAttribute("aria-orientation", handle.kind === "line" ? "vertical" : "horizontal");
      button.setAttribute("aria-valuenow", decimal(handle.kind === "line" ? handle.y : handle.x));
      button.setAttribute("aria-valuetext", value);
      button.style.setProperty("--own", color);
      place(button, handle, frame);
    }
  };
  over.element.addEventListener("moved", update);
  return {
    element: over.element,
    update: (next) => {
      now = next.handles;
      theme = next.theme;
      update();
    },
  };
}

/** A number without an exponent, which the value of a slider must not have. */
const decimal = (value: number): string => String(Number(value.toFixed(4)) + 0);

/** Where a key moves a handle: a fiftieth of the axis, with Shift a tenth of that. */
function keyed(
  { key, shiftKey }: KeyboardEvent,
  handle: Handle | undefined,
  frame: Frame | undefined,
): { readonly x: number; readonly y: number } | undefined {
  if (handle === undefined || frame === undefined) return undefined;
  const isLine = handle.kind === "line";
  const signs: Readonly<Record<string, number>> = isLine
    ? { ArrowUp: -1, ArrowRight: -1, ArrowDown: 1, ArrowLeft: 1 }
    : { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 };
  const { [key]: sign } = signs;
  if (sign === undefined) return undefined;
  const { margins, width, height } = frame;
  const pixels =
    ((isLine ? height - margins.top - margins.bottom : width - margins.left - margins.right) / 50) * sign;
  const by = shiftKey ? pixels / 10 : pixels;
  return isLine
    ? { x: handle.x, y: frame.fromY(frame.toY(handle.y) + by) }
    : { x: frame.fromX(frame.toX(handle.x) + by), y: 0 };
}
