import type { Band, Curve, Dots, Label, Mark, Scene } from "../derived/scene.js";
import type { Frame } from "./frame.js";
import { colorIn, mixed, type Theme } from "./theme.js";

type Context = CanvasRenderingContext2D;

const font = '12px "Inter", system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif';

/** Draws a scene into a frame; the canvas must be as large as it, in its own pixels. */
export function paint(context: Context, scene: Scene, frame: Frame, theme: Theme): void {
  const { width, height, margins } = frame;
  context.fillStyle = theme.paper;
  context.fillRect(0, 0, width, height);
  context.font = font;
  grid(context, scene, frame, theme);
  context.save();
  context.beginPath();
  context.rect(
    margins.left,
    margins.top,
    Math.max(0, width - margins.left - margins.right),
    Math.max(0, height - margins.top - margins.bottom),
  );
  context.clip();
  for (const mark of scene.marks) drawn[mark.type](context, mark as never, frame, theme);
  context.restore();
}

/** Grid lines, labels of ticks, titles of axes. */
function grid(context: Context, { x, y }: Scene, frame: Frame, theme: Theme): void {
  const { width, height, margins, toX, toY } = frame;
  const [left, right, top, bottom] = [
    margins.left,
    width - margins.right,
    margins.top,
    height - margins.bottom,
  ];
  context.strokeStyle = theme.grid;
  context.lineWidth = 1;
  context.beginPath();
  for (const { at, label } of x.ticks)
    if (label !== "") {
      const pixel = Math.round(toX(at)) + 0.5;
      context.moveTo(pixel, top);
      context.lineTo(pixel, bottom);
    }
  for (const { at, label } of y.ticks)
    if (label !== "") {
      const pixel = Math.round(toY(at)) + 0.5;
      context.moveTo(left, pixel);
      context.lineTo(right, pixel);
    }
  context.stroke();
  context.fillStyle = theme.soft;
  context.textBaseline = "middle";
  context.textAlign = "right";
  for (const { at, label } of y.ticks) context.fillText(label, left - 8, toY(at));
  context.textAlign = "center";
  if (margins.bottom > 20) for (const { at, label } of x.ticks) context.fillText(label, toX(at), bottom + 14);
  if (x.title !== "") context.fillText(x.title, (left + right) / 2, height - 10);
  context.save();
  context.translate(11, (top + bottom) / 2);
  context.rotate(-Math.PI / 2);
  context.fillText(y.title, 0, 0);
  context.restore();
}

/** How each kind of mark is drawn. */
const drawn: {
  readonly [Type in Mark["type"]]: (context: Context, mark: never, frame: Frame, theme: Theme) => void;
} = {
  curve,
  band,
  dots,
  label,
};

function trace(context: Context, xs: ArrayLike<number>, ys: ArrayLike<number>, { toX, toY }: Frame): void {
  let isOpen = false;
  for (let i = 0; i < xs.length; i++) {
    const [px, py] = [toX(xs[i]), toY(ys[i])];
    if (!Number.isFinite(px) || !Number.isFinite(py)) isOpen = false;
    else if (isOpen) context.lineTo(px, py);
    else {
      context.moveTo(px, py);
      isOpen = true;
    }
  }
}

function curve(
  context: Context,
  { xs, ys, color, width, dash = [], opacity = 1 }: Curve,
  frame: Frame,
  theme: Theme,
) {
  context.globalAlpha = opacity;
  context.strokeStyle = colorIn(theme, color);
  context.lineWidth = width;
  context.lineJoin = "round";
  context.setLineDash([...dash]);
  context.beginPath();
  trace(context, xs, ys, frame);
  context.stroke();
  context.setLineDash([]);
  context.globalAlpha = 1;
}

function band(context: Context, { xs, low, high, color, opacity }: Band, frame: Frame, theme: Theme) {
  const { toX, toY } = frame;
  context.globalAlpha = opacity;
  context.fillStyle = colorIn(theme, color);
  context.beginPath();
  trace(context, xs, low, frame);
  for (let i = xs.length - 1; i >= 0; i--) context.lineTo(toX(xs[i]), toY(high[i]));
  context.fill();
  context.globalAlpha = 1;
}

function dots(
  context: Context,
  { xs, ys, mix, radius, opacity = 1, shape = "disc" }: Dots,
  { toX, toY }: Frame,
  theme: Theme,
) {
  context.globalAlpha = opacity;
  const color = mixed(theme, mix);
  context.beginPath();
  for (let t = 0; t < xs.length; t++) {
    const [px, py] = [toX(xs[t]), toY(ys[t])];
    if (shape === "cross") {
      context.moveTo(px - radius, py - radius);
      context.lineTo(px + radius, py + radius);
      context.moveTo(px - radius, py + radius);
      context.lineTo(px + radius, py - radius);
    } else {
      context.moveTo(px + radius, py);
      context.arc(px, py, radius, 0, 2 * Math.PI);
    }
  }
  if (shape === "disc") {
    context.fillStyle = color;
    context.fill();
  } else {
    context.strokeStyle = color;
    context.lineWidth = 2.2;
    context.stroke();
  }
  context.globalAlpha = 1;
}

function label(
  context: Context,
  { x, y, text, color, align = "left", dx = 0, dy = 0 }: Label,
  { toX, toY }: Frame,
  theme: Theme,
) {
  context.fillStyle = colorIn(theme, color);
  context.textAlign = align;
  context.textBaseline = "middle";
  context.fillText(text, toX(x) + dx, toY(y) + dy);
}
