import type { ChartDataset } from "chart.js";
import { plainCaption } from "./caption.js";
import { hasLook } from "./look.js";
import { flat } from "./numbers.js";
import type { AxisPlan, PlannedAxis } from "./theme.js";
import type { Figure, Panel } from "./types.js";

/** A point of a figure; of an area or an upright bar its two ends. Null where there is a gap. */
interface Row {
  readonly x: number;
  readonly y?: number | null;
  readonly low?: number | null;
  readonly high?: number | null;
}

/** What is drawn as one in a panel. */
export interface NumberSeries {
  /** Its name in the legend, or empty. */
  readonly name: string;
  readonly kind: "line" | "points" | "both" | "area" | "ranges" | "bars";
  readonly color: string;
  readonly dash: readonly number[];
  readonly width: number;
  readonly rows: readonly Row[];
}

interface Point {
  readonly x: number;
  readonly y: number;
  readonly value?: number;
}

type Drawn = ChartDataset & {
  readonly bars?: boolean;
  readonly showLine?: boolean;
  readonly borderDash?: number[];
  readonly pointRadius?: number | number[];
  readonly pointBorderColor?: string | string[];
  readonly pointBackgroundColor?: string | string[];
};

const numberOf = (value: number): number | null => (Number.isFinite(value) ? value : null);
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

/** The numbers of a panel, read from its chart. */
export function seriesOf({ chart, key = [] }: Panel, common: Figure["key"]): NumberSeries[] {
  const datasets = chart.data.datasets as unknown as readonly Drawn[];
  const nameOf = (dataset: Drawn) =>
    flat(dataset.label ?? [...key, ...common].find((entry) => hasLook(dataset, entry))?.label ?? "");
  return datasets.flatMap((dataset, i): NumberSeries[] => {
    const points = dataset.data as unknown as readonly Point[];
    if (fillOf(datasets[i + 1]) === "-1" || points.length === 0) return [];
    const style = { name: nameOf(dataset), dash: dataset.borderDash ?? [], width: strokeOf(dataset) };
    if (fillOf(dataset) === "-1") {
      const upper = datasets[i - 1]!.data as unknown as readonly Point[];
      const rows = points.map(({ x, y }, t) => ({ x, low: numberOf(y), high: numberOf(upper[t]!.y) }));
      return [{ ...style, kind: "area", color: String(dataset.backgroundColor), rows }];
    }
    if (dataset.bars) {
      const rows = points.flatMap(({ x, y }, t) =>
        t % 3 === 0 ? [{ x, low: numberOf(y), high: numberOf(points[t + 1]!.y) }] : [],
      );
      return [{ ...style, kind: "ranges", color: String(dataset.borderColor), rows }];
    }
    const rows = points.map(({ x, y, value }) => ({ x, y: numberOf(value ?? y) }));
    return [{ ...style, kind: kindOf(dataset, chart), color: colorOf(dataset), rows }];
  });
}

const fillOf = (dataset: Drawn | undefined): unknown => (dataset as { fill?: unknown } | undefined)?.fill;

const strokeOf = ({ borderWidth, borderColor, showLine }: Drawn): number =>
  showLine === false || borderColor === "transparent" ? 0 : Number(borderWidth ?? 0);

function kindOf(dataset: Drawn, { type }: Panel["chart"] & { readonly type?: string }): NumberSeries["kind"] {
  if (type === "bar") return "bars";
  const hasLine = strokeOf(dataset) > 0;
  const hasPoints = listOf(dataset.pointRadius ?? 0).some((radius) => Number(radius) > 0);
  if (hasLine && hasPoints) return "both";
  return hasPoints ? "points" : "line";
}

function colorOf(dataset: Drawn): string {
  const colors = [
    dataset.borderColor,
    ...listOf(dataset.pointBorderColor),
    ...listOf(dataset.pointBackgroundColor),
    dataset.backgroundColor,
  ];
  return String(colors.find((color) => typeof color === "string" && color !== "transparent") ?? "black");
}

/**
 * The numbers of a figure as CSV with the columns panel, series, x, y, low, high: a line for each point, or for the two ends of
 * a band. What has no value is empty.
 */
export function figureCsv(figure: Figure): string {
  const lines = figure.panels.flatMap((panel, i) =>
    seriesOf(panel, figure.key).flatMap(({ name, rows }) =>
      rows.map(({ x, y, low, high }) => [panelName(panel, i), name, x, y, low, high].map(cell).join(",")),
    ),
  );
  return `${["panel,series,x,y,low,high", ...lines].join("\n")}\n`;
}

const panelName = ({ title }: Panel, i: number): string => flat(title ?? String(i + 1));

function cell(value: string | number | null | undefined): string {
  if (value === null || value === undefined) return "";
  const text = String(value);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The figure as a Vega-Lite specification with its numbers in it, as JSON. */
export function figureVegaLite(figure: Figure): string {
  const panels = figure.panels.map((panel) => vegaPanel(panel, figure));
  const specification = {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    title: flat(figure.title),
    description: plainCaption(figure),
    usermeta: { about: figure.about ?? {} },
    columns: figure.columns ?? 1,
    concat: panels,
    resolve: { scale: { color: "independent" } },
  };
  return `${JSON.stringify(specification, null, 1)}\n`;
}

function vegaPanel(panel: Panel, { key, width, columns = 1 }: Figure): object {
  const scales = panel.chart.options?.scales as unknown as Readonly<Record<"x" | "y", PlannedAxis>>;
  const series = seriesOf(panel, key);
  // What belongs to a curve, as its least-squares line, needs no entry of its own in the legend.
  const own = series.filter(
    ({ name }) => name !== "" && !series.some((other) => name.startsWith(`${other.name}: `)),
  );
  const named = new Map(own.map(({ name, color }) => [name, color]));
  const color = { domain: [...named.keys()], range: [...named.values()] };
  return {
    ...(panel.title ? { title: flat(panel.title) } : {}),
    width: Math.round((72 * width) / columns - 60),
    height: Math.round(72 * panel.height),
    layer: series.map((one) => vegaLayer(one, { x: scales.x.plan, y: scales.y.plan, color })),
  };
}

const marks: Readonly<Record<NumberSeries["kind"], object>> = {
  line: { type: "line", invalid: "break-paths-show-path-domains" },
  both: { type: "line", point: true, invalid: "break-paths-show-path-domains" },
  points: { type: "point", filled: true },
  area: { type: "area", invalid: "break-paths-show-path-domains" },
  ranges: { type: "rule" },
  bars: { type: "bar" },
};

function vegaLayer(
  { name, kind, color, dash, width, rows }: NumberSeries,
  axes: {
    readonly x: AxisPlan;
    readonly y: AxisPlan;
    readonly color: { readonly domain: readonly string[] };
  },
): object {
  const isRange = kind === "area" || kind === "ranges";
  return {
    // On a logarithmic axis a value that is not positive has no place.
    data: { values: rows.map((row) => shown(row, axes.y)) },
    mark: {
      ...marks[kind],
      clip: true,
      ...(kind === "points" || kind === "area" ? {} : { strokeWidth: width }),
      ...(dash.length > 0 ? { strokeDash: dash } : {}),
    },
    encoding: {
      x: { field: "x", ...vegaAxis(axes.x) },
      y: { field: isRange ? "low" : "y", ...vegaAxis(axes.y) },
      ...(isRange ? { y2: { field: "high" } } : {}),
      color: axes.color.domain.includes(name)
        ? { datum: name, type: "nominal", scale: axes.color, title: null }
        : { value: color },
    },
  };
}

function shown(row: Row, { scale }: AxisPlan): Row {
  if (scale === "linear") return row;
  const positive = (value: number | null | undefined) => (value && value > 0 ? value : null);
  return Object.fromEntries(
    Object.entries(row).map(([field, value]) => [field, field === "x" ? value : positive(value)]),
  ) as unknown as Row;
}

function vegaAxis({ scale, min, max, title, ticks, texts }: AxisPlan): object {
  const labels = Object.fromEntries(
    (ticks ?? []).map((tick, i) => [tick, [texts?.[i] ?? ""].flat().join(" ")]),
  );
  return {
    type: "quantitative",
    scale: { type: scale, domain: [min, max], nice: false, ...(scale === "log" ? {} : { zero: false }) },
    title: flat(title).replaceAll("\n", " "),
    ...(texts && ticks
      ? { axis: { values: ticks, labelExpr: `${JSON.stringify(labels)}[datum.value]` } }
      : {}),
  };
}
