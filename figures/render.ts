import type { Canvas, CanvasRenderingContext2D } from "canvas";
import { plainCaption } from "./caption.js";
import { drawKey, drawText } from "./draw-texts-and-keys.js";
import { layOut } from "./layout.js";
import { flat } from "./numbers.js";
import { paged } from "./page.js";
import { pdfOfWidth, svgOfWidth } from "./page-width.js";
import { withPngTexts } from "./png-texts.js";
import type { Measure } from "./text.js";
import { colors, fonts, pixelsPerInch } from "./theme.js";
import type { Figure, FigureFormat, PlacedPanel } from "./types.js";
import { figureFormats } from "./types.js";
import { type TextMark, textMark, withText } from "./vector-text.js";

type Kit = typeof import("./kit.js");

/** Device pixels per layout pixel in a PNG, and points per layout pixel in SVG and PDF. */
const scales: Readonly<Record<FigureFormat, number>> = {
  png: 2,
  svg: 72 / pixelsPerInch,
  pdf: 72 / pixelsPerInch,
};

/**
 * Draws a figure as the bytes of a PNG (192 pixels an inch), an SVG or a PDF; text stays text in the last two. All
 * name title, caption and what the figure says of itself. Equal figures give equal bytes on one machine. Needs the optional packages canvas, chart.js and
 * dejavu-fonts-ttf and says so where they are missing; throws where no text can be drawn.
 */
export async function renderFigure(
  figure: Figure,
  { format }: { readonly format: FigureFormat },
): Promise<Buffer> {
  if (!figureFormats.includes(format)) {
    throw new Error(`unknown format "${format}"; known: ${figureFormats.join(", ")}`);
  }
  const kit = await loadKit();
  kit.assertTextIsDrawn();

  const layout = layOut(figure, measureWith(kit));

  const scale = scales[format] * (figure.zoom ?? 1);
  const width = figure.width * (figure.zoom ?? 1) * pixelsPerInch * scales[format];
  const size = [Math.ceil(Math.max(layout.width * scale, width)), Math.ceil(layout.height * scale)] as const;
  const canvas = format === "png" ? kit.createCanvas(...size) : kit.createCanvas(...size, format);
  const context = canvas.getContext("2d");
  context.textDrawingMode = format === "pdf" ? "glyph" : "path";
  context.scale(scale, scale);
  context.fillStyle = colors.paper;
  context.fillRect(0, 0, size[0] / scale, size[1] / scale);

  const marks: TextMark[] = [];
  const pen = format === "svg" ? keepingText(context, marks) : context;
  for (const text of layout.texts) drawText(pen, text);
  for (const key of layout.keys) drawKey(pen, key);
  for (const panel of layout.panels) drawPanel(kit, pen, panel, scale);
  return encode(canvas, figure, { format, width, marks });
}

/**
 * The figure on pages of at most this height in inches; see `paged`. Needs the optional packages, whose fonts tell how much
 * room the texts take.
 */
export async function pagesOf(figure: Figure, height: number): Promise<Figure[]> {
  const kit = await loadKit();
  const measure = measureWith(kit);
  return paged(figure, height, (page) => layOut(page, measure).height);
}

function measureWith(kit: Kit): Measure {
  const ruler = kit.createCanvas(1, 1).getContext("2d");
  return (text, font) => {
    ruler.font = font;
    return ruler.measureText(text).width;
  };
}

/** The drawing packages; where one is missing or cannot be loaded, an error that says what to do. */
async function loadKit(): Promise<Kit> {
  try {
    await import("canvas"); // by itself first: Node 20 also reports its failure as uncaught where a module imports it
    return await import("./kit.js");
  } catch (error) {
    const message = error instanceof Error ? error.message.split("\n", 1)[0]! : String(error);
    const [, missing] =
      message.match(/Cannot find (?:package|module) '(canvas|chart\.js|dejavu-fonts-ttf)\b/) ?? [];
    if (missing) {
      throw new Error(
        `drawing needs the optional packages canvas, chart.js and dejavu-fonts-ttf (missing: ${missing}); ` +
          "run: npm i canvas chart.js dejavu-fonts-ttf",
      );
    }
    if (/canvas\.node|\.so\b|\.dylib\b/.test(message)) {
      throw new Error(
        `drawing needs canvas, which is not built for this machine; run: npm rebuild canvas (${message})`,
      );
    }
    throw error;
  }
}

/** A Chart.js chart, drawn on its share of the page. */
function drawPanel(kit: Kit, pen: CanvasRenderingContext2D, placed: PlacedPanel, scale: number): void {
  const base = [scale, 0, 0, scale, placed.x * scale, placed.y * scale] as const;
  const page: { width: number; height: number; style: object; getContext?: () => unknown } = {
    width: placed.width,
    height: placed.height,
    style: {},
  };
  // Chart.js takes its canvas for its own: it sets the transformation anew and clears everything.
  const share = override(pen, {
    canvas: page,
    clearRect: () => {},
    setTransform: (...m: [number, number, number, number, number, number]) => {
      pen.setTransform(...base);
      pen.transform(...m);
    },
    resetTransform: () => pen.setTransform(...base),
  });
  page.getContext = () => share;
  pen.save();
  new kit.Chart(page as never, copied(placed.panel.chart)).destroy();
  pen.restore();
}

/** Plain data and functions once more, for Chart.js to write into. */
function copied<T>(value: T): T {
  if (Array.isArray(value)) return value.map(copied) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, copied(part)])) as T;
}

/** The context with its texts collected instead of drawn. */
function keepingText(context: CanvasRenderingContext2D, marks: TextMark[]): CanvasRenderingContext2D {
  return override(context, {
    fillText: (text: string, x: number, y: number) => {
      marks.push(textMark(context, text, x, y));
    },
  });
}

/** An object that behaves like `target` but for some of its members. */
function override<T extends object>(target: T, members: Readonly<Record<string, unknown>>): T {
  return new Proxy(target, {
    get: (_, name) => {
      if (typeof name === "string" && name in members) return members[name];
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
    set: (_, name, value) => Reflect.set(target, name, value, target),
  });
}

/** The bytes of a picture; `width` in points, `marks` are the texts of an SVG. */
function encode(
  canvas: Canvas,
  figure: Figure,
  {
    format,
    width,
    marks,
  }: { readonly format: FigureFormat; readonly width: number; readonly marks: readonly TextMark[] },
): Buffer {
  const about = {
    title: flat(figure.title || (figure.hiddenTitle ?? "")),
    subject: plainCaption(figure),
    keywords: Object.entries(figure.about ?? {})
      .map(([name, value]) => `${name} ${value}`)
      .join(", "),
  };
  switch (format) {
    case "png":
      return withPngTexts(canvas.toBuffer("image/png", { resolution: scales.png * pixelsPerInch }), {
        Title: about.title,
        Description: about.subject,
        Software: "moestat",
        ...figure.about,
      });
    case "pdf":
      return pdfOfWidth(
        canvas.toBuffer("application/pdf", { ...about, creator: "moestat", creationDate: new Date(0) }),
        width,
      );
    case "svg": {
      const shapes = svgOfWidth(canvas.toBuffer().toString("utf8"), width);
      return Buffer.from(withText(shapes, marks, { ...about, style: svgFont }));
    }
  }
}

/** The style of an SVG text for a canvas font such as `12px "Figure Sans"`. */
function svgFont(font: string): string {
  const [, size = "12"] = font.match(/([\d.]+)px/) ?? [];
  const weight = font.includes(fonts.bold.family) ? fonts.bold.css.weight : fonts.regular.css.weight;
  return `font:${weight} ${size}px 'DejaVu Sans Condensed','DejaVu Sans',Verdana,Helvetica,sans-serif;font-stretch:condensed`;
}
