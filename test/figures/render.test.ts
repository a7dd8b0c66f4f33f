import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import * as zlib from "node:zlib";
import fc from "fast-check";
import {
  convergenceFigure,
  curvesFigure,
  type FigureFormat,
  fittedLinesFigure,
  onPage,
  plainCaption,
  ratesFigure,
  renderFigure,
  sampleFigure,
} from "../../figures/index.js";
import { withPngTexts } from "../../figures/png-texts.js";
import { samplePicture, summary } from "./fixture.js";
import { curvesPanel, curvesPicture, rate, ratesPanel, ratesPicture } from "./pictures.js";

const canvas = await import("canvas").then(
  (module) => module.default,
  () => undefined,
);
/** Since Node 20.15. */
const crc32 = (zlib as { crc32?: (data: Buffer) => number }).crc32;
const skip = canvas ? false : "canvas cannot be loaded here; scripts/setup makes it ready";
const figure = convergenceFigure(
  summary({ failed: 4, published: [0.1, 0.08, 3000], title: "Loss & <size>" }),
);

test("a PNG has twice the figure's pixels, says so, and its title is drawn", { skip }, async () => {
  const png = await renderFigure(figure, { format: "png" });
  assert.equal(png.subarray(1, 4).toString("latin1"), "PNG");
  assert.equal(png.readUInt32BE(16), 2 * 96 * figure.width);
  const density = png.indexOf("pHYs") + 4;
  assert.equal(Math.round(png.readUInt32BE(density) * 0.0254), 192);

  const image = await canvas!.loadImage(png);
  const context = canvas!.createCanvas(image.width, image.height).getContext("2d");
  context.drawImage(image, 0, 0);
  const dark = (x: number, y: number, width: number, height: number) =>
    context.getImageData(x, y, width, height).data.filter((value, i) => i % 4 === 0 && value < 128).length;
  assert.ok(dark(24, 24, 250, 40) > 300, "the title");
  assert.equal(dark(0, 0, image.width, 20), 0, "the margin");
  assert.ok(dark(0, 200, 110, 700) > 300, "the labels of the vertical axis");
});

test("a PNG tells what PDF and SVG tell of themselves", { skip }, async () => {
  const about = { seed: "7", command: "moestat figure größe --to 'a b'", truth: "β₁ = −1" };
  const png = await renderFigure({ ...figure, about }, { format: "png" });
  const texts = textsOf(png);
  const { Description, ...others } = Object.fromEntries(texts.map(({ keyword, text }) => [keyword, text]));
  assert.deepEqual(others, { Title: "Loss & <size>", Software: "moestat", ...about });
  assert.equal(Description, plainCaption(figure));
  const unicode = texts.filter(({ chunk }) => chunk === "iTXt").map(({ keyword }) => keyword);
  assert.deepEqual(unicode, ["Description", "truth"]);

  const plain = await renderFigure(figure, { format: "png" });
  const picture = (file: Buffer) => chunksOf(file).filter(({ name }) => !textChunks.includes(name));
  assert.deepEqual(picture(png), picture(plain));
  assert.throws(() => withPngTexts(png, { "": "empty" }), {
    message: 'invalid keyword of a PNG\'s text; not of 1 to 79 signs of Latin-1: ""',
  });
});

test("the check sums of a PNG's texts are those of zlib", {
  skip: crc32 ? false : "zlib has none",
}, async () => {
  const head = Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "latin1"), Buffer.alloc(13 + 4)]);
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const [{ data, sum }] = chunksOf(withPngTexts(head, { text })).slice(1);
      const name = /[^\n -~\xa0-\xff]/.test(text) ? "iTXt" : "tEXt";
      assert.equal(sum, crc32!(Buffer.concat([Buffer.from(name), data])));
    }),
  );
});

test("an SVG holds its texts as text, escaped, and no outlines of letters", { skip }, async () => {
  const svg = (await renderFigure(figure, { format: "svg" })).toString("utf8");
  assert.match(svg, /^<\?xml[^>]*>\s*<svg [^>]*width="504(pt)?"/);
  assert.match(svg, /<title>Loss &amp; &lt;size&gt;<\/title>/);
  const texts = [...svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);
  for (const text of ["Loss &amp; &lt;size&gt;", "10⁻¹", "sample size n", "loss D₁(Ĝ, G*)", "−1/2", "4"]) {
    assert.ok(texts.includes(text), text);
  }
  assert.doesNotMatch(svg, /<symbol/);
  assert.ok(svg.trimEnd().endsWith("</svg>"));
});

test("a steep curve is drawn through each of its points, and a jump as one upright stroke", {
  skip,
}, async () => {
  // Several points stand within each pixel of the layout.
  const at = Array.from({ length: 4001 }, (_, t) => t / 4000);
  const drawn = async (gate: (u: number) => number) => {
    const weights = at.map(gate);
    const zeros = at.map(() => 0);
    const svg = await renderFigure(
      fittedLinesFigure({
        title: "a gate",
        subtitle: [],
        x: { name: "x", values: [0, 1] },
        y: { name: "y", values: [0, 1] },
        grid: { at },
        means: [zeros, zeros],
        gateWeights: [weights, weights.map((weight) => 1 - weight)],
        mean: zeros,
        band: { low: zeros, high: zeros, probability: 0.9 },
      }),
      { format: "svg" },
    );
    return { weights, vertices: lastStroke(svg.toString("utf8")) };
  };

  const { vertices } = await drawn((u) => 1 / (1 + Math.exp(-40 * (u - 0.5))));
  const [first, last] = [vertices[0]!, vertices[vertices.length - 1]!];
  const [width, height] = [last.x - first.x, last.y - first.y];
  for (const [t, { x, y }] of vertices.entries()) {
    const u = (x - first.x) / width;
    const weight = (y - first.y) / height;
    // Cairo keeps 1/256 of a pixel, and leaves out what is straight within that.
    assert.ok(
      Math.abs(weight - 1 / (1 + Math.exp(-40 * (u - 0.5)))) <
        10 * (2 / 256 / width) + 2 / 256 / Math.abs(height),
    );
    assert.ok(t === 0 || (x >= vertices[t - 1]!.x && y <= vertices[t - 1]!.y), `turns back at ${u}`);
  }

  const jump = await drawn((u) => (u < 0.5 ? 0 : 1));
  const upright = jump.vertices
    .slice(1)
    .map(({ x, y }, t) => [x - jump.vertices[t]!.x, Math.abs(y - jump.vertices[t]!.y)]);
  assert.deepEqual(
    upright.map(([, height]) => height! > 0),
    [false, true, false],
  );
  // Two points are a 4000th of the axis apart, which is a fraction of a pixel.
  assert.ok(upright[1]![0]! < 0.25);
});

test("a PDF holds its texts as text in an embedded font, one page of the figure's width", {
  skip,
}, async () => {
  const pdf = await renderFigure(figure, { format: "pdf" });
  assert.equal(pdf.subarray(0, 5).toString("latin1"), "%PDF-");
  const content = inflated(pdf);
  assert.match(content, /\/MediaBox \[ ?0 0 504 /);
  assert.match(content, /\/BaseFont \/[A-Z]{6}\+DejaVuSansCondensed-Bold/);
  assert.match(content, /\/ToUnicode/);
  for (const field of ["Title", "Subject", "Keywords"])
    assert.match(content, new RegExp(`/${field} [(<]`), field);
  assert.ok((content.match(/T[jJ]\b/g) ?? []).length > 30, "too few texts");
});

test("PDF and SVG are as wide as asked for, to a thousandth of a point", { skip }, async () => {
  for (const [inches, points] of [
    [3.4, "244.8"],
    [85 / 25.4, "240.945"],
    [7, "504"],
  ] as const) {
    for (const fontSize of [7, 8.25]) {
      const page = onPage(figure, { width: inches, fontSize });
      const pdf = (await renderFigure(page, { format: "pdf" })).toString("latin1");
      assert.match(pdf, new RegExp(`/MediaBox \\[ ?0 0 ${points} \\d+ ?\\]`));
      const [start] = pdf.match(/(?<=startxref\n)\d+/)!;
      assert.equal(pdf.slice(Number(start), Number(start) + 4), "xref");
      const svg = (await renderFigure(page, { format: "svg" })).toString("utf8");
      assert.match(svg, new RegExp(`<svg[^>]* width="${points}(pt)?" [^>]*viewBox="0 0 ${points} \\d+"`));
    }
  }
});

test("panels in a grid have their titles, axes and legends drawn, each in its own half", {
  skip,
}, async () => {
  const panel = ratesPanel({ yTitle: "distance of densities", series: [rate("Hellinger", -0.5)] });
  const svg = async (figure: Parameters<typeof renderFigure>[0]) =>
    (await renderFigure(figure, { format: "svg" })).toString("utf8");
  const rates = await svg(ratesFigure(ratesPicture(panel, panel, ratesPanel({ series: [] }))));
  const places = (text: string) =>
    [...rates.matchAll(/<text transform="matrix\(([^)]*)\)" x="([^"]*)"[^>]*>([^<]*)<\/text>/g)]
      .filter(([, , , content]) => content === text)
      .map(([, matrix, x]) => {
        const [a, , , , e] = matrix!.split(" ").map(Number);
        return Math.floor((a! * Number(x) + e!) / 252);
      });
  for (const text of ["sample size n", "10⁵"]) assert.deepEqual(places(text), [0, 1, 0], text);
  assert.deepEqual(places("(b) a panel"), [1]);
  assert.equal(rates.match(/>distance of densities</g)!.length, 2);
  assert.match(rates, />no points</);

  const curves = await svg(curvesFigure(curvesPicture(curvesPanel(), curvesPanel())));
  for (const text of ["temperature τ", "log-likelihood", "(b) a panel", "plain", "tanh", "−10", "Made up."])
    assert.ok(curves.includes(`>${text}<`), text);
});

test("a figure is drawn alike every time and left as it was", { skip }, async () => {
  for (const format of ["png", "svg", "pdf"] satisfies FigureFormat[]) {
    for (const picture of [
      sampleFigure(samplePicture()),
      ratesFigure(ratesPicture(ratesPanel(), ratesPanel())),
      curvesFigure(curvesPicture(curvesPanel())),
    ]) {
      const before = JSON.stringify(picture);
      const first = await renderFigure(picture, { format });
      assert.ok(first.equals(await renderFigure(picture, { format })), format);
      assert.ok(JSON.stringify(picture) === before, `${format} changes the figure`);
    }
  }
});

test("an unknown format is refused", async () => {
  await assert.rejects(renderFigure(figure, { format: "gif" as FigureFormat }), {
    message: 'unknown format "gif"; known: png, svg, pdf',
  });
});

test("without the optional packages drawing says what to install", async () => {
  const folder = await mkdtemp(join(tmpdir(), "moestat-figures-"));
  try {
    await cp(fileURLToPath(new URL("../../figures/", import.meta.url)), join(folder, "figures"), {
      recursive: true,
    });
    await writeFile(join(folder, "package.json"), '{"type":"module"}');
    const script = `
      const { renderFigure } = await import("./figures/index.js");
      const figure = { title: "", subtitle: [], width: 7, panels: [], key: [], notes: [] };
      await renderFigure(figure, { format: "png" }).catch((error) => console.log(error.message));`;
    const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script], {
      cwd: folder,
    });
    assert.equal(
      stdout.trim(),
      "drawing needs the optional packages canvas, chart.js and dejavu-fonts-ttf (missing: canvas); " +
        "run: npm i canvas chart.js dejavu-fonts-ttf",
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

/** The chunks of a PNG: each a length, a name of four letters, its data and their check sum. */
function chunksOf(png: Buffer) {
  const chunks: { readonly name: string; readonly data: Buffer; readonly sum: number }[] = [];
  for (let at = 8; at < png.length; ) {
    const end = at + 8 + png.readUInt32BE(at);
    const name = png.toString("latin1", at + 4, at + 8);
    chunks.push({ name, data: png.subarray(at + 8, end), sum: png.readUInt32BE(end) });
    at = end + 4;
  }
  return chunks;
}

const textChunks = ["tEXt", "iTXt"];

/** The texts of a PNG, none of them compressed. */
const textsOf = (png: Buffer) =>
  chunksOf(png)
    .filter(({ name }) => textChunks.includes(name))
    .map(({ name: chunk, data }) => {
      const end = data.indexOf(0);
      const keyword = data.toString("latin1", 0, end);
      // In iTXt: no compression, of no method, no language, no translated keyword.
      if (chunk === "iTXt") assert.deepEqual([...data.subarray(end + 1, end + 5)], [0, 0, 0, 0]);
      const text = chunk === "iTXt" ? data.toString("utf8", end + 5) : data.toString("latin1", end + 1);
      return { chunk, keyword, text };
    });

/** The text of a PDF with its compressed streams opened. */
function inflated(pdf: Buffer): string {
  const text = pdf.toString("latin1");
  const streams = [...text.matchAll(/stream\r?\n/g)].flatMap((match) => {
    try {
      return [zlib.inflateSync(pdf.subarray(match.index + match[0].length)).toString("latin1")];
    } catch {
      return []; // "endstream", or a stream that is not compressed
    }
  });
  return [text, ...streams].join("\n");
}

/** The vertices of the stroke in the colour of the first curve that an SVG draws last. */
function lastStroke(svg: string): { readonly x: number; readonly y: number }[] {
  const blue = "rgb\\(0%,44\\.7[0-9]*%,69\\.8[0-9]*%\\)";
  const paths = [
    ...svg.matchAll(new RegExp(`<path style="fill:none;[^"]*stroke:${blue}[^"]*" d="([^"]*)"`, "g")),
  ];
  const longest = paths.map(([, d]) => d!).filter((d) => !d.includes("C"));
  return [...longest[longest.length - 1]!.matchAll(/[ML] ([\d.]+) ([\d.]+)/g)].map(([, x, y]) => ({
    x: Number(x),
    y: Number(y),
  }));
}
