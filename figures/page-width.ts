/** Points as they stand in a file, to a thousandth. */
const points = (width: number): string => String(Number(width.toFixed(3)));

/**
 * A PDF of one page with the page's width in points. Cairo's pages are whole points wide, and 245 points stick out of a column
 * of 3.4 inches. The box takes no more bytes than before, so that all else stays where the file's index says. Where Cairo
 * packs the box (1.18 does), the file stays as it is, up to a point too wide.
 */
export function pdfOfWidth(pdf: Buffer, width: number): Buffer {
  const text = pdf.toString("latin1");
  const [box, height] = text.match(/ *\/MediaBox \[ 0 0 \d+ (\d+) \]/) ?? [];
  if (box === undefined) return pdf;
  const exact = `/MediaBox [0 0 ${points(width)} ${height}]`;
  return exact.length > box.length ? pdf : Buffer.from(text.replace(box, exact.padEnd(box.length)), "latin1");
}

/** An SVG with its width in points, of which its own units are one each. */
export const svgOfWidth = (svg: string, width: number): string =>
  svg.replace(
    /(<svg[^>]*? width=")\d+([^>]*? viewBox="0 0 )\d+/,
    (_, before, between) => `${before}${points(width)}${between}${points(width)}`,
  );
