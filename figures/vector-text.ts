import type { CanvasRenderingContext2D } from "canvas";

/** A piece of text as it would have been drawn. */
export interface TextMark {
  readonly text: string;
  /** Matrix from the text's own frame, in which it starts at `x`, `y` (alphabetic baseline), to the page. */
  readonly matrix: readonly [number, number, number, number, number, number];
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly font: string;
  readonly fill: string;
  readonly opacity: number;
}

/** What a call of `fillText` on this context would draw: left-aligned, on the alphabetic baseline. */
export function textMark(context: CanvasRenderingContext2D, text: string, x: number, y: number): TextMark {
  const { a, b, c, d, e, f } = context.getTransform();
  const { width } = context.measureText(text);
  const shift = { left: 0, start: 0, center: width / 2, right: width, end: width }[context.textAlign];
  return {
    text,
    matrix: [a, b, c, d, e, f],
    x: x - shift,
    y: y + baselineShift(context, text),
    width,
    font: context.font,
    fill: String(context.fillStyle),
    opacity: context.globalAlpha,
  };
}

/** How far the alphabetic baseline lies below the point that the context's baseline setting refers to. */
function baselineShift(context: CanvasRenderingContext2D, text: string): number {
  const { textBaseline } = context;
  const set = context.measureText(text).actualBoundingBoxAscent;
  context.textBaseline = "alphabetic";
  const alphabetic = context.measureText(text).actualBoundingBoxAscent;
  context.textBaseline = textBaseline;
  return alphabetic - set;
}

/**
 * An SVG with the texts put in as `<text>` elements, above everything else, each held to its measured
 * length so that the layout stays where the viewer lacks the font. (Cairo writes text as outlines.)
 */
export function withText(
  svg: string,
  marks: readonly TextMark[],
  options: {
    readonly title: string;
    readonly subject: string;
    readonly keywords: string;
    readonly style: (font: string) => string;
  },
): string {
  const texts = marks.map((mark) => {
    const number = (value: number) => String(Number(value.toFixed(3)));
    const attributes = [
      `transform="matrix(${mark.matrix.map((value) => String(Number(value.toFixed(5)))).join(" ")})"`,
      `x="${number(mark.x)}" y="${number(mark.y)}"`,
      `textLength="${number(mark.width)}" lengthAdjust="spacingAndGlyphs"`,
      `style="${escaped(options.style(mark.font))}" fill="${escaped(mark.fill)}"`,
      ...(mark.opacity < 1 ? [`fill-opacity="${number(mark.opacity)}"`] : []),
    ];
    return `<text ${attributes.join(" ")}>${escaped(mark.text)}</text>`;
  });
  const [open] = svg.match(/<svg[^>]*>/) ?? [];
  const end = svg.lastIndexOf("</svg>");
  if (!open || end < 0) throw new Error("canvas wrote no SVG");
  const start = svg.indexOf(open) + open.length;
  const named = [
    `${open.slice(0, -1)} role="img" xml:space="preserve">`,
    `<title>${escaped(options.title)}</title>`,
    `<desc>${escaped(options.subject)}</desc>`,
    ...(options.keywords === "" ? [] : [metadata(options)]),
  ].join("\n");
  const shapes = svg.slice(start, end).replace(/ id="surface\d+"/g, ""); // Cairo numbers its surfaces, to no use
  return `${svg.slice(0, start - open.length)}${named}${shapes}${texts.join("\n")}\n</svg>\n`;
}

/** Title and keywords in the vocabulary of the Dublin Core. */
const metadata = ({ title, keywords }: { readonly title: string; readonly keywords: string }): string =>
  '<metadata><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/">' +
  `<rdf:Description rdf:about=""><dc:title>${escaped(title)}</dc:title><dc:subject>${escaped(keywords)}</dc:subject>` +
  "<dc:creator>moestat</dc:creator></rdf:Description></rdf:RDF></metadata>";

function escaped(text: string): string {
  return text.replace(
    /[&<>"]/g,
    (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign]!,
  );
}
