import { h } from "../../pages/dom.js";
import type { Theme } from "../draw/theme.js";

/** Offers a file to the one who looks at the page. */
export function saveFile(name: string, blob: Blob): void {
  const href = URL.createObjectURL(blob);
  h("a", { href, download: name }).click();
  // The browser has taken it by then.
  setTimeout(() => URL.revokeObjectURL(href), 10_000);
}

/** Pixels around the parts of a picture. */
const room = 24;

/** One picture of the canvases: the first two, data and gate, one below the other, the others in a row beneath. */
export async function pictureOf(
  canvases: readonly HTMLCanvasElement[],
  title: string,
  theme: Theme,
): Promise<Blob> {
  const [main, rest] = [canvases.slice(0, 2), canvases.slice(2)];
  const width = Math.max(...main.map((one) => one.width));
  const share = rest.length > 0 ? (width - room * (rest.length - 1)) / rest.length : 0;
  const heights = rest.map((one) => (one.height * share) / one.width);
  const mainHeight = main.reduce((sum, one) => sum + one.height, 0);
  const below = rest.length > 0 ? room + Math.max(...heights) : 0;
  const canvas = h("canvas", {
    width: width + 2 * room,
    height: Math.ceil(3 * room + 30 + mainHeight + below),
  });
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("no picture; the canvas has no context");
  context.fillStyle = theme.paper;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = theme.ink;
  context.font = "600 26px system-ui, sans-serif";
  context.fillText(title, room, room + 24);
  let y = 2 * room + 30;
  for (const one of main) {
    context.drawImage(one, room, y);
    y += one.height;
  }
  rest.forEach((one, i) => {
    context.drawImage(one, room + i * (share + room), y + room, share, heights[i]);
  });
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) =>
      blob === null ? reject(new Error("no picture; the canvas gave none")) : resolve(blob),
    ),
  );
}
